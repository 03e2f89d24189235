"""Makes a need from what was typed and what is known: one way for pages, commands and batches."""

from collections.abc import Mapping, Sequence
from typing import Any

from chat.needs import HeardNeed
from chat.needs import read_need as hear
from matcher.facts import Facts
from matcher.need import Need
from webapp.state import Linkage


def heard(state: Linkage, text: str, *, context: dict[str, Any] | None = None) -> HeardNeed:
    """What the typed words say, after what was said before (`context`)."""
    return hear(text, gazetteer=state.gazetteer, context=context)


def read_need(
    state: Linkage,
    text: str,
    *,
    near: str | None = None,
    facts: Mapping[str, Any] | None = None,
    categories: Sequence[str] | None = None,
    radius_miles: float | None = None,
    when: str | None = None,
    avoid: Sequence[str] | None = None,
    limit: int = 50,
    said: HeardNeed | None = None,
) -> Need:
    """The need behind `text`; what is given outright counts more than what the words say.

    Raises PlaceNotFound or PlaceAmbiguous for a place that cannot be told.
    """
    said = said or heard(state, text)
    where = near or said.near
    return Need(
        text=text,
        categories=tuple(said.needs if categories is None else categories),
        facts=Facts.model_validate({**said.facts, **(facts or {})}),
        near=state.gazetteer.look_up(where) if where else None,
        radius_miles=radius_miles if radius_miles is not None else said.radius_miles,
        when=when or said.when,
        avoid=tuple(said.avoid if avoid is None else avoid),
        limit=limit,
        now=state.clock(),
    )
