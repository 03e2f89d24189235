"""Asks another server for JSON, patiently: waits as it asks to, and longer each time that it fails."""

import json
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import requests

_TIMEOUT = 10.0, 60.0  # seconds to connect, and between two pieces of an answer
_TRIES = 5
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 300.0
_LARGEST = 100_000_000
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))


class SourceUnreachable(Exception):
    """The server does not answer, or not with what can be read; the text says why, for people."""


class SourceRefuses(SourceUnreachable):
    """The server answers that it will not: `status` is the HTTP status, such as 404."""

    def __init__(self, address: str, status: int) -> None:
        self.status = status
        super().__init__(f"{address} answers with status {status}")


class Asker:
    """One server, asked one thing after another over one connection.

    `pause` is told to wait so many seconds. Raises SourceUnreachable and SourceRefuses.
    """

    def __init__(self, base: str, *, pause: Callable[[float], None], agent: str = "Linkage") -> None:
        self.base = base.rstrip("/")
        self._pause = pause
        self._connection = requests.Session()
        self._connection.headers.update({"Accept": "application/json", "User-Agent": agent})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def ask(self, path: str, parameters: Mapping[str, str | int] | None = None) -> Any:
        """The JSON at this path. Tries five times where trying again may help."""
        address = f"{self.base}/{path}"
        failure, wait = "", _FIRST_PAUSE
        for attempt in range(_TRIES):
            if attempt:
                self._pause(wait)
            try:
                return self._once(address, parameters or {})
            except _TryAgain as again:
                failure = str(again)
                wait = _FIRST_PAUSE * 2**attempt if again.seconds is None else again.seconds
                if wait > _LONGEST_PAUSE:
                    raise SourceUnreachable(
                        f"{address} asks to come back in {wait:.0f} seconds: {failure}"
                    ) from None
        raise SourceUnreachable(f"{address} could not be read in {_TRIES} tries: {failure}")

    def _once(self, address: str, parameters: Mapping[str, str | int]) -> Any:
        try:
            with self._connection.get(
                address, params=dict(parameters), timeout=_TIMEOUT, stream=True
            ) as answer:
                if answer.status_code in _AGAIN:
                    raise _TryAgain(f"status {answer.status_code}", _asked_to_wait(answer.headers))
                if answer.status_code != 200:
                    raise SourceRefuses(address, answer.status_code)
                body = bytearray()
                for piece in answer.iter_content(65_536):
                    body += piece
                    if len(body) > _LARGEST:
                        raise SourceUnreachable(f"{address} answers with more than {_LARGEST:,} bytes")
        except requests.exceptions.InvalidURL as error:
            raise SourceUnreachable(f"{address} is no address: {error}") from error
        except requests.RequestException as error:
            raise _TryAgain(_plainly(error)) from error
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise _TryAgain(f"the answer is not JSON ({error})") from error


class _TryAgain(Exception):
    """Something that may be over soon; `seconds` is what the server asked to wait."""

    def __init__(self, words: str, seconds: float | None = None) -> None:
        self.seconds = seconds
        super().__init__(words)


def _plainly(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return f"the answer broke off ({type(error).__name__})"


def _asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds from `Retry-After` (RFC 9110, 10.2.3); a date is held against the server's own clock."""
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        return max(
            0.0, (parsedate_to_datetime(said) - parsedate_to_datetime(headers["Date"])).total_seconds()
        )
    except (KeyError, ValueError, TypeError):
        return None
