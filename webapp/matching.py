"""Makes a need from a row of a batch or the options of a command: the words fill in what is not given."""

from collections.abc import Mapping
from typing import Any

from chat.needs import HeardNeed, read_need
from matcher.batch import need_of
from matcher.need import Need
from webapp.state import Linkage


def heard(state: Linkage, text: str, context: dict[str, Any] | None = None) -> HeardNeed:
    """What typed words say, after what was said before (`context`)."""
    return read_need(text, gazetteer=state.gazetteer, context=context)


def need(state: Linkage, row: Mapping[str, Any]) -> Need:
    """The need of a row `{"need", "categories"?, "facts"?, "near"?, …}`; what is given counts most.

    Raises matcher.batch.RowError for a row that is none, and for a place that cannot be found.
    """
    said = heard(state, str(row.get("need") or ""))
    filled = {
        "categories": row.get("categories") or list(said.needs),
        "facts": {**said.facts, **(row.get("facts") or {})},
        "near": row.get("near") or said.near,
        "radius_miles": row.get("radius_miles") or said.radius_miles,
        "when": row.get("when") or said.when,
        "avoid": row.get("avoid") or list(said.avoid),
    }
    return need_of({**row, **filled}, state.gazetteer.look_up, now=state.clock())
