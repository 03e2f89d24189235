"""The web application over a fresh database, with somebody signed in."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from casework import scope, staff
from casework.tables import Agency, Staff
from tests import factories
from tests.conftest import NOW
from webapp.app import create_app
from webapp.settings import Settings
from webapp.state import Linkage

PASSWORD = "correct horse"
# Hashing is slow on purpose: once is enough for all tests of a process.
PASSWORD_HASH = staff.hash_password(PASSWORD)


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
        """Another browser with somebody else before it, who has signed in already.

        How one signs in is tested by itself; hashing a password for each test would be most of their time.
        """
        browser = self.app.test_client()
        with self.session() as session:
            person = session.exec(select(Staff).where(Staff.username == username)).one()
        with browser.session_transaction() as cookie:
            cookie["staff_id"] = person.id
        return browser


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    """A specialist signed in, with no clients yet."""
    state = Linkage(Settings(home=tmp_path, twilio_account_sid=""), engine=engine, clock=lambda: NOW)
    app = create_app(state)
    app.config["WTF_CSRF_ENABLED"] = False
    with Session(engine, expire_on_commit=False) as session:
        agency = factories.agency(session)
        worker = factories.worker(session, username="wanda", password_hash=PASSWORD_HASH)
        session.commit()
    made = Desk(app, engine, agency, worker, app.test_client())
    made.browser = made.sign_in("wanda")
    return made
