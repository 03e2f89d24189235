"""Puts the web application together from its parts."""

import logging

from flask import Flask, g, request
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect

from webapp import access, assets, database, errors, words
from webapp.importing import uploads
from webapp.state import Linkage
from webapp.views import (
    categories,
    changes,
    clients,
    criteria,
    duplicates,
    feeds,
    figures,
    find,
    health,
    hsds,
    imports,
    listing_link,
    listing_parts,
    listings,
    outbox,
    problems,
    provider,
    referrals,
    sign_in,
    simulator,
    sms,
    today,
    upkeep,
)

csrf = CSRFProtect()


def create_app(state: Linkage) -> Flask:
    """The application over this state; it opens no connection before the first request."""
    # Our own files have hashed addresses (webapp.assets); there is no second way to them.
    app = Flask(__name__, static_folder=None)
    settings = state.settings
    logging.getLogger("linkage").setLevel(settings.log_level)
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_NAME="linkage",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        BABEL_DEFAULT_LOCALE=settings.language,
        BABEL_DEFAULT_TIMEZONE=settings.time_zone,
        BOOTSTRAP_SERVE_LOCAL=True,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["linkage"] = state
    Babel(app, locale_selector=_language)
    Bootstrap5(app)
    uploads.allow(app)
    csrf.init_app(app)
    app.before_request(access.recognise)
    database.watch(app)
    errors.watch(app)
    assets.serve(app)
    words.teach(app)
    for view in (
        today,
        find,
        criteria,
        categories,
        problems,
        upkeep,
        listing_link,
        figures,
        imports,
        feeds,
        listings,
        listing_parts,
        changes,
        duplicates,
        clients,
        referrals,
        provider,
        outbox,
        sign_in,
        health,
    ):
        app.register_blueprint(view.blueprint)
    for machine in (sms, hsds):
        app.register_blueprint(machine.blueprint)
        csrf.exempt(machine.blueprint)
    if not settings.texts_by_twilio:
        app.register_blueprint(simulator.blueprint)
    return app


def _language() -> str:
    if g.get("actor") is not None:
        return str(g.actor.language)
    return request.accept_languages.best_match(["en", "es"]) or "en"
