"""The search index of one process: opened when it is first needed, and kept up with the directory."""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout
from sqlmodel import Session

from directory.places import Gazetteer
from matcher.beside import Beside
from matcher.duplicates import IndexMeanings
from matcher.embedding import Embedder, OnnxEmbedder
from matcher.index.build import BuildReport, Progress, build
from matcher.index.files import IndexMissing
from matcher.index.index import Index
from matcher.match import Results
from matcher.need import Need
from matcher.search import search
from matcher.suggesting import suggest_codes
from matcher.tuning import Labelled, labelled

_WAIT_SECONDS = 1.0
_log = logging.getLogger("linkage.search")


class SearchDesk:
    """Answers needs from the index in `folder`, safe for several threads at once.

    A search looks first whether the directory has changed, at most every `look_every_seconds`, and waits up
    to a second for the index to catch up: what was edited is found. Longer work (a whole build) goes on in
    the background while searches are answered from the index as it is.
    """

    def __init__(
        self,
        folder: Path,
        make_session: Callable[[], Session],
        *,
        embedder: Embedder | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        look_every_seconds: float = 1.0,
    ) -> None:
        self._folder = folder
        self._make_session = make_session
        self._given_embedder = embedder
        self._clock = clock
        self._look_every_seconds = look_every_seconds
        self._index: Index | None = None
        self._opening = threading.Lock()
        self._following = threading.Lock()
        self._looked_at = 0.0

    def prepare(self) -> None:
        """Begins to load the sentence model, which the first answer would otherwise wait for."""
        _ = self._loading

    @cached_property
    def _loading(self) -> Beside[Embedder]:
        # One thread for one need: the search itself works beside it.
        return Beside(lambda: self._given_embedder or OnnxEmbedder(threads=1))

    @property
    def _embedder(self) -> Embedder:
        return self._loading.result()

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
        self._opened()
        self._follow()
        return search(need, self._opened(), self._embedder)

    def labelled(self, need: Need, grades: Mapping[str, int]) -> Labelled:
        """A graded search, to set weights by. Raises IndexMissing where there is no index."""
        return labelled(need, grades, self._opened(), self._embedder)

    def suggest(self, name: str, description: str, terms: Sequence[str]) -> tuple[str, ...]:
        """The categories and kinds of service that a listing's words speak of, the main one first."""
        return suggest_codes(name, description, terms, self._embedder)

    def meanings(self) -> IndexMeanings | None:
        """How close in meaning services are, from the index as of now; None where there is none."""
        if not self.ready:
            return None
        self.catch_up()
        return IndexMeanings(self._opened())

    def build(self, *, now: datetime, progress: Progress | None = None) -> BuildReport:
        """Builds or refreshes the index from the directory, and answers from it from then on.

        Waits for a build of another process: the vectors and readings that it made are then taken over.
        """
        # Apart from the one that searches, for it has all cores; gone when the index is built.
        embedder = self._given_embedder or OnnxEmbedder(threads=min(2, os.cpu_count() or 1))
        with self._lock(), self._make_session() as session:
            report = build(
                session, self._folder, embedder, now=now, gazetteer=self._gazetteer, progress=progress
            )
        self._open_again()
        return report

    def _lock(self) -> FileLock:
        """What one build at a time holds; the system lets go of it when its process ends."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self._folder / "building.lock", thread_local=False)

    def _opened(self) -> Index:
        with self._opening:
            if self._index is None:
                self._index = self._open()
            return self._index

    def _open(self) -> Index:
        index = Index.open(self._folder)
        if index.embedder_name != self._embedder.name:
            raise IndexMissing(
                f"the search index in {self._folder} was made with another search model: build it again"
            )
        return index

    def _open_again(self) -> None:
        fresh = self._open()
        with self._opening:
            self._index = fresh

    def _follow(self) -> None:
        if time.monotonic() - self._looked_at < self._look_every_seconds:
            return
        if not self._following.acquire(blocking=False):
            return
        self._looked_at = time.monotonic()
        follower = threading.Thread(target=self._catch_up, name="index follows", daemon=True)
        follower.start()
        follower.join(_WAIT_SECONDS)

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
        if report.rebuild and not self._another_builds():
            self.build(now=self._clock())

    def _another_builds(self) -> bool:
        """Whether another process is building: its index is taken up when it stands."""
        try:
            with self._lock().acquire(timeout=0):
                return self._opened().replaced()
        except Timeout:
            return True
