"""Gets the files of feeds: from the web, or from the folder `feeds` in the program's home."""

import ipaddress
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from directory.importing.feeds import FeedUnreachable
from directory.importing.spreadsheets import SheetUnreadable, unpacked
from directory.importing.spreadsheets.files import MOST_BYTES
from directory.wording import N_

_TIMEOUT_SECONDS = 60
_ENDINGS = {"json": "json", "csv": "csv", "spreadsheetml": "xlsx", "zip": "zip", "gzip": "gz"}


class FeedFetcher:
    """Fetches a web address, or reads a file of the feeds folder.

    Whoever adds a feed is no administrator of this machine: addresses inside its own network, and paths
    outside the folder, are refused.
    """

    def __init__(
        self, folder: Path, *, is_public: Callable[[str], bool] | None = None, most_bytes: int = MOST_BYTES
    ) -> None:
        self._folder = folder
        self._is_public = is_public or on_the_internet
        self._most = most_bytes

    def fetch(self, address: str) -> Mapping[str, bytes]:
        """The files at the address. Raises FeedUnreachable."""
        try:
            if not address.lower().startswith(("http://", "https://")):
                return self._from_folder(address)
            name, data = self._from_web(address)
            return unpacked(name, data)
        except SheetUnreadable as error:
            raise FeedUnreachable(error.wording.template, **error.wording.values) from error

    def _from_folder(self, name: str) -> Mapping[str, bytes]:
        path = (self._folder / name).resolve()
        if path.parent != self._folder.resolve() or not path.is_file():
            raise FeedUnreachable(
                N_("there is no file {file} in the folder {folder}"), file=name, folder=self._folder
            )
        try:
            return unpacked(path.name, path.read_bytes())
        except OSError as error:
            raise FeedUnreachable(
                N_("{file} cannot be read: {error}"), file=name, error=str(error)
            ) from error

    def _from_web(self, address: str) -> tuple[str, bytes]:
        host = urlsplit(address).hostname or ""
        opener = urllib.request.build_opener(_CheckedRedirects(self._check))
        opener.addheaders = [("User-Agent", "linkage"), ("Accept", "*/*")]
        try:
            self._check(address)
            with opener.open(address, timeout=_TIMEOUT_SECONDS) as answer:
                data = answer.read(self._most + 1)
                kind = answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            error.close()
            raise FeedUnreachable(
                N_("{host} did not give the file: {reason}"), host=host, reason=f"{error.code} {error.reason}"
            ) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise FeedUnreachable(
                N_("{host} did not give the file: {reason}"), host=host, reason=str(reason)
            ) from error
        if len(data) > self._most:
            raise FeedUnreachable(N_("the file at {host} is too big"), host=host)
        return _named(address, kind), data

    def _check(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FeedUnreachable(N_("{address} is no web address"), address=address)
        if not self._is_public(parts.hostname):
            raise FeedUnreachable(
                N_("{host} lies in this server's own network, or is unknown: put the file into the folder "
                   "{folder} instead"),
                host=parts.hostname, folder=self._folder,
            )  # fmt: skip


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows only where the first address might have led too."""

    def __init__(self, check: Callable[[str], None]) -> None:
        self._check = check

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        self._check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def on_the_internet(host: str) -> bool:
    """Whether every address of a host is a public one; an unknown host has none."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found)


def _named(address: str, kind: str) -> str:
    """A name for the file that tells what it is, from the address or from what the server says."""
    name = unquote(urlsplit(address).path).rpartition("/")[2] or "feed"
    if name.lower().rpartition(".")[2] in {*_ENDINGS.values(), "tsv", "txt", "jsonl", "ndjson", "xlsm"}:
        return name
    ending = next((ending for mark, ending in _ENDINGS.items() if mark in kind), "")
    return f"{name}.{ending}" if ending else name
