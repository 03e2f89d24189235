"""Identifiers of a package: UUIDs as they are, and a stable UUID for whatever else a publisher uses."""

import re
from uuid import UUID, uuid5

_NAMESPACE = UUID("5b0a3f8e-6e0d-5c67-9c0e-0d1f0a4c2b7d")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_uuid(text: str) -> bool:
    """Whether this is a UUID in the form that the standard asks for, in lower case."""
    return _UUID.fullmatch(text) is not None


def as_uuid(table: str, raw: str) -> str:
    """The identifier that stands for `raw` in `table`: itself in lower case, or a UUID derived from it.

    HSDS wants UUIDs. Counted ids ("17") are unique within one table only, hence the table's name in it.
    """
    text = raw.strip().lower()
    return text if is_uuid(text) else str(uuid5(_NAMESPACE, f"{table}:{raw.strip()}"))
