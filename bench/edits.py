"""How long it takes until words that somebody has just written into a listing are found."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from sqlmodel import Session

from bench.offices import Office, draw
from bench.running import NOW, linkage_at
from directory import changes
from directory.places import Place
from directory.tables import Service
from matcher.index.index import Index
from matcher.match import Results
from matcher.need import Need
from webapp.search import SearchDesk
from webapp.state import Linkage

_SEED = 7
_PATIENCE_SECONDS = 60.0
_BETWEEN_SECONDS = 0.01
_RADIUS_MILES = 1.0
# A made-up word says nothing of a kind of service: the answer may stand behind many that are near.
_LIMIT = 500


def seconds_until_found(state: Linkage, times: int) -> list[float | None]:
    """Edits `times` listings of a copy of the database; None for an edit that was never found."""
    index_folder = state.settings.index_folder
    with TemporaryDirectory(prefix="linkage-bench-", ignore_cleanup_errors=True) as folder:
        _copy(state.settings.home / "linkage.db", Path(folder) / "linkage.db")
        copy = linkage_at(Path(folder))
        desk = SearchDesk(index_folder, copy.make_session, clock=copy.clock)
        offices = draw(Index.open(index_folder), times, seed=_SEED)
        found = [_seconds(copy, desk, office, n) for n, office in enumerate(offices)]
        copy.engine.dispose()
    return found


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _seconds(state: Linkage, desk: SearchDesk, office: Office, number: int) -> float | None:
    word = f"zyxo{number}qua"  # no listing has it
    need = _need(word, office)
    desk.run(need)
    with state.make_session() as session:
        _edit(session, office.service_id, word)
    began = perf_counter()
    while perf_counter() - began < _PATIENCE_SECONDS:
        if _is_found(desk.run(need), office.service_id):
            return perf_counter() - began
        sleep(_BETWEEN_SECONDS)
    return None


def _need(word: str, office: Office) -> Need:
    here = Place("town", "here", "", "", "", "", office.latitude, office.longitude)
    return Need(word, now=NOW, near=here, radius_miles=_RADIUS_MILES, limit=_LIMIT)


def _edit(session: Session, service_id: str, word: str) -> None:
    service = session.get_one(Service, service_id)
    service.description = f"{service.description or ''} Ask for {word} on the second floor."
    session.add(service)
    changes.record(session, service_id=service_id, kind="service", now=NOW)
    session.commit()


def _is_found(results: Results, service_id: str) -> bool:
    """Whether the service is among the answers for a word that it has."""
    return any(match.service_id == service_id and match.signals["own_words"] > 0 for match in results.matches)
