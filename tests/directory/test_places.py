"""What people type for a place, and what the gazetteer makes of it."""

import csv
import gzip
import os
import time
from pathlib import Path

import numpy as np
import pytest
from geopy.distance import great_circle

from directory.distance import distance_miles, distances_miles, miles_between
from directory.places import Gazetteer, PlaceAmbiguous, PlaceNotFound

SHARED = Path(os.environ.get("LINKAGE_SHARED", Path(__file__).parents[3] / "shared"))

NAMED = [
    ("06051", "New Britain, CT 06051"),
    ("06051-1234", "New Britain, CT 06051"),
    ("6051", "New Britain, CT 06051"),
    ("Hartford, CT 06051", "New Britain, CT 06051"),
    ("New Britain, CT", "New Britain, CT"),
    ("new britain connecticut", "New Britain, CT"),
    ("New Britain, Conn.", "New Britain, CT"),
    ("New Britain, CT, USA", "New Britain, CT"),
    ("New Britain, Hartford County, CT", "New Britain, CT"),
    ("downtown Hartford, CT", "Hartford, CT"),
    ("City of Hartford, CT", "Hartford, CT"),
    ("N. Haven, CT", "North Haven, CT"),
    ("Willimantic", "Willimantic, CT"),
    ("Hartford County, CT", "Hartford County, CT"),
    ("Lane County, OR", "Lane County, OR"),
    ("Lane County, Oregon", "Lane County, OR"),
    ("County of Lane, OR", "Lane County, OR"),
    ("Orleans Parish, LA", "Orleans Parish, LA"),
    ("Prince George’s County, MD", "Prince George's County, MD"),
    ("Portland Oregon", "Portland, OR"),
    ("portland me", "Portland, ME"),
    ("St. Louis, MO", "Saint Louis, MO"),
    ("Winston Salem, NC", "Winston-Salem, NC"),
    ("DC", "Washington, DC"),
    ("D.C.", "Washington, DC"),
    ("Washington, D.C.", "Washington, DC"),
    ("washington dc", "Washington, DC"),
    ("NYC", "New York, NY"),
    ("New York", "New York, NY"),
    ("Houston", "Houston, TX"),
    ("Oregon", "Oregon"),
    ("West Virginia", "West Virginia"),
    ("Tenderloin, San Francisco", "Tenderloin, CA"),
    ("Puerto Rico", "Puerto Rico"),
]


@pytest.mark.parametrize(("typed", "name"), NAMED)
def test_a_place_is_found_however_it_is_written(typed: str, name: str) -> None:
    assert Gazetteer.load().look_up(typed).name == name


MISSPELT = [
    ("New Britian, CT", "New Britain, CT"),
    ("Willamantic, CT", "Willimantic, CT"),
    ("Bridgport CT", "Bridgeport, CT"),
    ("Hartford, Conneticut", "Hartford, CT"),
    ("Los Angelas, CA", "Los Angeles, CA"),
    ("Meridan, CT", "Meriden, CT"),
]


@pytest.mark.parametrize(("typed", "name"), MISSPELT)
def test_a_slip_of_the_pen_is_forgiven(typed: str, name: str) -> None:
    assert Gazetteer.load().look_up(typed).name == name


NOWHERE = ["", "   ", "asdfgh", "00000", "somewhere safe", "Atlantis, CT", "123456"]


@pytest.mark.parametrize("typed", NOWHERE)
def test_what_is_no_place_is_never_guessed(typed: str) -> None:
    with pytest.raises(PlaceNotFound):
        Gazetteer.load().look_up(typed)


def test_a_name_too_far_off_is_answered_with_what_sounds_like_it() -> None:
    with pytest.raises(PlaceNotFound) as raised:
        Gazetteer.load().look_up("Bridgwatport, CT")
    assert "Bridgeport, CT" in [place.name for place in raised.value.suggestions]


