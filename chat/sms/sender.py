"""What carries a text, seen from here: one call, its answer, and refusals in our own words."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Sent:
    """The carrier took the text: its id there, and `sent` or already `delivered`."""

    provider_id: str
    status: str = "sent"


class SendRefused(RuntimeError):
    """The carrier did not take, or could not deliver, a text.

    `reason` is one of casework's words (see chat.sms.refusals.REASONS), `code` the carrier's own, `retry`
    whether the same text may be tried again later.
    """

    def __init__(self, code: str, reason: str, *, retry: bool) -> None:
        super().__init__(f"{reason} ({code})")
        self.code = code
        self.reason = reason
        self.retry = retry


class SendUnclear(RuntimeError):
    """The connection broke after the text was handed over: nobody knows whether it went."""


class Sender(Protocol):
    """Whatever carries texts."""

    def send(self, to: str, body: str, *, from_number: str, reference: str) -> Sent:
        """Hands one text over, from and to numbers in E.164.

        `reference` is our id of the message; it comes back with the carrier's reports. Raises SendRefused,
        or SendUnclear where the text may have gone.
        """
        ...
