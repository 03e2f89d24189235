"""Which pairs of listings are found likely the same, and which are not, with what speaks for and against."""

import pytest
from sqlmodel import Session

from directory.duplicates.finding import Pair, find_pairs
from directory.duplicates.traits import Traits, read_traits
from tests.directory.duplicates import FakeMeanings, listing, traits

KIND = "Substance use treatment"
OTHER_KIND = "Mental health treatment"


def directory(*of_interest: Traits) -> list[Traits]:
    """Those listings among others, so that words and kinds are as rare as in a real directory."""
    others = [
        traits(
            f"x{n}{kind}", f"{name} House", kind, street=f"{n + 100} {name} Road", phone=f"86055502{n:02d}"
        )
        for n, name in enumerate(("Alder", "Birch", "Cedar", "Dogwood", "Elder"))
        for kind in (KIND, OTHER_KIND)
    ]
    return [*of_interest, *others]


def found(*of_interest: Traits, least: float | None = None, cosine: float = 0.95) -> list[Pair]:
    ids = {one.id for one in of_interest}
    pairs = find_pairs(directory(*of_interest), FakeMeanings(cosine), least=least)
    return [pair for pair in pairs if {pair.first, pair.second} <= ids]


def levels(pair: Pair) -> dict[str, str]:
    return {signal.name: signal.level for signal in pair.signals}


def test_one_listing_of_two_sources_is_found_with_its_reasons() -> None:
    (pair,) = found(
        traits("a", "St. Agnes Center", street="12 Elm Street", phone="8605550100"),
        traits("b", "Saint Agnes Ctr, Inc.", street="12 Elm St.", phone="8605550100"),
    )
    assert pair.relation == "same"
    assert pair.score > 0.95
    assert levels(pair) == {
        "organization": "same",
        "service": "whole",
        "telephone": "same",
        "address": "same",
        "meaning": "same",
    }


def test_several_services_of_one_organization_at_one_place_are_no_duplicates() -> None:
    one = {"street": "12 Elm Street", "phone": "8605550100", "organization_id": "o"}
    assert not found(
        traits("a", "Agnes Center", "Teen clinic", **one),
        traits("b", "Agnes Center", "Meals for elders", **one),
        traits("c", "Agnes Center", **one),
    )


def test_a_chain_with_one_hotline_is_no_duplicate() -> None:
    branches = [
        traits(
            f"b{n}", "Agnes Clinics", KIND, street=f"{n} Oak Street", town=f"town{n} ct", phone="8005550100"
        )
        for n in range(12)
    ]
    assert not found(*branches)


def test_the_same_name_in_two_towns_is_two_listings() -> None:
    assert not found(
        traits("a", "Covenant House", KIND, street="12 Elm Street", town="hartford ct"),
        traits("b", "Covenant House", KIND, street="40 Oak Street", town="eugene or"),
    )


def test_one_facility_in_two_lists_is_told_from_one_listing_twice() -> None:
    here = {"street": "12 Elm Street", "phone": "8605550100"}
    (pair,) = found(
        traits("a", "Agnes Center", KIND, kinds=["list one"], **here),
        traits("b", "Agnes Center Inc", OTHER_KIND, kinds=["list two"], **here),
    )
    assert pair.relation == "facility"
    assert levels(pair)["service"] == "list"
    assert "meaning" not in levels(pair)


def test_two_programs_of_one_list_are_no_duplicates() -> None:
    here = {"street": "12 Elm Street", "phone": "8605550100", "organization_id": "o", "kinds": ["one list"]}
    assert not found(
        traits("a", "Agnes Center", KIND, **here), traits("b", "Agnes Center", OTHER_KIND, **here)
    )
    assert not found(
        traits("a", "Agnes Center", KIND, others=["Drug court program"], **here),
        traits("b", "Agnes Center", KIND, others=["Residential house"], **here),
    )


def test_a_program_filed_as_an_organization_of_its_own_is_found() -> None:
    (pair,) = found(
        traits("a", "Agnes Family Services", "Tamarack Point", street="12 Elm Street", phone="8605550100"),
        traits("b", "Tamarack Point", "Intake for shelters", street="12 Elm St", phone="8605550100"),
    )
    assert levels(pair)["organization"] == "across"
    assert pair.relation == "same"


def test_meetings_of_one_group_at_other_times_are_other_meetings() -> None:
    one = {"street": "12 Elm Street", "organization_id": "aa"}
    first = traits("a", "Fellowship", "Harbor Light Group", times={("MO", "19:00", "20:00")}, **one)
    second = traits("b", "Fellowship", "Harbor Light Group", times={("FR", "07:00", "08:00")}, **one)
    assert not found(first, second)
    second.times = set(first.times)
    assert found(first, second)


def test_a_listing_without_a_place_is_not_the_same_by_its_name_alone() -> None:
    placeless = traits("b", "Lexington Housing", KIND)
    placeless.spots = []
    assert not found(traits("a", "Lexington Housing", KIND, street="1 Village Road"), placeless)


def test_two_searches_of_the_same_listings_find_the_same() -> None:
    listings = directory(
        traits("a", "St. Agnes Center", street="12 Elm Street", phone="8605550100"),
        traits("b", "Saint Agnes Ctr", street="12 Elm St.", phone="8605550100"),
    )
    once = find_pairs(listings, FakeMeanings(), least=0.01)
    assert once == find_pairs(listings, FakeMeanings(), least=0.01)
    assert once


def test_meaning_is_asked_only_of_pairs_that_could_be_the_same() -> None:
    meanings = FakeMeanings()
    listings = directory(
        traits("a", "St. Agnes Center", street="12 Elm Street", phone="8605550100"),
        traits("b", "Saint Agnes Ctr", street="12 Elm St.", phone="8605550100"),
        traits("c", "Tamarack Legal Aid", street="12 Elm Street"),
    )
    find_pairs(listings, meanings)
    assert ("a", "b") in meanings.asked
    assert not any("c" in pair for pair in meanings.asked)


def test_without_an_index_pairs_are_found_all_the_same() -> None:
    listings = directory(
        traits("a", "St. Agnes Center", street="12 Elm Street", phone="8605550100"),
        traits("b", "Saint Agnes Ctr", street="12 Elm St.", phone="8605550100"),
    )
    (pair,) = (one for one in find_pairs(listings, None) if one.first == "a")
    assert "meaning" not in levels(pair)


@pytest.mark.parametrize("least", [0.0])
def test_a_confidential_place_is_compared_by_its_town_alone(session: Session, least: float) -> None:
    hidden = listing(session, "Agnes House", street="7 Quiet Lane", confidential=True)
    shown = listing(session, "Agnes House Inc", street="7 Quiet Lane")
    session.flush()
    listings = read_traits(session)
    (spot,) = next(one for one in listings if one.id == hidden.id).spots
    assert (spot.town, spot.street, spot.postal_code, spot.latitude, spot.longitude) == (
        "hartford ct",
        None,
        "",
        None,
        None,
    )
    (pair,) = find_pairs(listings, None, least=least)
    assert {pair.first, pair.second} == {hidden.id, shown.id}
    assert not levels(pair).keys() & {"address", "distance"}
    assert "quiet" not in repr(pair.signals).lower()


def test_listings_that_are_hidden_are_not_compared(session: Session) -> None:
    listing(session, "Agnes House")
    listing(session, "Agnes House Inc", status="defunct")
    assert len(read_traits(session)) == 1
