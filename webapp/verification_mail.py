"""The address under which a provider looks at a listing, inside a request and in the worker."""

from flask import url_for

from webapp.settings import Settings
from webapp.state import linkage

_PATH = "/v/"


def address(token: str) -> str:
    """The address as somebody outside reaches it, inside a request."""
    public = linkage().settings.public_url.rstrip("/")
    return f"{public}{_PATH}{token}" if public else url_for("listing_link.page", token=token, _external=True)


def address_by_settings(settings: Settings, token: str) -> str:
    """The same where no request tells under which name this server is reached."""
    public = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    return f"{public}{_PATH}{token}"
