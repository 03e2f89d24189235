"""Services without a place: whom they reach, by the area they name and by their telephone."""

import pytest

from directory.places import Place
from matcher.index.areas import area_code, covers

NEW_BRITAIN = Place("town", "New Britain, CT", "New Britain", "Hartford County", "CT", "", 41.66, -72.78)
EUGENE = Place("town", "Eugene, OR", "Eugene", "Lane County", "OR", "", 44.05, -123.09)
WASHINGTON = Place("town", "Washington, DC", "Washington", "District of Columbia", "DC", "", 38.9, -77.03)


@pytest.mark.parametrize(
    ("area", "place", "verdict"),
    [
        ("Connecticut", NEW_BRITAIN, True),
        ("CT", NEW_BRITAIN, True),
        ("Hartford County", NEW_BRITAIN, True),
        ("Hartford County, CT", NEW_BRITAIN, True),
        ("New Britain, Berlin and Plainville", NEW_BRITAIN, True),
        ("Nationwide", NEW_BRITAIN, True),
        ("Cook County, IL", NEW_BRITAIN, False),
        ("Fairfield County, Connecticut", NEW_BRITAIN, False),
        ("Fairfield County", NEW_BRITAIN, False),
        ("Illinois", NEW_BRITAIN, False),
        ("Call for details", NEW_BRITAIN, None),
        ("State of Oregon", EUGENE, True),
        ("All of Connecticut", EUGENE, False),
        ("District of Columbia residents", WASHINGTON, True),
        ("District of Columbia, Maryland, Virginia", WASHINGTON, True),
        ("Virginia", WASHINGTON, False),
    ],
)
def test_an_area_reaches_a_place_or_not_or_does_not_say(
    area: str, place: Place, verdict: bool | None
) -> None:
    assert covers(area, place) is verdict


@pytest.mark.parametrize(
    ("phone", "code"),
    [("860-555-0112", "860"), ("+1 (203) 555-0100", "203"), ("988", None), ("text HOME to 741741", None)],
)
def test_the_area_code_of_a_telephone_number(phone: str, code: str | None) -> None:
    assert area_code(phone) == code
