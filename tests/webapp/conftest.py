"""The web application over a fresh database, with somebody signed in."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from casework import scope, staff
from casework.tables import Agency, Staff
from tests import factories
from tests.conftest import NOW
from webapp.app import create_app
from webapp.settings import Settings
from webapp.state import Linkage

PASSWORD = "correct horse"


@dataclass
class Desk:
    """A worker of an agency at their desk: the database beneath and the browser before them."""

    app: Flask
    engine: Engine
    agency: Agency
    worker: Staff
    browser: FlaskClient

    def session(self) -> Session:
        """A session for the worker's agency."""
        opened = Session(self.engine, expire_on_commit=False)
        scope.enter(opened, self.agency.id)
        return opened

    def sign_in(self, username: str) -> FlaskClient:
        """Another browser with somebody else before it."""
        browser = self.app.test_client()
        answer = browser.post("/sign-in", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 302
        return browser


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    """A specialist signed in, with no clients yet."""
    state = Linkage(Settings(home=tmp_path, twilio_account_sid=""), engine=engine, clock=lambda: NOW)
    app = create_app(state)
    app.config["WTF_CSRF_ENABLED"] = False
    with Session(engine, expire_on_commit=False) as session:
        agency = factories.agency(session)
        worker = factories.worker(session, username="wanda", password_hash=staff.hash_password(PASSWORD))
        session.commit()
    made = Desk(app, engine, agency, worker, app.test_client())
    made.browser = made.sign_in("wanda")
    return made
