"""Our categories in two levels, schemes of others and their meaning in ours, and listings under none."""

import json
import os
from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory import changes
from directory.categories import categories, kinds, top_level
from directory.change_log import Author, changing, undo
from directory.listings import load_listings
from directory.tables import Attribute, Taxonomy, TaxonomyTerm, TermMapping
from directory.taxonomies import overview, standing
from directory.taxonomies.mapping import bring_in, crosswalks, decide, suggest
from directory.taxonomies.meaning import NEED_TAXONOMY
from directory.taxonomies.ours import place_under, term_ids
from directory.taxonomies.schemes import Scheme, SchemeUnreadable, read_schemes
from tests import factories
from tests.conftest import NOW

SHARED = Path(os.environ.get("LINKAGE_SHARED", Path(__file__).parents[3] / "shared"))
JO = Author.staff("jo")

XML = """<?xml version="2.0" encoding="UTF-8"?>
<taxonomy><version>7</version>
  <services>
    <descriptions><category id="1" title="beds">Places to sleep.</category></descriptions>
    <top_level id="1" title="Beds">
      <second_level id="2" title="Night shelter for people without a home"/>
    </top_level>
    <top_level id="3" title="Gizmos"/>
  </services>
  <situations><top_level id="9" title="Veterans"/></situations>
</taxonomy>"""


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _read(folder: Path, name: str, text: str) -> Scheme:
    (scheme,) = read_schemes(_file(folder, name, text))
    return scheme


def _under(session: Session, service_id: str, term: TaxonomyTerm) -> None:
    session.add(Attribute(link_id=service_id, link_entity="service", taxonomy_term_id=term.id))
    session.flush()


# ---------------------------------------------------------------- ours


def test_every_kind_of_service_stands_below_one_category() -> None:
    assert all(kind.category in categories() for kind in kinds().values())
    assert not kinds().keys() & categories().keys()
    assert top_level("detox") == "substance_use_treatment"
    assert top_level("food") == "food"
    assert top_level("nonsense") is None


def test_our_terms_are_added_once_with_those_above_them(session: Session) -> None:
    first = dict(term_ids(session))
    assert dict(term_ids(session)) == first
    rows = session.exec(select(TaxonomyTerm).where(TaxonomyTerm.taxonomy == NEED_TAXONOMY)).all()
    assert len(rows) == len(categories()) + len(kinds())
    detox = session.get_one(TaxonomyTerm, first["detox"])
    assert detox.parent_id == first["substance_use_treatment"]
    assert len(session.exec(select(Taxonomy)).all()) == 1


def test_a_listing_stands_where_it_is_put_and_the_first_is_the_main_one(session: Session) -> None:
    service = factories.service(session, name="Bread and soup")
    place_under(session, service.id, ["detox", "housing"])
    place_under(session, service.id, ["housing", "meals"])

    listing = load_listings(session, [service.id])[service.id]
    assert listing.stated_codes == ("housing", "meals")
    assert listing.categories == ("housing", "food")


@pytest.mark.parametrize("codes", [[], ["nonsense"], ["food", "nonsense"]])
def test_a_listing_is_never_left_without_a_category(session: Session, codes: list[str]) -> None:
    service = factories.service(session)
    place_under(session, service.id, ["food"])
    with pytest.raises(ValueError, match="category"):
        place_under(session, service.id, codes)
    assert load_listings(session, [service.id])[service.id].stated_codes == ("food",)


def test_putting_a_listing_under_a_category_can_be_undone(session: Session) -> None:
    service = factories.service(session)
    place_under(session, service.id, ["food"])
    session.commit()
    with changing(session, kind="edit", by=JO, now=NOW) as made:
        place_under(session, service.id, ["detox"])
    session.commit()
    undo(session, made.id, by=JO, now=NOW)
    session.commit()
    assert load_listings(session, [service.id])[service.id].stated_codes == ("food",)


# ---------------------------------------------------------------- reading schemes


def test_nested_xml_is_read_though_it_says_it_is_xml_two(tmp_path: Path) -> None:
    scheme = _read(tmp_path, "beds_and_more.xml", XML)
    assert (scheme.name, scheme.version) == ("beds and more", "7")
    beds, shelter, gizmos = scheme.terms
    assert (beds.code, beds.description, beds.parent_id) == ("1", "Places to sleep.", None)
    assert (shelter.name, shelter.parent_id) == ("Night shelter for people without a home", beds.id)
    assert gizmos.parent_id is None


