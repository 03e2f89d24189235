"""Who acts: the signed-in person, or the program itself, as casework functions need to know them."""

from dataclasses import dataclass

CASE_ROLES = frozenset({"lead", "specialist", "case_manager", "supervisor"})


@dataclass(frozen=True)
class Actor:
    """A member of staff at work; `name` is for greeting them, never for records."""

    staff_id: str
    agency_id: str
    role: str
    name: str
    language: str = "en"

    @property
    def may_see_clients(self) -> bool:
        """Coordinators keep listings and admins keep settings: neither opens a client's record."""
        return self.role in CASE_ROLES


class NotPermitted(PermissionError):
    """The actor's role does not allow this."""
