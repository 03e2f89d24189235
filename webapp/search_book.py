"""Counts searches in memory and writes them down now and then, so that no search waits for the database."""

import logging
import threading
import time
from collections.abc import Callable

from sqlmodel import Session

from directory.searches import Asked, Fared, add

_EVERY_SECONDS = 30.0
_log = logging.getLogger("linkage.searches")


class SearchBook:
    """The counts of one process that are not written down yet; safe for several threads."""

    def __init__(self, make_session: Callable[[], Session], *, every_seconds: float = _EVERY_SECONDS) -> None:
        self._make_session = make_session
        self._every_seconds = every_seconds
        self._counts: dict[Asked, Fared] = {}
        self._lock = threading.Lock()
        self._written_at = time.monotonic()

    def count(self, asked: Asked, fared: Fared) -> None:
        """Counts one search; every half minute all of them are written down on a thread of its own."""
        with self._lock:
            self._put(asked, fared)
            if time.monotonic() - self._written_at < self._every_seconds:
                return
            self._written_at = time.monotonic()
        threading.Thread(target=self._write_quietly, name="search counts", daemon=True).start()

    def write(self) -> None:
        """Writes down what was counted; what cannot be written stays for the next time."""
        with self._lock:
            counts, self._counts = self._counts, {}
        try:
            with self._make_session() as session:
                add(session, counts)
                session.commit()
        except BaseException:
            with self._lock:
                for asked, fared in counts.items():
                    self._put(asked, fared)
            raise

    def _put(self, asked: Asked, fared: Fared) -> None:
        before = self._counts.get(asked)
        self._counts[asked] = fared if before is None else before.plus(fared)

    def _write_quietly(self) -> None:
        try:
            self.write()
        except Exception:
            # On its own thread nobody else would hear of it; the counts are kept and tried again.
            _log.exception("counts of searches could not be written")
