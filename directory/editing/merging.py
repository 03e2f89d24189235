"""Two people at one listing: what only one changed is merged, what both changed differently is a conflict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Rows by their key ("phone:<id>"), each with its fields as JSON; an empty field is None.
State = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Conflict:
    """One field that both changed, each to something else; `field` is empty where one took the row away.

    A side that took the row away is None.
    """

    key: str
    field: str
    before: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Steps:
    """What there is to do: rows to add, fields to change and rows to remove, by key."""

    added: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    changed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def of(self, prefix: str) -> "Steps":
        """Those steps whose rows have a key that begins so."""
        return Steps(
            {key: row for key, row in self.added.items() if key.startswith(prefix)},
            {key: row for key, row in self.changed.items() if key.startswith(prefix)},
            tuple(key for key in self.removed if key.startswith(prefix)),
        )


def merge(base: State, mine: State, theirs: State) -> tuple[Steps, tuple[Conflict, ...]]:
    """What leads from `theirs`, as the listing is now, to `mine`, as somebody made it from `base`.

    Whatever this person left alone stays as the others made it. Rows of `mine` that `base` lacks are new.
    """
    changed: dict[str, dict[str, Any]] = {}
    removed: list[str] = []
    conflicts: list[Conflict] = []
    for key, before in base.items():
        wanted, there = mine.get(key), theirs.get(key)
        if wanted is None:
            if there is not None and _differing(before, there):
                conflicts.append(Conflict(key, "", dict(before), dict(there), None))
            elif there is not None:
                removed.append(key)
            continue
        fields = _differing(before, wanted)
        if fields and there is None:
            conflicts.append(Conflict(key, "", dict(before), None, dict(wanted)))
            continue
        for name in fields:
            now_is = (there or {}).get(name)
            if now_is == wanted[name]:
                continue
            if now_is != before.get(name):
                conflicts.append(Conflict(key, name, before.get(name), now_is, wanted[name]))
            else:
                changed.setdefault(key, {})[name] = wanted[name]
    added = {key: dict(row) for key, row in mine.items() if key not in base}
    return Steps(added, changed, tuple(removed)), tuple(conflicts)


def combined(base: State, mine: State, theirs: State) -> dict[str, dict[str, Any]]:
    """How the listing would read with both people's changes, mine where both changed the same."""
    rows = {key: dict(row) for key, row in theirs.items() if key in mine or key not in base}
    for key, wanted in mine.items():
        before = base.get(key)
        if before is None or key not in theirs:
            if before is None or _differing(before, wanted):
                rows[key] = dict(wanted)
            continue
        rows[key] |= {name: wanted[name] for name in _differing(before, wanted)}
    return rows


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [name for name in other if other[name] != one.get(name)]
