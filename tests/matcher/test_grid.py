"""Cells of the map: whatever lies within a radius lies in the ranges that are read for it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from directory.distance import miles_between
from matcher.index.grid import around, cells


@given(
    st.floats(-80, 80), st.floats(-180, 180), st.floats(-80, 80), st.floats(-180, 180), st.floats(0.1, 3000)
)
def test_no_point_within_the_radius_is_left_out(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float, miles: float
) -> None:
    if miles_between(latitude, longitude, other_latitude, other_longitude) > miles * 0.999:
        return
    cell = int(cells(np.array([other_latitude]), np.array([other_longitude]))[0])
    assert any(first <= cell <= last for first, last in around(latitude, longitude, miles))


def test_a_town_needs_few_ranges() -> None:
    assert len(around(41.66, -72.78, 25)) <= 10


def test_places_across_the_date_line_are_neighbours() -> None:
    east, west = cells(np.array([52.0, 52.0]), np.array([179.95, -179.95]))
    ranges = around(52.0, 179.99, 20)
    assert all(any(first <= int(cell) <= last for first, last in ranges) for cell in (east, west))
