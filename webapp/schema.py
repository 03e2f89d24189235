"""Brings a database to the current schema, and writes migrations when tables have changed."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

import casework.tables
import chat.sms.simulator
import directory.tables

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where it is used: a search in the terminal need not wait for it.
# Named so that no import looks unused: a table is known to the schema once its module is loaded.
TABLE_MODULES = (directory.tables, casework.tables, chat.sms.simulator)

_FOLDER = Path(__file__).parent / "migrations"


def config(engine: Engine) -> "Config":
    """Alembic's configuration over an engine; nothing is read from a file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Creates or upgrades the database."""
    from alembic import command

    command.upgrade(config(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Takes the database back to an earlier revision."""
    from alembic import command

    command.downgrade(config(engine), revision)


def heads(engine: Engine) -> tuple[str, ...]:
    """The newest revisions; more than one means that two branches were never joined."""
    from alembic.script import ScriptDirectory

    return tuple(ScriptDirectory.from_config(config(engine)).get_heads())


def write_migration(engine: Engine, message: str) -> None:
    """Writes a migration from the difference between this database and the tables in the code."""
    from alembic import command

    number = len(list((_FOLDER / "versions").glob("*.py"))) + 1
    command.revision(config(engine), message=message, autogenerate=True, rev_id=f"{number:04d}")
