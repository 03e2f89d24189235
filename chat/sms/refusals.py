"""The carrier's error codes in our own words, in one table."""

from dataclasses import dataclass

from directory.wording import N_

REASONS: dict[str, str] = {
    "opted_out": N_("The person stopped our texts with the carrier."),
    "landline": N_("The number is a landline or cannot get texts."),
    "invalid_number": N_("This is no number that texts can reach."),
    "unreachable": N_("The phone is off, out of service or unknown to its carrier."),
    "blocked": N_("The phone or its carrier blocks our texts."),
    "filtered": N_("The carrier filtered the text out."),
    "too_many": N_("Too many texts at once."),
    "carrier_trouble": N_("The carrier had trouble."),
    "not_set_up": N_("Texting is not set up right. Tell your administrator."),
    "other": N_("The carrier gave a reason we do not know."),
}


@dataclass(frozen=True)
class Refusal:
    """Why a text failed, and whether the same text may be tried again later."""

    reason: str
    retry: bool


# Twilio's error codes: https://www.twilio.com/docs/api/errors
_TWILIO: dict[str, Refusal] = {
    "21610": Refusal("opted_out", retry=False),
    "21614": Refusal("landline", retry=False),
    "30006": Refusal("landline", retry=False),
    "21211": Refusal("invalid_number", retry=False),
    "21217": Refusal("invalid_number", retry=False),
    "21265": Refusal("invalid_number", retry=False),
    "21612": Refusal("invalid_number", retry=False),
    "21635": Refusal("landline", retry=False),
    "30003": Refusal("unreachable", retry=False),
    "30005": Refusal("unreachable", retry=False),
    "30004": Refusal("blocked", retry=False),
    "30007": Refusal("filtered", retry=False),
    "30001": Refusal("too_many", retry=True),
    "30022": Refusal("too_many", retry=True),
    "20429": Refusal("too_many", retry=True),
    "14107": Refusal("too_many", retry=True),
    "21611": Refusal("too_many", retry=True),
    "20500": Refusal("carrier_trouble", retry=True),
    "20503": Refusal("carrier_trouble", retry=True),
    "30008": Refusal("carrier_trouble", retry=False),
    "30002": Refusal("not_set_up", retry=False),
    "30032": Refusal("not_set_up", retry=False),
    "30034": Refusal("not_set_up", retry=False),
    "20003": Refusal("not_set_up", retry=True),
    "20404": Refusal("not_set_up", retry=True),
    "21212": Refusal("not_set_up", retry=False),
    "21408": Refusal("not_set_up", retry=False),
    "21606": Refusal("not_set_up", retry=False),
    "21608": Refusal("not_set_up", retry=False),
    "21659": Refusal("not_set_up", retry=False),
    "21703": Refusal("not_set_up", retry=False),
}


def read_code(code: str | int | None, http_status: int | None = None) -> Refusal:
    """What an error code of Twilio means; one we do not know goes by its HTTP status.

    429 means that there were too many, 500 and above that Twilio is in trouble: both may be tried again.
    """
    known = _TWILIO.get(str(code)) if code else None
    if known is not None:
        return known
    if http_status == 429:
        return Refusal("too_many", retry=True)
    if http_status is not None and http_status >= 500:
        return Refusal("carrier_trouble", retry=True)
    return Refusal("other", retry=False)
