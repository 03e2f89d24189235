"""Names, addresses and telephones of two sources, in the spelling in which they are compared."""

import pytest

from directory.duplicates.names import Rarity, name_words
from directory.duplicates.streets import read_street, same_door
from directory.duplicates.telephones import national_number

NAMES = [
    "Harborview Community Health Center",
    "Harborview Outreach",
    "Elm Street Food Pantry",
    "Elm Street Shelter",
    "Saint Agnes House",
    "Tamarack Recovery",
    "Northgate Counseling",
    "Riverbend Legal Aid",
    *(f"Community Center {word}" for word in ("Alder", "Birch", "Cedar", "Dogwood")),
]


@pytest.fixture(scope="module")
def rarity() -> Rarity:
    return Rarity(map(name_words, NAMES))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Agnes House", "Saint Agnes House, Inc."),
        ("Harborview Comm Hlth Ctr", "Harborview Community Health Center"),
        ("Tamarack Recovery", "Tamarak Recovery"),
        ("RiverBend LegalAid", "River Bend Legal Aid"),
        ("Elm Street Food Pantry", "The Elm Street Food Pantry (formerly Elm St Food Pantry)"),
    ],
)
def test_two_spellings_of_one_name_are_alike(rarity: Rarity, one: str, other: str) -> None:
    assert rarity.likeness(name_words(one), name_words(other)) > 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Community Center Alder", "Community Center Birch"),
        ("Elm Street Food Pantry", "Elm Street Shelter"),
        ("Squad 3", "Squad 13"),
        ("Northgate Counseling", "Northgate Counseling Mobile Unit"),
        ("Clinic 2B", "Clinic 1B"),
    ],
)
def test_names_of_two_places_are_not_alike(rarity: Rarity, one: str, other: str) -> None:
    assert rarity.likeness(name_words(one), name_words(other)) < 0.7


def test_numbers_and_words_of_branches_tell_two_branches_apart(rarity: Rarity) -> None:
    assert rarity.branches(name_words("Squad 3"), name_words("Squad 13"))
    assert rarity.branches(name_words("Northgate Clinic"), name_words("Northgate Mobile Clinic"))
    assert not rarity.branches(name_words("HealthWay 360"), name_words("Health Way 360"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("165 8th Street", ""), ("165 Eighth St., 3rd Floor", "")),
        (("500 Sutter Street # 218", ""), ("500 Sutter St, Suite 218", "")),
        (("1801 Vicente Street", ""), ("1801 Vincente", "")),
        (("6116 E Arbor Ave Suites 103 &104", ""), ("6116 East Arbor Avenue", "Building 1")),
        (("P.O. Box 2744", ""), ("PO Box 2744", "")),
        (("625 NORTH UNIVERSITY", ""), ("625 N. University Ave", "")),
    ],
)
def test_two_writings_of_one_address_are_one_door(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert same_door(read_street(*one), read_street(*other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 5th Street", "12 5th Avenue"),
        ("12 North Main", "12 South Main"),
        ("12 8th Street", "12 18th Street"),
        ("12 Main Street", "14 Main Street"),
        ("", "12 Main Street"),
    ],
)
def test_addresses_of_two_doors_are_not_one(one: str, other: str) -> None:
    assert not same_door(read_street(one), read_street(other))


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("(860) 555-0100", "8605550100"),
        ("1-860-555-0100", "8605550100"),
        ("860.555.0100 ext. 12", "8605550100"),
        ("911", ""),
        ("000-000-0000", ""),
        ("call for details", ""),
    ],
)
def test_telephones_are_compared_by_their_digits(written: str, digits: str) -> None:
    assert national_number(written) == digits
