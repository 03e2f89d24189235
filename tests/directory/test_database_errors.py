"""An error of the database may end up in a log, so it holds nobody's words."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError


def test_an_error_names_the_statement_and_not_its_values(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(SQLAlchemyError) as error:
        connection.execute(text("INSERT INTO no_such_table VALUES (:words)"), {"words": "they were full"})
    assert "no_such_table" in str(error.value)
    assert "they were full" not in str(error.value)