def test_a_list_in_csv_is_read_in_any_order(tmp_path: Path) -> None:
    text = "Code,Name,Parent\nb,Detox beds,a\na,Treatment,\n"
    scheme = _read(tmp_path, "mine.csv", text)
    assert [term.code for term in scheme.terms] == ["a", "b"]
    assert scheme.terms[1].parent_id == scheme.terms[0].id


@pytest.mark.parametrize(
    "data",
    [
        {"F": {"en": "Food", "es": "Comida"}, "H": "Housing"},
        [{"code": "F", "name": "Food"}, {"name": "Housing"}],
    ],
)
def test_json_is_read_as_names_by_code_and_as_a_list(tmp_path: Path, data: object) -> None:
    scheme = _read(tmp_path, "kinds.json", json.dumps(data))
    assert [term.name for term in scheme.terms] == ["Food", "Housing"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.xml", "<a><b></a>", "no XML"),
        ("a.xml", "<a><b/></a>", "no element with an id"),
        ("a.xml", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "no XML that can be read"),
        ("a.json", '[{"name": "x"},\n oh]', "line 2"),
        ("a.json", '"words"', "neither a list"),
        ("a.csv", "code,name\n1,Food\n1,Beds\n", "row 3: the code 1 stands there twice"),
        ("a.csv", "code,name\n1,\n", "row 2: no name"),
        ("a.csv", "code,name\n", "no terms"),
        ("a.csv", "code,name,parent\n1,A,2\n2,B,1\n", "below itself"),
        ("a.docx", "x", "neither XML, JSON nor CSV"),
    ],
)
def test_a_file_that_is_no_scheme_says_what_is_wrong_and_where(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    with pytest.raises(SchemeUnreadable, match=says):
        read_schemes(_file(tmp_path, name, text))


def test_a_folder_without_the_two_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemeUnreadable, match=r"taxonomies\.csv"):
        read_schemes(tmp_path)


# ---------------------------------------------------------------- what they mean


def test_terms_of_an_unknown_scheme_are_mapped_by_their_words_and_those_above(
    session: Session, tmp_path: Path
) -> None:
    counts = bring_in(session, _read(tmp_path, "beds.xml", XML), by=JO, now=NOW)
    assert (counts.added, counts.mapped) == (3, 1)
    again = bring_in(session, _read(tmp_path, "beds.xml", XML), by=JO, now=NOW)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)


def test_a_mapped_term_gives_its_listings_a_category(session: Session, tmp_path: Path) -> None:
    service = factories.service(session, name="Hope", description="")
    scheme = _read(tmp_path, "beds.xml", XML)
    bring_in(session, scheme, by=JO, now=NOW)
    _under(session, service.id, session.get_one(TaxonomyTerm, scheme.terms[1].id))
    assert load_listings(session, [service.id])[service.id].categories == ("housing",)
    assert standing.count_uncategorized(session) == 0


def test_what_a_person_decided_stays_when_the_scheme_is_read_again(session: Session, tmp_path: Path) -> None:
    scheme = _read(tmp_path, "beds.xml", XML)
    bring_in(session, scheme, by=JO, now=NOW)
    service = factories.service(session)
    _under(session, service.id, session.get_one(TaxonomyTerm, scheme.terms[1].id))
    before = changes.latest(session)

    decide(session, scheme.terms[1].id, ["detox"], by="jo", now=NOW)
    assert changes.since(session, before).everything
    bring_in(session, scheme, by=JO, now=NOW)

    (row,) = overview.terms(session, scheme.id, words="shelter")
    assert (row.code, row.origin, row.listings, row.above) == ("detox", "person", 1, ("Beds",))
    assert load_listings(session, [service.id])[service.id].categories == ("substance_use_treatment",)


def test_no_category_is_an_answer_too(session: Session, tmp_path: Path) -> None:
    scheme = _read(tmp_path, "beds.xml", XML)
    bring_in(session, scheme, by=JO, now=NOW)
    decide(session, scheme.terms[1].id, [], by="jo", now=NOW)
    counts = bring_in(session, scheme, by=JO, now=NOW)
    assert counts.mapped == 0
    assert len(overview.terms(session, scheme.id, only_open=True)) == 3


