"""Coordinates for street addresses, asked of a Nominatim-compatible service where there is a network."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Point:
    """Coordinates in degrees, and the address as the service understood it."""

    latitude: float
    longitude: float
    address: str


class GeocodingUnavailable(RuntimeError):
    """No answer from the geocoding service. Nothing is wrong with the address: ask again later."""


class Geocoder(Protocol):
    """Finds a street address."""

    def find(self, address: str) -> Point | None:
        """The point of the address, None if there is no such address. Raises GeocodingUnavailable."""
        ...


class NominatimGeocoder:
    """Asks a Nominatim server, such as one's own or OpenStreetMap's (one request a second, no bulk).

    An address goes to whoever runs the server: confidential ones are never to be looked up.
    """

    def __init__(self, server: str, *, user_agent: str, country: str = "us") -> None:
        """`server` is like `https://nominatim.openstreetmap.org`; `user_agent` says which agency asks."""
        parts = urlsplit(server if "://" in server else f"https://{server}")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"the geocoding server {server!r} is no web address")
        # Imported here: it brings a web client, and most processes never look up a street.
        from geopy.geocoders import Nominatim

        self._country = country
        self._host = parts.netloc
        self._nominatim = Nominatim(
            user_agent=user_agent,
            scheme=parts.scheme,
            domain=f"{parts.netloc}{parts.path.rstrip('/')}",
            timeout=_TIMEOUT_SECONDS,
        )

    def find(self, address: str) -> Point | None:
        """The point of the address, None if there is no such address. Raises GeocodingUnavailable."""
        from geopy.exc import GeopyError

        try:
            found = self._nominatim.geocode(address, country_codes=self._country)
        except GeopyError as error:
            raise GeocodingUnavailable(
                f"{self._host} did not answer ({type(error).__name__}): addresses cannot be looked up now"
            ) from error
        if found is None:
            return None
        return Point(float(found.latitude), float(found.longitude), str(found.address))
