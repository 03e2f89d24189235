"""The one column type of personal data, so that how it is kept at rest is decided in one place."""

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class Personal(TypeDecorator[str]):
    """Text that tells who somebody is or what they said: names, contact, notes, message texts.

    Such a column is read and written as plain `str`. Code compares it for equality at most, never with
    LIKE or an ordering, so that its stored form may become unreadable without a key.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return value
