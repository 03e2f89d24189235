"""The needs that are asked, as a file: the process that answers them loads nothing but the search."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.running import NOW
from directory.places import Place
from matcher.facts import Facts
from matcher.need import Need

_PLAIN = ("text", "categories", "radius_miles", "when", "avoid", "limit")


def save(path: Path, needs: Iterable[Need]) -> None:
    """Writes needs, one a line."""
    with path.open("w", encoding="utf-8") as out:
        for need in needs:
            row = {name: getattr(need, name) for name in _PLAIN}
            row["facts"] = need.facts.model_dump(mode="json")
            row["near"] = asdict(need.near) if need.near else None
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def load(path: Path) -> list[Need]:
    """The needs that `save` wrote."""
    with path.open(encoding="utf-8") as lines:
        return [_need(json.loads(line)) for line in lines]


def _need(row: dict[str, Any]) -> Need:
    return Need(
        text=row["text"],
        now=NOW,
        categories=tuple(row["categories"]),
        facts=Facts.model_validate(row["facts"]),
        near=Place(**row["near"]) if row["near"] else None,
        radius_miles=row["radius_miles"],
        when=row["when"],
        avoid=tuple(row["avoid"]),
        limit=row["limit"],
    )
