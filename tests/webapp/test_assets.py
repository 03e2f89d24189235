"""Pages load nothing from elsewhere, and what they load is kept by the browser until it changes."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp import assets


def _app(tile_url: str = "") -> Flask:
    app = Flask("webapp")
    app.extensions["linkage"] = SimpleNamespace(settings=SimpleNamespace(tile_url=tile_url))
    assets.serve(app)
    return app


def _address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return str(app.jinja_env.globals["asset"](name))  # type: ignore[operator]


@pytest.fixture
def browser() -> FlaskClient:
    return _app().test_client()


@pytest.mark.parametrize(
    "name",
    [
        "bootstrap.css",
        "icons.css",
        "leaflet.css",
        "leaflet.js",
        "htmx.js",
        "linkage.css",
        "linkage.js",
        "theme.js",
    ],
)
def test_every_asset_is_served_and_kept_for_a_year(name: str, browser: FlaskClient) -> None:
    answer = browser.get(_address(browser.application, name), buffered=True)
    assert answer.status_code == 200
    assert len(answer.data) > 100
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == ("text/css" if name.endswith(".css") else "text/javascript")


def test_the_icon_font_lies_where_its_style_sheet_looks(browser: FlaskClient) -> None:
    address = _address(browser.application, "icons.css")
    font = re.search(r'url\("(fonts/[^"?]+)', browser.get(address, buffered=True).text)
    assert font is not None
    assert browser.get(f"{address.rpartition('/')[0]}/{font[1]}", buffered=True).status_code == 200


def test_a_page_of_an_older_version_still_gets_its_style_sheet(browser: FlaskClient) -> None:
    answer = browser.get("/assets/own/0000000000000000/linkage.css", buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["own/x/../../app.py", "own/x/missing.css", "bootstrap/x/js/bootstrap.min.js", "nothing/x/linkage.css"],
)
def test_nothing_else_is_served(path: str, browser: FlaskClient) -> None:
    assert browser.get(f"/assets/{path}").status_code == 404


def test_an_unknown_asset_is_an_error_and_not_a_dead_link() -> None:
    with pytest.raises(KeyError, match="no such asset"):
        _address(_app(), "nothing.css")


def test_an_address_changes_with_the_content(tmp_path: Path) -> None:
    static = tmp_path / "static"
    static.mkdir()
    (static / "own.css").write_text("a {}")
    made = []
    for text in ("a {}", "b {}"):
        (static / "own.css").write_text(text)
        app = Flask("webapp", root_path=str(tmp_path))
        app.extensions["linkage"] = SimpleNamespace(settings=SimpleNamespace(tile_url=""))
        assets.serve(app)
        made.append(_address(app, "own.css"))
    assert made[0] != made[1]


def test_no_page_may_run_inline_scripts_or_load_from_another_host(browser: FlaskClient) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in browser.get("/nowhere").headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert (
        policy["script-src"] == policy["style-src"] == policy["font-src"] == policy["connect-src"] == "'self'"
    )
    assert policy["img-src"] == "'self' data:"
    assert policy["frame-ancestors"] == "'none'"


def test_only_the_configured_tile_server_may_send_pictures() -> None:
    answer = _app("https://{s}.tiles.example/{z}/{x}/{y}.png").test_client().get("/nowhere")
    assert "img-src 'self' data: https://*.tiles.example;" in answer.headers["Content-Security-Policy"]


def test_pages_are_not_kept_on_shared_desks(browser: FlaskClient) -> None:
    answer = browser.get("/nowhere")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
