"""What a person sees when something cannot be done: plain words, and what to do next."""

from flask import Flask, Response, abort, current_app, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from casework.actors import NotPermitted
from casework.clients import ClientNotFound
from casework.referrals import ConsentMissing, NotAllowed
from webapp.importing import uploads


def _page(status: int, title: str, words: str) -> Response:
    body = render_template("errors/error.html", title=title, words=words, status=status)
    return Response(body, status=status, mimetype="text/html")


def watch(app: Flask) -> None:
    """Turns errors of the domain and of HTTP into pages."""

    @app.before_request
    def _no_empty_marks() -> None:
        # PostgreSQL takes no text with the mark NUL: nothing can be there under such an address.
        if "\x00" in request.path:
            abort(404)
        # The interface for programs names the parameter itself.
        if request.blueprint != "hsds" and any(
            "\x00" in value for values in request.args.listvalues() for value in values
        ):
            abort(400)

    @app.errorhandler(NotPermitted)
    @app.errorhandler(403)
    def _forbidden(_error: Exception) -> Response:
        return _page(
            403,
            _("This page is not for your role"),
            _("Ask your supervisor or administrator if you need it."),
        )

    @app.errorhandler(ClientNotFound)
    @app.errorhandler(404)
    def _missing(_error: Exception) -> Response:
        return _page(
            404,
            _("There is nothing here"),
            _("The page may have moved, or the address has a typing mistake."),
        )

    @app.errorhandler(ConsentMissing)
    def _consent(error: ConsentMissing) -> Response:
        return _page(409, _("A release of information is needed first"), _(str(error)))

    @app.errorhandler(NotAllowed)
    def _not_allowed(_error: NotAllowed) -> Response:
        return _page(
            409,
            _("This referral has moved on"),
            _("Somebody changed it in the meantime. Go back, reload the page and look at its history."),
        )

    @app.errorhandler(CSRFError)
    def _stale(_error: CSRFError) -> Response:
        return _page(400, _("This form is too old"), _("Go back, reload the page and send it again."))

    @app.errorhandler(413)
    def _too_big(_error: Exception) -> Response:
        return _page(
            413,
            _("This file is too big"),
            _("A file may have %(most)s megabytes. Split it, or bring it in with linkage import csv.",
              most=uploads.MOST_BYTES // (1024 * 1024)),
        )  # fmt: skip

    @app.errorhandler(500)
    def _broken(_error: Exception) -> Response:
        return _page(
            500, _("Something went wrong on our side"), _("Nothing you saved before is lost. Try again.")
        )

    @app.errorhandler(HTTPException)
    def _other(error: HTTPException) -> Response:
        current_app.logger.info("request refused", extra={"status": error.code})
        return _page(error.code or 500, _("This did not work"), _("Go back and try again."))
