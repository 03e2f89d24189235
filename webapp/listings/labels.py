"""What the tables, fields and values of a listing are called on pages, in forms and in the change log."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from babel import Locale
from flask_babel import format_date, format_time, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.categories import kinds
from directory.hours import DAYS
from webapp.vocabulary_words import CATEGORIES

PARTS: Mapping[str, Any] = {
    "service": _l("Name and description"),
    "categories": _l("Categories"),
    "eligibility": _l("Who it is for"),
    "hours": _l("Hours"),
    "phones": _l("Phones"),
    "contacts": _l("Contact people"),
    "languages": _l("Languages"),
    "costs": _l("Costs"),
    "documents": _l("What to bring"),
    "areas": _l("Areas served"),
    "capacity": _l("Room"),
    "organization": _l("Organization"),
    "place": _l("Place"),
    "status": _l("Open or closed"),
}

LEADS: Mapping[str, Any] = {
    "service": _l("What caseworkers read first."),
    "categories": _l("The needs that it is found under. The main one counts most."),
    "eligibility": _l("In the organization's own words: the rules are read from them."),
    "hours": _l("What a day has no times for is closed, once any day has some."),
    "phones": _l("The closest to the service stands first on its page."),
    "contacts": _l("People who answer for the service. Never a client."),
    "languages": _l("Languages in which people are served."),
    "costs": _l("What people pay. 0 is free."),
    "documents": _l("Papers and things that people must bring, one each."),
    "areas": _l("Where people must live to be served, one area each: Lane County, OR."),
    "capacity": _l("How much room there is, as somebody told today."),
    "organization": _l("All listings of the organization share it."),
    "place": _l("Where it is offered. Other listings may be at the same place."),
    "status": _l("What is closed for good leaves the search, and its history stays."),
}

TABLES: Mapping[str, Any] = {
    "organization": _l("Organization"),
    "service": _l("Service"),
    "location": _l("Place"),
    "service_at_location": _l("Offered at a place"),
    "address": _l("Address"),
    "accessibility": _l("Accessibility"),
    "schedule": _l("Hours"),
    "week": _l("Weekly hours"),
    "phone": _l("Phone"),
    "contact": _l("Contact person"),
    "language": _l("Language"),
    "cost_option": _l("Price"),
    "required_document": _l("To bring"),
    "service_area": _l("Area served"),
    "service_capacity": _l("Room"),
    "category": _l("Categories"),
    "attribute": _l("Term"),
    "url": _l("More on the web"),
    "program": _l("Program"),
    "funding": _l("Funding"),
    "unit": _l("Unit"),
    "taxonomy": _l("Vocabulary"),
    "taxonomy_term": _l("Term of a vocabulary"),
    "organization_identifier": _l("Identifier"),
    "metadata": _l("History from elsewhere"),
    "eligibility_correction": _l("Correction of whom it is for"),
}

# Over the rows of a table.
SECTIONS: Mapping[str, Any] = {
    "url": _l("More on the web"),
    "phone": _l("Telephone numbers"),
    "contact": _l("Contact people"),
    "language": _l("Languages"),
    "cost_option": _l("Prices"),
    "required_document": _l("What to bring"),
    "service_area": _l("Areas served"),
    "service_capacity": _l("Room"),
    "address": _l("Addresses"),
    "accessibility": _l("What helps people with disabilities"),
    "schedule": _l("Other hours and closures"),
    "week": _l("Weekly hours"),
}

# By field, where no table has another word for it.
_FIELDS: Mapping[str, Any] = {
    "name": _l("Name"),
    "alternate_name": _l("Other name"),
    "description": _l("Description"),
    "url": _l("Web page"),
    "email": _l("E-mail"),
    "website": _l("Web page"),
    "status": _l("Status"),
    "alert": _l("Alert"),
    "interpretation_services": _l("Interpreting"),
    "application_process": _l("How to apply"),
    "wait_time": _l("Wait"),
    "fees_description": _l("Fees in words"),
    "fees": _l("Fees"),
    "accreditations": _l("Accreditations"),
    "licenses": _l("Licenses"),
    "eligibility_description": _l("Who it is for"),
    "minimum_age": _l("Lowest age"),
    "maximum_age": _l("Highest age"),
    "assured_date": _l("Verified on"),
    "assurer_email": _l("Verified by"),
    "tax_status": _l("Tax status"),
    "tax_id": _l("Tax number"),
    "legal_status": _l("Legal form"),
    "year_incorporated": _l("Founded in"),
    "uri": _l("Web address"),
    "logo": _l("Logo"),
    "owner": _l("Belongs to"),
    "number": _l("Number"),
    "extension": _l("Extension"),
    "type": _l("Kind"),
    "title": _l("Title"),
    "department": _l("Department"),
    "code": _l("Code"),
    "note": _l("Note"),
    "option": _l("For"),
    "amount": _l("Amount"),
    "currency": _l("Currency"),
    "amount_description": _l("Amount in words"),
    "valid_from": _l("From"),
    "valid_to": _l("To"),
    "document": _l("What"),
    "unit": _l("What is counted"),
    "available": _l("Free now"),
    "maximum": _l("In all"),
    "updated": _l("As of"),
    "codes": _l("Categories"),
    "confidential": _l("The address is confidential"),
    "location_type": _l("Kind of place"),
    "transportation": _l("How to get there"),
    "latitude": _l("Latitude"),
    "longitude": _l("Longitude"),
    "address_type": _l("Kind of address"),
    "attention": _l("Care of"),
    "address_1": _l("Street and number"),
    "address_2": _l("More of the address"),
    "city": _l("Town"),
    "region": _l("Region"),
    "state_province": _l("State"),
    "postal_code": _l("ZIP code"),
    "country": _l("Country"),
    "details": _l("Details"),
    "label": _l("Title"),
    "pattern": _l("When"),
    "days": _l("Days"),
    "byday": _l("Days"),
    "opens_at": _l("Opens"),
    "closes_at": _l("Closes"),
    "freq": _l("Repeats"),
    "interval": _l("Every so many"),
    "dtstart": _l("Starts"),
    "until": _l("Ends"),
    "value": _l("Order"),
    "criteria": _l("Rules"),
    "text_key": _l("Text it was made for"),
    "corrected_at": _l("Corrected on"),
    "corrected_by": _l("Corrected by"),
    "link_type": _l("Use"),
    "link_entity": _l("Said of"),
}
_BY_TABLE: Mapping[str, Any] = {
    "phone.description": _l("What for"),
    "schedule.description": _l("Note"),
    "service_capacity.description": _l("Note"),
    "service_area.name": _l("Area"),
    "service_area.description": _l("In words"),
    "accessibility.description": _l("What helps"),
    "language.name": _l("Language"),
    "url.url": _l("Address"),
    "required_document.uri": _l("Form on the web"),
    "attribute.taxonomy_term_id": _l("Term"),
    "service_capacity.unit_id": _l("What is counted"),
    "service_at_location.location_id": _l("Place"),
}

HELP: Mapping[str, Any] = {
    "service.alternate_name": _l("What people call it, too."),
    "service.alert": _l("Stands on top of the listing: closed for repairs, moved, no intake in July."),
    "service.wait_time": _l("As the organization says it: two weeks."),
    "phone.number": _l("With area code: 860-555-0100."),
    "phone.description": _l("Intake, after hours, Spanish line."),
    "language.name": _l("Spanish, Haitian Creole, American Sign Language."),
    "cost_option.amount": _l("In dollars; 0 is free."),
    "cost_option.option": _l("Whom or what the price is for."),
    "service_capacity.unit": _l("Beds, rooms, slots."),
    "service_area.name": _l("A town, county or state: Lane County, OR."),
    "address.state_province": _l("Two letters: CT."),
    "location.confidential": _l(
        "Nobody is shown the address, ZIP code or point on the map: caseworkers see the town and call."
    ),
    "location.latitude": _l("Left empty, it is worked out from the address."),
    "schedule.description": _l("Shown beside the hours."),
    "service.eligibility_description": _l("Word for word, as the organization says it."),
    "service.minimum_age": _l("In years; left empty, no limit."),
}

STATUSES: Mapping[str, Any] = {
    "active": _l("open"),
    "inactive": _l("not offered now"),
    "defunct": _l("closed for good"),
    "temporarily closed": _l("closed for a time"),
}
PHONE_TYPES: Mapping[str, Any] = {
    "voice": _l("voice"),
    "text": _l("text messages"),
    "fax": _l("fax"),
    "cell": _l("cell phone"),
    "textphone": _l("TTY"),
    "video": _l("video relay"),
    "pager": _l("pager"),
}
PLACE_TYPES: Mapping[str, Any] = {
    "physical": _l("people go there"),
    "virtual": _l("by phone or online"),
    "postal": _l("for mail only"),
}
PATTERNS: Mapping[str, Any] = {
    "closed": _l("closed on these dates"),
    "dates": _l("other hours on these dates"),
    "words": _l("in words only: by appointment"),
    "weekly": _l("every week between these dates"),
    "fortnight": _l("every other week from this date on"),
    "1": _l("first of the month"),
    "2": _l("second of the month"),
    "3": _l("third of the month"),
    "4": _l("fourth of the month"),
    "-1": _l("last of the month"),
    "as_is": _l("as it was brought in"),
}
KINDS: Mapping[str, Any] = {
    "edit": _l("edited"),
    "new": _l("new listing"),
    "duplicate": _l("copied"),
    "status": _l("opened or closed"),
    "categories": _l("put under a category"),
    "place": _l("offered at other places"),
    "eligibility": _l("rules corrected"),
    "import": _l("brought in"),
    "verification": _l("verified"),
    "proposal": _l("proposal taken up"),
    "merge": _l("merged"),
    "undo": _l("taken back"),
}
_VALUES: Mapping[str, Mapping[str, Any]] = {
    "service.status": STATUSES,
    "phone.type": PHONE_TYPES,
    "location.location_type": PLACE_TYPES,
    "address.address_type": PLACE_TYPES,
    "schedule.pattern": PATTERNS,
}


_DATES = frozenset({"valid_from", "valid_to", "assured_date", "dtstart", "until"})


def table_title(table: str) -> str:
    """What rows of a table are called."""
    return str(TABLES.get(table, table.replace("_", " ")))


def field_title(table: str, field: str) -> str:
    """What a field is called in a form and in the change log."""
    if table == "week" and field in DAYS:
        return day_name(field)
    return str(_BY_TABLE.get(f"{table}.{field}") or _FIELDS.get(field) or field.replace("_", " "))


def help_of(table: str, field: str) -> str:
    """What to write into a field, where that needs saying."""
    return str(HELP.get(f"{table}.{field}", ""))


def kind_title(kind: str) -> str:
    """What was done in a change set."""
    return str(KINDS.get(kind, kind))


def value_title(table: str, field: str, value: Any) -> str:
    """A value as people read it; empty text for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value_title(table, field, one) for one in value)
    if (table, field) == ("category", "codes"):
        return code_title(str(value))
    if field in ("days", "byday"):
        return ", ".join(day_name(day) if day in DAYS else day for day in str(value).split(","))
    if field in ("opens_at", "closes_at"):
        return clock(str(value))
    if field in _DATES:
        return format_date(date.fromisoformat(str(value)[:10]), "medium", rebase=False)
    if isinstance(value, float):
        return f"{value:g}"
    return str(_VALUES.get(f"{table}.{field}", {}).get(value, value))


def code_title(code: str) -> str:
    """A category, or a kind of service, by its code."""
    kind = kinds().get(code)
    return kind.name if kind else str(CATEGORIES.get(code, code))


def clock(moment: str) -> str:
    """A time of the day, "17:30" or "17:30:00", in the reader's way."""
    return str(format_time(time.fromisoformat(moment), "short", rebase=False))


def day_name(day: str) -> str:
    """A weekday of DAYS in the reader's language."""
    locale = get_locale() or Locale("en")
    return str(locale.days["format"]["wide"][DAYS.index(day)]).capitalize()
