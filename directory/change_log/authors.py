"""Who makes a change, as the log keeps it."""

from dataclasses import dataclass

KINDS = ("staff", "provider", "import", "feed", "program")


@dataclass(frozen=True)
class Author:
    """`kind` is one of KINDS, `id` a member of staff, `name` a person without an account or a source."""

    kind: str
    id: str | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of author {self.kind!r}")

    @staticmethod
    def staff(staff_id: str) -> "Author":
        """A signed-in member of staff."""
        return Author("staff", id=staff_id)
