"""A street address is looked up where a server is set up for it; otherwise the page says what to write."""

import pytest

from directory.geocoding import GeocodingUnavailable, Point
from directory.places import Gazetteer
from webapp.finding.street import StreetUnknown, is_street, place_of

ADDRESS = "214 Arch Street, New Britain"


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


@pytest.mark.parametrize(
    ("words", "street"),
    [
        (ADDRESS, True),
        ("12-B Elm St", True),
        ("06051", False),
        ("06051 New Britain", False),
        ("New Britain", False),
    ],
)
def test_a_house_number_and_a_word_are_an_address(words: str, street: bool) -> None:
    assert is_street(words) is street


def test_an_address_stands_at_its_point_in_the_town_of_its_zip_code() -> None:
    asked = Asked(Point(41.66, -72.78, "214, Arch Street, New Britain, Connecticut, 06051, United States"))
    place = place_of(ADDRESS, asked, Gazetteer.load())
    assert (place.latitude, place.longitude, place.city, place.state) == (41.66, -72.78, "New Britain", "CT")
    assert place.name == ADDRESS
    assert asked.asked == [ADDRESS]


@pytest.mark.parametrize(
    ("geocoder", "says"),
    [
        (None, "cannot be looked up here"),
        (Asked(None), "No such address"),
        (Asked(GeocodingUnavailable("down")), "does not answer"),
    ],
)
def test_an_address_that_cannot_be_placed_says_what_to_write_instead(geocoder, says: str, desk) -> None:
    with desk.app.test_request_context(), pytest.raises(StreetUnknown, match=says) as refused:
        place_of(ADDRESS, geocoder, Gazetteer.load())
    assert "town or the ZIP code" in str(refused.value)
