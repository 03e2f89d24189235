"""Distances over the ground, in miles, for one pair of points or for very many."""

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# The mean radius of the Earth, as geopy's great circle has it.
EARTH_RADIUS_MILES = 3958.7613


class HasCoordinates(Protocol):
    """Anything with a latitude and a longitude in degrees."""

    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


def distance_miles(a: HasCoordinates, b: HasCoordinates) -> float:
    """Great-circle distance of two points, in miles."""
    return miles_between(a.latitude, a.longitude, b.latitude, b.longitude)


def miles_between(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Great-circle distance of two points given in degrees, in miles (haversine)."""
    phi_a, phi_b = math.radians(latitude_a), math.radians(latitude_b)
    half_phi = math.sin((phi_b - phi_a) / 2)
    half_lambda = math.sin(math.radians(longitude_b - longitude_a) / 2)
    h = half_phi**2 + math.cos(phi_a) * math.cos(phi_b) * half_lambda**2
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1.0, math.sqrt(h)))


def distances_miles(
    latitude: float, longitude: float, latitudes: NDArray[np.floating], longitudes: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Great-circle distances from one point to each of many, in miles; NaN where a coordinate is NaN."""
    phi, phis = math.radians(latitude), np.radians(np.asarray(latitudes, dtype=np.float64))
    half_phi = np.sin((phis - phi) / 2)
    half_lambda = np.sin(np.radians(np.asarray(longitudes, dtype=np.float64) - longitude) / 2)
    h = half_phi**2 + math.cos(phi) * np.cos(phis) * half_lambda**2
    result: NDArray[np.float64] = 2 * EARTH_RADIUS_MILES * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return result
