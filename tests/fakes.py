"""Stand-ins for what lies outside: each records what it was asked, and fails in the way a test says."""

from collections.abc import Callable
from dataclasses import dataclass, field

from chat.sms.sender import Sent


@dataclass(frozen=True)
class Handed:
    """One text that the sender was given."""

    to: str
    body: str
    from_number: str
    reference: str


@dataclass
class RecordingSender:
    """Takes every text, or raises `error` first; `while_sending` is called with the text in its hands."""

    error: Exception | None = None
    while_sending: Callable[[Handed], None] | None = None
    status: str = "sent"
    handed: list[Handed] = field(default_factory=list)

    def send(self, to: str, body: str, *, from_number: str, reference: str) -> Sent:
        text = Handed(to, body, from_number, reference)
        self.handed.append(text)
        if self.while_sending is not None:
            self.while_sending(text)
        if self.error is not None:
            raise self.error
        return Sent(f"SM-{reference}", self.status)