def test_only_our_codes_and_terms_of_others_can_be_decided_on(session: Session, tmp_path: Path) -> None:
    scheme = _read(tmp_path, "beds.xml", XML)
    bring_in(session, scheme, by=JO, now=NOW)
    with pytest.raises(ValueError, match="no such category"):
        decide(session, scheme.terms[0].id, ["nonsense"], by="jo", now=NOW)
    with pytest.raises(ValueError, match="mean themselves"):
        decide(session, term_ids(session)["food"], ["housing"], by="jo", now=NOW)
    with pytest.raises(LookupError):
        decide(session, "nothing", ["food"], by="jo", now=NOW)


def test_every_code_of_a_crosswalk_is_one_of_ours() -> None:
    for scheme, table in crosswalks().items():
        wrong = {code: ours for code, ours in table.items() if top_level(ours) is None}
        assert not wrong, scheme


def test_a_crosswalk_goes_before_words() -> None:
    assert suggest("Gravity SDOH categories", "elder-abuse", ["Elder Abuse"]).codes == ("elder_abuse",)
    assert suggest("Gravity SDOH categories", "unheard-of", ["Food"]).codes == ()
    assert suggest("Another", "1", ["Food pantry"]).codes == ("food",)


def test_open_eligibility_and_gravity_are_read_and_stand_for_ours(session: Session) -> None:
    folder = SHARED / "data" / "taxonomy"
    if not folder.exists():
        pytest.skip("no taxonomies: the shared data are not here")
    counts = {scheme.name: bring_in(session, scheme, by=JO, now=NOW) for scheme in read_schemes(folder)}
    oe, gravity = counts["Open Eligibility services"], counts["Gravity SDOH categories"]
    assert (oe.added, gravity.added) == (291, 24)
    assert oe.mapped >= 280
    assert gravity.mapped == 22
    from_xml = read_schemes(folder / "open_eligibility_v2.xml", "Open Eligibility services")[0]
    assert len(from_xml.terms) == 291


# ---------------------------------------------------------------- listings under none


def test_listings_without_a_category_are_found_and_filled_as_one_set(session: Session) -> None:
    lost = [factories.service(session, name=f"Hope {n}", description="Soup") for n in range(3)]
    gone = factories.service(session, status="defunct")
    stands = factories.service(session)
    place_under(session, stands.id, ["food"])
    session.commit()
    assert standing.count_uncategorized(session) == 3
    found = list(standing.all_uncategorized(session))
    assert {row.service_id for row in found} == {service.id for service in lost}
    assert gone.id not in {row.service_id for row in found}

    chosen = [(lost[0].id, ["meals", "food"]), (lost[1].id, []), (stands.id, ["legal"])]
    made = standing.fill(session, chosen, by=JO, now=NOW)
    session.commit()

    assert made is not None
    assert load_listings(session, [lost[0].id])[lost[0].id].stated_codes == ("meals", "food")
    assert load_listings(session, [stands.id])[stands.id].stated_codes == ("food",)
    assert standing.count_uncategorized(session) == 2
    assert standing.counts_by_code(session) == {"meals": 1, "food": 2}

    undo(session, made.id, by=JO, now=NOW)
    session.commit()
    assert standing.count_uncategorized(session) == 3


def test_filling_nothing_leaves_no_set(session: Session) -> None:
    assert standing.fill(session, [], by=JO, now=NOW) is None


def test_a_mapping_to_nothing_gives_no_category(session: Session, tmp_path: Path) -> None:
    scheme = _read(tmp_path, "beds.xml", XML)
    bring_in(session, scheme, by=JO, now=NOW)
    service = factories.service(session)
    _under(session, service.id, session.get_one(TaxonomyTerm, scheme.terms[2].id))
    assert (
        session.exec(select(TermMapping).where(TermMapping.taxonomy_term_id == scheme.terms[2].id))
        .one()
        .codes
        == []
    )
    assert standing.count_uncategorized(session) == 1


def test_a_term_that_says_who_may_come_gives_no_category(session: Session, tmp_path: Path) -> None:
    scheme = _read(tmp_path, "beds.xml", XML)
    bring_in(session, scheme, by=JO, now=NOW)
    service = factories.service(session, name="Hope", description="")
    session.add(
        Attribute(
            link_id=service.id,
            link_entity="service",
            link_type="eligibility",
            taxonomy_term_id=scheme.terms[1].id,
        )
    )
    session.flush()
    assert load_listings(session, [service.id])[service.id].stated_codes == ()
    assert standing.count_uncategorized(session) == 1
