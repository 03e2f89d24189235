"""What the fields of a listing are called, and how their kept values read, where proposals are decided."""

from collections.abc import Mapping
from typing import Any

from directory.hours import DAYS
from directory.verification.typed import STATUSES
from directory.wording import N_, Wording

LABELS: Mapping[tuple[str, str], str] = {
    ("service", "name"): N_("Name"),
    ("service", "status"): N_("State"),
    ("service", "description"): N_("What it is"),
    ("service", "email"): N_("E-mail"),
    ("service", "url"): N_("Web page"),
    ("service", "eligibility_description"): N_("Who can come"),
    ("service", "minimum_age"): N_("Lowest age"),
    ("service", "maximum_age"): N_("Highest age"),
    ("service", "fees_description"): N_("Cost, in words"),
    ("service", "application_process"): N_("How to apply"),
    ("service", "wait_time"): N_("How long people wait"),
    ("phone", "number"): N_("Telephone"),
    ("address", "address_1"): N_("Street"),
    ("address", "address_2"): N_("Floor, suite"),
    ("address", "city"): N_("Town"),
    ("address", "state_province"): N_("State"),
    ("address", "postal_code"): N_("ZIP code"),
    ("schedule", "byday"): N_("Days"),
    ("schedule", "opens_at"): N_("Opens"),
    ("schedule", "closes_at"): N_("Closes"),
    ("schedule", "description"): N_("Hours, in words"),
    ("cost_option", "amount"): N_("Price in dollars"),
    ("cost_option", "amount_description"): N_("About the price"),
    ("required_document", "document"): N_("Bring"),
}
DAY_NAMES: Mapping[str, str] = dict(
    zip(DAYS, (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")), strict=True)
)


def label(table: str, field: str) -> str:
    """The name of a field for people; its own name where it has no other."""
    return LABELS.get((table, field), f"{table}.{field}")


def value_words(table: str, field: str, value: Any) -> Wording | str:
    """A value as the change log keeps it, in words; empty text for none."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return value_words(table, field, value.get(field))
    if (table, field) == ("service", "status"):
        return Wording(STATUSES.get(value, str(value)))
    if field == "byday":
        return Wording("{days}", {"days": tuple(Wording(DAY_NAMES.get(d, d)) for d in value.split(","))})
    if field in ("opens_at", "closes_at"):
        return str(value)[:5]
    return f"{value:g}" if isinstance(value, float) else str(value)