def test_a_name_of_several_states_needs_a_hint() -> None:
    gazetteer = Gazetteer.load()
    with pytest.raises(PlaceAmbiguous) as raised:
        gazetteer.look_up("Springfield")
    assert {"Springfield, IL", "Springfield, MA"} <= {place.name for place in raised.value.candidates}
    assert gazetteer.look_up("Springfield", prefer_state="OR").name == "Springfield, OR"
    assert gazetteer.look_up("Springfield", near=gazetteer.look_up("06051")).name == "Springfield, MA"
    with pytest.raises(PlaceAmbiguous):
        gazetteer.look_up("Washington")


def test_a_place_carries_its_county_and_state() -> None:
    place = Gazetteer.load().look_up("06226")
    assert (place.kind, place.city, place.county, place.state) == (
        "postal_code",
        "Willimantic",
        "Windham County",
        "CT",
    )


CONNECTICUT_TOWNS = [
    ("Bridgeport", "Fairfield"),
    ("Hartford", "Hartford"),
    ("Manchester", "Hartford"),
    ("Meriden", "New Haven"),
    ("Middletown", "Middlesex"),
    ("New Britain", "Hartford"),
    ("Norwalk", "Fairfield"),
    ("Norwich", "New London"),
    ("Willimantic", "Windham"),
    ("Torrington", "Litchfield"),
    ("East Haven", "New Haven"),
    ("Mansfield", "Tolland"),
    ("Vernon", "Tolland"),
    ("Shelton", "Fairfield"),
    ("Bristol", "Hartford"),
]


@pytest.mark.parametrize(("town", "county"), CONNECTICUT_TOWNS)
def test_connecticut_has_counties_and_not_planning_regions(town: str, county: str) -> None:
    assert Gazetteer.load().look_up(f"{town}, CT").county == f"{county} County"


def test_completion_offers_the_home_state_first() -> None:
    names = [place.name for place in Gazetteer.load().suggest("new br", prefer_state="CT")]
    assert names[0] == "New Britain, CT"
    assert "New Brunswick, NJ" in names


def test_the_first_look_up_takes_no_noticeable_time() -> None:
    loaded = Gazetteer.load.__wrapped__()  # past the cache: a process that has just started
    began = time.perf_counter()
    loaded.look_up("06051")
    loaded.look_up("New Britain, CT")
    assert time.perf_counter() - began < 0.5


def test_distances_agree_with_geopy() -> None:
    gazetteer = Gazetteer.load()
    a, b = gazetteer.look_up("New Britain, CT"), gazetteer.look_up("Eugene, OR")
    expected = great_circle((a.latitude, a.longitude), (b.latitude, b.longitude)).miles
    assert distance_miles(a, b) == pytest.approx(expected, rel=1e-6)
    many = distances_miles(
        a.latitude,
        a.longitude,
        np.array([b.latitude, a.latitude, np.nan]),
        np.array([b.longitude, a.longitude, 0]),
    )
    assert many[:2] == pytest.approx([expected, 0.0], rel=1e-6)
    assert np.isnan(many[2])


def test_half_of_all_facilities_lie_within_1_2_miles_of_their_zip_code() -> None:
    folder = SHARED / "data" / "hsds" / "us-federal"
    if not folder.is_dir():
        pytest.skip("the published packages are not on this machine (LINKAGE_SHARED)")
    with gzip.open(folder / "locations.csv.gz", "rt", encoding="utf-8") as stream:
        points = {row["id"]: row for row in csv.DictReader(stream) if row["latitude"]}
    distances = []
    gazetteer = Gazetteer.load()
    with gzip.open(folder / "addresses.csv.gz", "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            point, place = points.get(row["location_id"]), gazetteer.postal_code(row["postal_code"][:5])
            if point is not None and place is not None:
                at = float(point["latitude"]), float(point["longitude"])
                distances.append(miles_between(place.latitude, place.longitude, *at))
    assert len(distances) > 25_000
    assert np.median(distances) <= 1.2
    assert np.percentile(distances, 90) <= 3.5


def test_the_towns_of_a_county_are_those_of_its_zip_codes() -> None:
    towns = Gazetteer.load().towns_of_county("Lane County", "OR")
    assert {"Eugene", "Springfield"} <= towns
    assert "Portland" not in towns
    assert Gazetteer.load().towns_of_county("Nowhere County", "OR") == set()
