"""How big an upload may be: more than other requests, on its own route only."""

from flask import Flask, request

MOST_BYTES = 32 * 1024 * 1024
_ROUTE = "imports.upload"


def allow(app: Flask) -> None:
    """Lets the upload of a file be big. Comes before whatever reads forms, such as the CSRF check."""

    @app.before_request
    def _more_for_uploads() -> None:
        if request.endpoint == _ROUTE:
            request.max_content_length = MOST_BYTES
