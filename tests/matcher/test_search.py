"""A search: what is found, in which order, what is said about it, and what is never shown or hidden."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from directory import availability
from directory.distance import distance_miles
from directory.places import Gazetteer
from directory.tables import Location, Organization, Service, ServiceAtLocation
from matcher.facts import Facts
from matcher.index.build import build
from matcher.index.index import Index
from matcher.match import Match, Results
from matcher.need import Need
from matcher.search import search
from tests.matcher.directory_of import HARTFORD, NEW_BRITAIN, add_service
from tests.matcher.fakes import ToyEmbedder

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
GAZETTEER = Gazetteer.load()
HERE = GAZETTEER.look_up("New Britain, CT")

Asking = Callable[..., Results]


@pytest.fixture
def ask(session: Session, tmp_path: Path) -> Asking:
    """Builds the index of what the test has added, once, and searches it."""
    made: list[Index] = []

    def asking(text: str, **fields: Any) -> Results:
        if not made:
            build(session, tmp_path, ToyEmbedder(), now=NOW, gazetteer=GAZETTEER)
            made.append(Index.open(tmp_path))
        need = Need(text=text, now=NOW, near=HERE)
        return search(replace(need, **fields), made[0], ToyEmbedder())

    return asking


def ids(matches: tuple[Match, ...]) -> list[str]:
    return [match.service_id for match in matches]


def reasons(match: Match) -> list[str]:
    return [reason.text() for reason in match.reasons]


def shelter(session: Session, name: str = "Night shelter", **fields: Any) -> Service:
    return add_service(session, name, description="Emergency shelter with overnight beds.", **fields)


def test_the_kind_that_was_asked_for_stands_first(session: Session, ask: Asking) -> None:
    add_service(session, "Sunrise day care", description="Child care for infants and toddlers.")
    detox = add_service(session, "Elm Street unit", description="Medically supervised detox, 12 beds.")
    found = ask("detox bed tonight, on medicaid")
    assert found.categories == ("substance_use_treatment",)
    assert ids(found.matches)[0] == detox.id
    assert "detox, as asked" in reasons(found.matches[0])


def test_field_jargon_and_plain_words_find_the_same(session: Session, ask: Asking) -> None:
    home = add_service(session, "Maple House", description="Sober living house for men and women.")
    add_service(session, "Pantry", description="Food pantry with groceries.")
    for words in ("an SLE", "sober house", "clean and sober housing", "recovery residence"):
        assert ids(ask(words, categories=("sober_living",)).matches)[0] == home.id


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_what_no_longer_runs_is_never_shown(session: Session, ask: Asking, status: str) -> None:
    shelter(session, status=status)
    found = ask("shelter tonight")
    assert found.matches == found.not_eligible == ()


def test_what_is_closed_for_a_while_stands_last_and_says_so(session: Session, ask: Asking) -> None:
    closed = shelter(session, status="temporarily closed")
    add_service(session, "Tax help", description="Tax preparation.")
    found = ask("shelter tonight")
    assert ids(found.matches)[-1] == closed.id
    assert found.matches[-1].temporarily_closed
    assert reasons(found.matches[-1])[0] == "temporarily closed"


def test_a_known_fact_that_breaks_a_rule_puts_a_service_apart_with_the_reason(
    session: Session, ask: Asking
) -> None:
    women = shelter(session, eligibility_description="Women only.")
    found = ask("shelter tonight", facts=Facts(gender="man"))
    assert found.matches == ()
    assert ids(found.not_eligible) == [women.id]
    assert found.not_eligible[0].eligibility == "not_eligible"
    assert "women" in " ".join(reasons(found.not_eligible[0])).lower()


def test_an_unknown_fact_hides_nothing_and_is_asked_about(session: Session, ask: Asking) -> None:
    shelter(session, eligibility_description="Women only.")
    found = ask("shelter tonight")
    assert [match.eligibility for match in found.matches] == ["may_be"]
    assert found.matches[0].missing_facts == ("gender",)
    assert "ask about gender" in reasons(found.matches[0])


def test_a_service_that_surely_fits_stands_before_one_that_may(session: Session, ask: Asking) -> None:
    unsure = shelter(session, eligibility_description="Veterans only.")
    sure = shelter(session, eligibility_description="Women only.")
    found = ask("shelter tonight", facts=Facts(gender="woman"))
    assert ids(found.matches) == [sure.id, unsure.id]
    assert [match.eligibility for match in found.matches] == ["eligible", "may_be"]


def test_nothing_beyond_the_radius(session: Session, ask: Asking) -> None:
    near = shelter(session, at=NEW_BRITAIN)
    shelter(session, at=HARTFORD, town="Hartford")
    assert ids(ask("shelter tonight", radius_miles=3.0).matches) == [near.id]


def test_nearer_stands_first_when_all_else_is_equal(session: Session, ask: Asking) -> None:
    far = shelter(session, at=HARTFORD, town="Hartford")
    near = shelter(session, at=NEW_BRITAIN)
    assert ids(ask("shelter tonight").matches) == [near.id, far.id]


def test_a_service_with_several_places_is_shown_once_at_the_nearest(session: Session, ask: Asking) -> None:
    service = shelter(session, at=HARTFORD, town="Hartford")
    second = Location(location_type="physical", latitude=NEW_BRITAIN[0], longitude=NEW_BRITAIN[1])
    session.add(second)
    session.flush()
    session.add(ServiceAtLocation(service_id=service.id, location_id=second.id))
    session.flush()
    found = ask("shelter tonight")
    assert ids(found.matches) == [service.id]
    assert found.matches[0].location_id == second.id


def test_a_telephone_service_of_the_state_reaches_its_towns_and_no_other_state(
    session: Session, ask: Asking
) -> None:
    here = add_service(
        session, "State line", description="Crisis line.", at=None, virtual=True, areas=("Connecticut",)
    )
    add_service(session, "Other line", description="Crisis line.", at=None, virtual=True, areas=("Illinois",))
    found = ask("crisis line")
    assert ids(found.matches) == [here.id]
    assert found.matches[0].distance_miles is None


def test_a_confidential_place_is_only_told_to_the_town(session: Session, ask: Asking) -> None:
    shelter(session, at=NEW_BRITAIN, confidential=True, town="Norwich", postal_code="06360")
    found = ask("shelter tonight")
    norwich = GAZETTEER.look_up("Norwich, CT")
    assert not found.matches[0].exact_distance
    assert found.matches[0].distance_miles == pytest.approx(distance_miles(HERE, norwich), abs=0.1)


def test_what_is_refused_stands_behind_and_says_so(session: Session, ask: Asking) -> None:
    church = add_service(
        session, "Gospel pantry", description="Food pantry. Bible study before groceries are handed out."
    )
    plain = add_service(session, "Elm pantry", description="Food pantry. Groceries on Fridays.")
    assert ids(ask("food pantry").matches)[0] in (church.id, plain.id)
    found = ask("food pantry", avoid=("faith_based",))
    assert ids(found.matches) == [plain.id, church.id]
    assert "is faith-based, which the client does not want" in reasons(found.matches[1])


def test_a_couple_is_not_sent_first_to_where_it_would_be_parted(session: Session, ask: Asking) -> None:
    men = shelter(session, eligibility_description="Men only.")
    both = shelter(session)
    found = ask("shelter tonight for the two of them", categories=("housing",), facts=Facts(partner=True))
    assert ids(found.matches) == [both.id, men.id]
    assert "for one gender only: a couple would be parted" in reasons(found.matches[1])


def test_what_speaks_the_language_stands_first(session: Session, ask: Asking) -> None:
    add_service(session, "Counseling one", description="Counseling and therapy.")
    spanish = add_service(session, "Counseling two", description="Counseling and therapy.", languages=("es",))
    found = ask("counseling", facts=Facts(languages=("es", "en")))
    assert ids(found.matches)[0] == spanish.id
    assert "speaks the client's language" in reasons(found.matches[0])


def test_room_counts_for_a_service_and_a_full_one_against_it(session: Session, ask: Asking) -> None:
    full = shelter(session, available=0)
    unknown = shelter(session)
    room = shelter(session, available=3)
    found = ask("shelter tonight")
    assert ids(found.matches) == [room.id, unknown.id, full.id]
    assert "said it has room: 3" in reasons(found.matches[0])
    assert "full when last heard" in reasons(found.matches[2])


def test_room_that_has_run_out_is_as_if_nobody_had_told(session: Session, ask: Asking) -> None:
    houses = {}
    for status in ("full", "waitlist", "limited", "open"):
        houses[status] = shelter(session)
        availability.report(session, houses[status].id, status=status, via="staff", now=NOW)
    unknown = shelter(session)
    for days, status in enumerate(("full", "open")):
        old = shelter(session)
        houses[f"old {status}"] = old
        told = NOW - timedelta(days=4 + days)
        availability.report(session, old.id, status=status, via="staff", places=9, now=told)
    found = ask("shelter tonight").matches
    order = ids(found)
    assert order[:2] == [houses["open"].id, houses["limited"].id]
    assert order[-2:] == [houses["waitlist"].id, houses["full"].id]
    assert set(order[2:-2]) == {unknown.id, houses["old full"].id, houses["old open"].id}
    said = {match.service_id: " ".join(reasons(match)) for match in found}
    assert "said it has room" in said[houses["open"].id]
    assert "has a waiting list" in said[houses["waitlist"].id]
    assert "room" not in said[houses["old open"].id]
    assert "full" not in said[houses["old full"].id]


def test_open_in_the_evening_counts_when_the_evening_was_asked_for(session: Session, ask: Asking) -> None:
    day = add_service(session, "Day group", description="Counseling.", hours=(("MO,TU", time(9), time(16)),))
    late = add_service(
        session, "Late group", description="Counseling.", hours=(("MO,TU", time(12), time(20)),)
    )
    assert ids(ask("counseling", when="evening").matches) == [late.id, day.id]


@pytest.mark.parametrize(
    ("verified", "said"),
    [
        (date(2026, 11, 4), "verified 6 days ago"),
        (date(2026, 10, 20), "verified 3 weeks ago"),
        (date(2026, 6, 1), "verified 5 months ago"),
        (date(2012, 6, 1), "not verified since 2012"),
        (None, "never verified"),
    ],
)
def test_it_is_said_when_a_listing_was_last_verified(
    session: Session, ask: Asking, verified: date | None, said: str
) -> None:
    shelter(session, verified=verified)
    assert said in reasons(ask("shelter tonight").matches[0])


def test_the_distance_is_said_from_the_place_that_was_named(session: Session, ask: Asking) -> None:
    shelter(session, at=HARTFORD, town="Hartford")
    told = " ".join(reasons(ask("shelter tonight").matches[0]))
    assert "miles from New Britain, CT" in told


def test_the_listings_own_sentence_is_quoted(session: Session, ask: Asking) -> None:
    add_service(
        session,
        "Elm House",
        description="Founded in 1962. Sober living for mothers, with room for two children. Has parking.",
    )
    told = reasons(ask("sober living for a mother", categories=("sober_living",)).matches[0])
    assert "says: “Sober living for mothers, with room for two children.”" in told


def test_few_results_tell_what_is_just_outside(session: Session, ask: Asking) -> None:
    far = shelter(session, at=HARTFORD, town="Hartford")
    found = ask("shelter tonight", radius_miles=4.0)
    assert found.matches == ()
    assert [place.service_id for place in found.outside] == [far.id]
    assert found.costs["radius"] == 1


def test_few_results_tell_that_eligibility_cost_most(session: Session, ask: Asking) -> None:
    shelter(session, eligibility_description="Women only.")
    assert ask("shelter tonight", facts=Facts(gender="man")).costs == {"eligibility": 1}


def test_without_a_place_everything_is_looked_at(session: Session, ask: Asking) -> None:
    far = shelter(session, at=(34.05, -118.24), town="Los Angeles")
    assert ids(ask("shelter tonight", near=None).matches) == [far.id]


def test_no_more_than_the_limit_of_each(session: Session, ask: Asking) -> None:
    for _ in range(3):
        shelter(session)
        shelter(session, eligibility_description="Women only.")
    found = ask("shelter tonight", facts=Facts(gender="man"), limit=2)
    assert (len(found.matches), len(found.not_eligible)) == (2, 2)


def test_one_organization_does_not_crowd_out_others(session: Session, ask: Asking) -> None:
    many = [add_service(session, "Pantry", description="Food pantry. Free groceries.") for _ in range(6)]
    owner = session.get(Organization, many[0].organization_id)
    assert owner is not None
    for service in many:
        service.organization_id = owner.id
    single = add_service(session, "Pantry", description="Food pantry. Free groceries.")
    session.flush()
    # The first two services of the organization stand where they are; every further one is set back.
    assert ids(ask("food pantry", categories=("food",)).matches).index(single.id) <= 2


def test_an_index_of_another_model_is_refused(session: Session, tmp_path: Path) -> None:
    class OtherToy(ToyEmbedder):
        name = "other"

    build(session, tmp_path, ToyEmbedder(), now=NOW, gazetteer=GAZETTEER)
    with pytest.raises(ValueError, match="made with toy"):
        search(Need(text="food", now=NOW), Index.open(tmp_path), OtherToy())
