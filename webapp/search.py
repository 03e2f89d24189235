"""The search index of one process: opened when it is first needed, and kept up with the directory."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from sqlmodel import Session

from directory.places import Gazetteer
from matcher.embedding import Embedder, OnnxEmbedder
from matcher.index.build import BuildReport, Progress, build
from matcher.index.files import IndexMissing
from matcher.index.index import Index
from matcher.match import Results
from matcher.need import Need
from matcher.search import search

_LOOK_EVERY_SECONDS = 1.0
_log = logging.getLogger("linkage.search")


class SearchDesk:
    """Answers needs from the index in `folder`, safe for several threads at once.

    After a change of the directory the index catches up in the background: the search that notices it is
    answered from the index as it is, the next ones from the new one.
    """

    def __init__(
        self,
        folder: Path,
        make_session: Callable[[], Session],
        *,
        embedder: Embedder | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder = folder
        self._make_session = make_session
        self._given_embedder = embedder
        self._clock = clock
        self._index: Index | None = None
        self._opening = threading.Lock()
        self._following = threading.Lock()
        self._looked_at = 0.0

    @cached_property
    def _embedder(self) -> Embedder:
        return self._given_embedder or OnnxEmbedder()

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.load()

    @property
    def ready(self) -> bool:
        """Whether there is an index to answer from."""
        try:
            self._opened()
        except IndexMissing:
            return False
        return True

    def run(self, need: Need) -> Results:
        """The services that fit a need. Raises IndexMissing where none was built."""
        index = self._opened()
        self._follow()
        return search(need, index, self._embedder)

    def build(self, *, now: datetime, progress: Progress | None = None) -> BuildReport:
        """Builds or refreshes the index from the directory, and answers from it from then on."""
        with self._make_session() as session:
            report = build(
                session, self._folder, self._embedder, now=now, gazetteer=self._gazetteer, progress=progress
            )
        self._open_again()
        return report

    def _opened(self) -> Index:
        with self._opening:
            if self._index is None:
                self._index = Index.open(self._folder)
            return self._index

    def _open_again(self) -> None:
        fresh = Index.open(self._folder)
        with self._opening:
            self._index = fresh

    def _follow(self) -> None:
        if time.monotonic() - self._looked_at < _LOOK_EVERY_SECONDS:
            return
        if not self._following.acquire(blocking=False):
            return
        self._looked_at = time.monotonic()
        threading.Thread(target=self._catch_up, name="index follows", daemon=True).start()

    def _catch_up(self) -> None:
        try:
            self.catch_up()
        except Exception:
            # On its own thread nobody else would hear of it; the next look tries again.
            _log.exception("the search index could not follow the directory")
        finally:
            self._following.release()

    def catch_up(self) -> None:
        """Brings the index up to the directory, now: a build of another process first, then what changed."""
        if self._opened().replaced():
            self._open_again()
        with self._make_session() as session:
            report = self._opened().refresh(session, self._embedder, self._gazetteer, now=self._clock())
        if report.rebuild:
            self.build(now=self._clock())
