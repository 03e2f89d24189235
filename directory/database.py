"""One engine for SQLite and for PostgreSQL, set up so that several processes can work on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session, create_engine

_SQLITE_WAIT_MS = 10_000
_EXPECTED = "expected sqlite:///path or postgresql://user@host/name"


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///path`, `postgresql://…` or `postgres://…`.

    SQLite gets its folder created, write-ahead logging, foreign keys checked and ten seconds of patience
    for another writer. PostgreSQL is reached through psycopg 3, and connections that died are replaced.
    Both work at "read committed". Raises ValueError for any other kind of address.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ValueError(f"the database address cannot be read: {_EXPECTED}") from error
    kind = address.drivername.partition("+")[0]
    if kind == "sqlite":
        return _sqlite(address)
    if kind in ("postgresql", "postgres"):
        return create_engine(
            address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True
        )
    raise ValueError(f"unknown kind of database {kind!r}: {_EXPECTED}")


def _sqlite(address: URL) -> Engine:
    name = address.database
    if name and name != ":memory:" and not name.startswith("file:"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    # A deferred transaction that read first is refused at its first write if somebody else wrote meanwhile,
    # without any waiting. So the driver opens a transaction at the first write only, and takes the lock then.
    engine = create_engine(address, connect_args={"isolation_level": "IMMEDIATE"}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_SQLITE_WAIT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "savepoint")
    def _open_transaction(connection: Connection, _name: str) -> None:
        # The driver does not know savepoints: one outside a transaction would commit when released.
        raw: Any = connection.connection.dbapi_connection
        if not raw.in_transaction:
            raw.execute("BEGIN IMMEDIATE")

    return engine


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """A session for reading that sees one state of the database, whatever others write meanwhile."""
    with Session(engine) as session:
        if engine.dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        else:
            # The driver opens no transaction for reading by itself, so every query would see what is newest.
            raw: Any = session.connection().connection.dbapi_connection
            raw.execute("BEGIN DEFERRED")
        yield session
