"""Services without a place: whom they reach, by the area they name and by their telephone."""

import numpy as np
import pytest

from directory.places import Place
from matcher.index.areas import (
    ANYWHERE,
    Surroundings,
    area_code,
    covers,
    mentioned_areas,
    state_bit,
    state_bits,
)
from matcher.index.places import Spot
from matcher.index.texts import ServiceTexts

NEW_BRITAIN = Place("town", "New Britain, CT", "New Britain", "Hartford County", "CT", "", 41.66, -72.78)
EUGENE = Place("town", "Eugene, OR", "Eugene", "Lane County", "OR", "", 44.05, -123.09)
WASHINGTON = Place("town", "Washington, DC", "Washington", "District of Columbia", "DC", "", 38.9, -77.03)


def texts(name: str, *, description: str = "", phones: list[str] | None = None) -> ServiceTexts:
    """A service as the index reads it, with nothing else known of it."""
    empty = ("",) * 9
    return ServiceTexts(
        "1", "1", name, "", description, *empty[:8], None, None, "active", None, "", phones=phones or []
    )


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


def test_a_town_that_is_too_far_away_is_no_area_for_a_place() -> None:
    surroundings = Surroundings(towns={"norwich": (41.52, -72.08), "newington": (41.69, -72.73)})
    assert surroundings.reaches("Norwich", NEW_BRITAIN) is False
    assert surroundings.reaches("Newington", NEW_BRITAIN) is None
    assert surroundings.reaches("New Britain", NEW_BRITAIN) is True


@pytest.mark.parametrize(
    ("name", "phones", "home"),
    [
        ("Norwich helpers", ["800-555-0101"], (41.52, -72.08)),
        ("Helpers", ["860-555-0101"], (41.6, -72.6)),
        ("Helpers", ["800-555-0101"], "anywhere"),
        ("Helpers", ["988"], "anywhere"),
        ("Helpers", ["212-555-0101"], None),
        ("Helpers", [], None),
    ],
)
def test_the_region_of_a_service_without_a_place(name: str, phones: list[str], home: object) -> None:
    surroundings = Surroundings(towns={"norwich": (41.52, -72.08)}, codes={"860": (41.6, -72.6)})
    assert surroundings.home(texts(name, phones=phones)) == home


def test_counties_and_states_in_a_listing_are_its_area() -> None:
    service = texts(
        "Line", description="For people of Lane County, OR. Office in Salem, OR. In AN EMERGENCY call."
    )
    assert mentioned_areas(service) == ["Lane County, OR", "OR"]


@pytest.mark.parametrize(
    ("phones", "home"),
    [
        (["800-555-0100", "860-555-0100"], (41.0, -72.0)),
        (["211", "860-555-0100"], (41.0, -72.0)),
        (["800-555-0100"], ANYWHERE),
        (["988"], ANYWHERE),
        (["555-0100"], None),
        (["800-555-0100", "999-555-0100"], None),
        ([], None),
    ],
)
def test_a_local_number_says_where_a_service_is_and_only_toll_free_ones_say_anywhere(phones, home) -> None:
    service = texts("Helping hand", phones=phones)
    assert Surroundings(codes={"860": (41.0, -72.0)}).home(service) == home


@pytest.mark.parametrize(
    ("description", "home"),
    [("A crisis line for the county.", (44.05, -123.09)), ("The national crisis line.", ANYWHERE)],
)
def test_a_toll_free_line_of_a_local_organization_is_where_its_other_services_are(
    description: str, home: object
) -> None:
    office, line = texts("Office"), texts("Crisis line", description=description, phones=["800-555-0100"])
    spot = Spot("place", 44.05, -123.09, exact=True)
    surroundings = Surroundings.learned([office, line], [[spot], []])
    assert surroundings.home(line) == home


@pytest.mark.parametrize(
    "area", ["Connecticut", "CT", "Cook County, IL", "Nationwide", "Hartford County", ""]
)
@pytest.mark.parametrize("place", [NEW_BRITAIN, EUGENE, WASHINGTON])
def test_an_area_that_names_only_other_states_is_known_by_its_bits(area: str, place: Place) -> None:
    elsewhere = not int(state_bits([area])[0]) & state_bit(place)
    assert not elsewhere or covers(area, place) is False
    assert bool(state_bits(["Illinois"])[0] & np.uint64(state_bit(EUGENE))) is False
