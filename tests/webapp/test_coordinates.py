"""Where a place is on the map follows from its address, unless somebody typed it or it is confidential."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from directory.editing.values import hidden
from directory.geocoding import GeocodingUnavailable, Point
from directory.places import Gazetteer
from webapp.listings.coordinates import placed

GAZETTEER = Gazetteer.load()
POINT = Point(41.001, -72.001, "214 Arch Street, New Britain, CT 06051")


class Asked:
    """Answers with one point, or fails, and keeps what it was asked."""

    def __init__(self, answer: Point | Exception | None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def find(self, address: str) -> Point | None:
        self.asked.append(address)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture(autouse=True)
def _speaking():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def place(**values: Any) -> dict[str, dict[str, Any]]:
    """A physical place in New Britain without a point on the map."""
    location: dict[str, Any] = {"location_type": "physical", "confidential": False}
    address = {"address_type": "physical", "address_1": "214 Arch Street", "city": "New Britain"}
    rows = {
        "location:1": {**location, "latitude": None, "longitude": None},
        "address:1": {**address, "state_province": "CT", "postal_code": "06051"},
    }
    for name, value in values.items():
        rows["address:1" if name in rows["address:1"] else "location:1"][name] = value
    return rows


def point(rows: dict[str, dict[str, Any]]) -> tuple[Any, Any]:
    return rows["location:1"]["latitude"], rows["location:1"]["longitude"]


def test_the_address_server_is_asked_where_there_is_one() -> None:
    mine, server = place(), Asked(POINT)
    assert "that of the address" in placed({}, mine, geocoder=server, gazetteer=GAZETTEER)
    assert point(mine) == (41.001, -72.001)
    assert server.asked == ["214 Arch Street, New Britain, CT 06051"]


@pytest.mark.parametrize("answer", [None, GeocodingUnavailable("down")])
def test_without_an_answer_the_zip_code_is_enough(answer: Exception | None) -> None:
    mine = place()
    assert "ZIP code 06051" in placed({}, mine, geocoder=Asked(answer), gazetteer=GAZETTEER)
    assert point(mine) != (None, None)


def test_without_a_zip_code_the_town_is_enough() -> None:
    mine = place(postal_code=None)
    assert "New Britain" in placed({}, mine, geocoder=None, gazetteer=GAZETTEER)
    assert point(mine) != (None, None)


def test_a_town_that_nobody_knows_has_no_point() -> None:
    mine = place(postal_code=None, city="Zzyzzx Hollow")
    assert "No town of this name" in placed({}, mine, geocoder=None, gazetteer=GAZETTEER)
    assert point(mine) == (None, None)


@pytest.mark.parametrize(
    "values",
    [
        {"confidential": True},
        {"address_1": hidden(3), "postal_code": hidden(3)},
        {"location_type": "virtual"},
        {"latitude": 41.5, "longitude": -72.5},
    ],
    ids=["confidential", "hidden", "by telephone", "typed"],
)
def test_nothing_is_asked_where_it_must_not_or_need_not_be(values: dict[str, Any]) -> None:
    mine, server = place(**values), Asked(POINT)
    before = point(mine)
    assert placed({}, mine, geocoder=server, gazetteer=GAZETTEER) == ""
    assert (server.asked, point(mine)) == ([], before)


def test_a_point_stays_as_long_as_the_address_does() -> None:
    base, mine = (place(latitude=41.5, longitude=-72.5, name=name) for name in ("Old name", "New name"))
    assert placed(base, mine, geocoder=Asked(POINT), gazetteer=GAZETTEER) == ""
    moved = place(latitude=41.5, longitude=-72.5, address_1="9 Elm Street")
    placed(base, moved, geocoder=Asked(POINT), gazetteer=GAZETTEER)
    assert point(moved) == (41.001, -72.001)
