"""Style sheets, scripts and fonts from this server alone, and the headers that keep a page to itself."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import flask_bootstrap
import js_lib_htmx
from flask import Blueprint, Flask, Response, abort, current_app, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from xstatic.pkg import leaflet

from webapp.access import open_to
from webapp.state import linkage

blueprint = Blueprint("assets", __name__)

_YEAR_SECONDS = 365 * 24 * 3600
_BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"

# What a template may ask for by a short name; anything else is a file of our own static folder.
_NAMES = {
    "bootstrap.css": ("bootstrap", "css/bootstrap.min.css"),
    "icons.css": ("icons", "bootstrap-icons.min.css"),
    "leaflet.css": ("leaflet", "leaflet.css"),
    "leaflet.js": ("leaflet", "leaflet.js"),
    "htmx.js": ("htmx", "htmx.min.js"),
}


@dataclass(frozen=True)
class _Bundle:
    """Files of one folder that are served under one hash, so that a style sheet finds its fonts beside it."""

    folder: Path
    files: frozenset[str]
    digest: str


def _bundle(folder: Path, *patterns: str) -> _Bundle:
    paths = sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()})
    content = sha256()
    for path in paths:
        content.update(path.relative_to(folder).as_posix().encode())
        content.update(path.read_bytes())
    names = frozenset(path.relative_to(folder).as_posix() for path in paths)
    return _Bundle(folder, names, content.hexdigest()[:16])


def serve(app: Flask) -> None:
    """Registers the files, the template function `asset(name)` and the security headers of every answer."""
    app.extensions["linkage_assets"] = {
        "bootstrap": _bundle(_BOOTSTRAP, "css/bootstrap.min.css"),
        "icons": _bundle(_BOOTSTRAP / "css" / "font", "*.css", "fonts/*"),
        "leaflet": _bundle(Path(leaflet.BASE_DIR), "leaflet.js", "leaflet.css", "images/*.png"),
        "htmx": _bundle(Path(js_lib_htmx.__path__[0]) / "static" / "htmx", "htmx.min.js"),
        "own": _bundle(Path(app.root_path) / "static", "**/*.*"),
    }
    app.register_blueprint(blueprint)
    app.add_template_global(_asset_global(app), "asset")
    app.after_request(_headers)


def _asset_global(app: Flask) -> Callable[[str], str]:
    bundles: dict[str, _Bundle] = app.extensions["linkage_assets"]

    def asset(name: str) -> str:
        """The address of a file, with a hash of its content; raises KeyError for one that is not served."""
        bundle, path = _NAMES.get(name, ("own", name))
        if path not in bundles[bundle].files:
            raise KeyError(f"no such asset: {name}")
        return url_for("assets.file", bundle=bundle, digest=bundles[bundle].digest, name=path)

    return asset


@blueprint.get("/assets/<bundle>/<digest>/<path:name>")
@open_to("everybody: public style sheets, scripts and fonts")
def file(bundle: str, digest: str, name: str) -> ResponseReturnValue:
    """One file. A page of an older version asks by an older hash: it gets today's file, uncached."""
    held: _Bundle | None = current_app.extensions["linkage_assets"].get(bundle)
    if held is None or name not in held.files:
        abort(404)
    answer = send_from_directory(held.folder, name, max_age=_YEAR_SECONDS)
    if digest == held.digest:
        answer.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    else:
        answer.headers["Cache-Control"] = "no-cache"
    return answer


def _headers(response: Response) -> Response:
    tiles = urlsplit(linkage().settings.tile_url)
    # Tile servers often spread over hosts by a letter: {s} stands for any of them.
    other = f" {tiles.scheme}://{tiles.netloc.replace('{s}', '*')}" if tiles.netloc else ""
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        f"img-src 'self' data:{other}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    # Not "no-referrer": over HTTPS the check against forged forms wants to see our own address.
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if response.mimetype == "text/html" and "Cache-Control" not in response.headers:
        # Desks are shared: after signing out, the back button must not bring a client's page back.
        response.headers["Cache-Control"] = "no-store"
        if request.headers.get("HX-Request"):
            response.headers.add("Vary", "HX-Request")
    return response
