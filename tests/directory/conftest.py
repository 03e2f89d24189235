"""A fresh SQLite database with the directory's tables only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.database import make_engine
from directory.tables import HsdsTable


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = make_engine(f"sqlite:///{tmp_path / 'directory.db'}")
    HsdsTable.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as opened:
        yield opened
    engine.dispose()
