"""Runs migrations on the engine that webapp.schema hands over."""

from alembic import context
from sqlmodel import SQLModel

from webapp.schema import TABLE_MODULES

assert TABLE_MODULES
engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
