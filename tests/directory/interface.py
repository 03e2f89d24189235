"""A small HTTP server for tests that stands in for another directory, and records what it is asked."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, Mapping[str, str], Any]


@dataclass
class Interface:
    """Answers `/services` and the like from lists of records, in pages; `first` is asked before that.

    `first` gets the path and the parameters and answers itself, or returns None.
    """

    lists: Mapping[str, list[dict[str, Any]]]
    per_page: int = 2
    details: Mapping[str, Any] = field(default_factory=dict)
    first: Callable[[str, Mapping[str, str]], Answer | None] | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, query: dict[str, str]) -> Answer:
        self.asked.append((path, query))
        if self.first is not None and (own := self.first(path, query)) is not None:
            return own
        if path in self.details:
            return 200, {}, self.details[path]
        if path not in self.lists:
            return 404, {}, {"error": "nothing here"}
        records, page = self.lists[path], int(query.get("page", 1))
        pages = -(-len(records) // self.per_page)
        some = records[(page - 1) * self.per_page : page * self.per_page]
        return 200, {}, {"total_items": len(records), "total_pages": pages, "contents": some}

    def pages_asked(self, path: str) -> list[int]:
        return [int(query["page"]) for asked, query in self.asked if asked == path]


@contextmanager
def served(interface: Interface) -> Iterator[Interface]:
    """The interface on a port of this machine while the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            status, headers, body = interface.answer(parts.path.lstrip("/"), dict(parse_qsl(parts.query)))
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    interface.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield interface
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
