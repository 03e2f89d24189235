"""Street addresses: found, not found, or no service to ask."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from directory.geocoding import GeocodingUnavailable, NominatimGeocoder


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        known = asked["q"] == ["214 Arch Street, New Britain, CT"] and asked["countrycodes"] == ["us"]
        found = [{"lat": "41.66", "lon": "-72.78", "display_name": "214, Arch Street"}] if known else []
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    listening = HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_a_street_address_is_found_or_not(server: str) -> None:
    geocoder = NominatimGeocoder(server, user_agent="linkage-tests")
    point = geocoder.find("214 Arch Street, New Britain, CT")
    assert point is not None
    assert (point.latitude, point.longitude, point.address) == (41.66, -72.78, "214, Arch Street")
    assert geocoder.find("1 Nowhere Road") is None


def test_without_a_service_the_error_says_so_and_not_that_the_address_is_wrong() -> None:
    geocoder = NominatimGeocoder("http://127.0.0.1:9", user_agent="linkage-tests")
    with pytest.raises(GeocodingUnavailable, match=r"127\.0\.0\.1:9 did not answer"):
        geocoder.find("214 Arch Street, New Britain, CT")


def test_an_address_of_a_server_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="no web address"):
        NominatimGeocoder("ftp://maps.example", user_agent="linkage-tests")
