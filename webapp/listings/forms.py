"""The rows of a listing as forms: which fields each has, and what must be true of a row as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar

import phonenumbers
from babel import Locale
from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, create_model

from directory.categories import categories
from directory.categories import kinds as kinds_of_service
from directory.editing.other_hours import PATTERNS
from directory.hours import DAYS
from webapp.listings import kinds, labels
from webapp.listings.kinds import Options, Widget, one_of
from webapp.vocabulary_words import language_name

_CURRENCIES = ("USD", "CAD", "MXN")


def _titles(titles: Mapping[str, Any]) -> Any:
    return one_of(lambda: [(key, str(title)) for key, title in titles.items()])


class RowForm(BaseModel):
    """A row as it is typed; only the fields that somebody changed are read and checked one by one.

    `required` must not be empty in a row that is kept. `starting` fills a row that is new.
    """

    model_config = ConfigDict(extra="ignore")
    required: ClassVar[tuple[str, ...]] = ()
    starting: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def widgets(cls) -> Mapping[str, Widget]:
        """How each field looks, in the order of the form."""
        return {
            name: next(part for part in field.metadata if isinstance(part, Widget))
            for name, field in cls.model_fields.items()
        }

    @classmethod
    def shown(cls, row: Mapping[str, Any]) -> dict[str, str]:
        """A row of the directory as it stands in the form."""
        return {name: widget.show(row.get(name)) for name, widget in cls.widgets().items()}

    @classmethod
    def completed(cls, row: dict[str, Any], changed: Sequence[str]) -> dict[str, Any]:
        """The row with what follows from its changed fields."""
        return row

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What is wrong with the row as a whole, by the field to change."""
        for name in cls.required:
            if row.get(name) in (None, ""):
                yield name, _("This cannot be empty.")

    @classmethod
    def warnings(cls, row: Mapping[str, Any]) -> Iterator[str]:
        """What is unusual and is kept all the same."""
        return iter(())


class _Owned(RowForm):
    owner: kinds.Line = None


class Service(RowForm):
    """The service's own row, whichever of its fields a part has."""

    required = ("name", "status")
    name: kinds.Line = None
    alternate_name: kinds.Line = None
    description: kinds.Text = None
    status: _titles(labels.STATUSES) = None
    alert: kinds.Text = None
    application_process: kinds.Text = None
    wait_time: kinds.Line = None
    url: kinds.Web = None
    email: kinds.Email = None
    accreditations: kinds.Text = None
    licenses: kinds.Text = None
    eligibility_description: kinds.Text = None
    minimum_age: kinds.Age = None
    maximum_age: kinds.Age = None
    interpretation_services: kinds.Text = None
    fees_description: kinds.Text = None

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See RowForm; of the required fields only those that the part has."""
        for name in cls.required:
            if name in row and not row[name]:
                yield name, _("This cannot be empty.")
        low, high = row.get("minimum_age"), row.get("maximum_age")
        if low is not None and high is not None and low > high:
            yield "maximum_age", _("The highest age is below the lowest.")


class Organization(RowForm):
    """Who offers it."""

    required = ("name",)
    name: kinds.Line = None
    alternate_name: kinds.Line = None
    description: kinds.Text = None
    website: kinds.Web = None
    email: kinds.Email = None
    legal_status: kinds.Line = None
    tax_status: kinds.Line = None
    tax_id: kinds.Line = None
    year_incorporated: kinds.Year = None
    uri: kinds.Line = None


class Url(RowForm):
    """A further web address."""

    required = ("url",)
    label: kinds.Line = None
    url: kinds.Web = None


class Phone(_Owned):
    """A telephone number, kept as it is typed."""

    required = ("number",)
    starting = {"type": "voice"}
    number: kinds.Telephone = None
    extension: kinds.Extension = None
    type: _titles(labels.PHONE_TYPES) = None
    description: kinds.Line = None

    @classmethod
    def warnings(cls, row: Mapping[str, Any]) -> Iterator[str]:
        """See RowForm."""
        number = str(row.get("number") or "")
        if not _is_a_number(number):
            yield _(
                "“%(number)s” looks unusual for a telephone number. It is kept as you wrote it.",
                number=number,
            )


class Contact(_Owned):
    """A person to reach."""

    name: kinds.Line = None
    title: kinds.Line = None
    department: kinds.Line = None
    email: kinds.Email = None

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See RowForm."""
        if not any(row.get(name) for name in ("name", "title", "department", "email")):
            yield "name", _("Write a name, a title or an e-mail address.")


class Language(_Owned):
    """A language by its name; its code follows."""

    required = ("name",)
    name: kinds.Line = None
    note: kinds.Line = None

    @classmethod
    def shown(cls, row: Mapping[str, Any]) -> dict[str, str]:
        """See RowForm; a language that has only a code is shown by its name."""
        found = super().shown(row)
        return found | {"name": found["name"] or language_name(row.get("code") or "")}

    @classmethod
    def completed(cls, row: dict[str, Any], changed: Sequence[str]) -> dict[str, Any]:
        """See RowForm."""
        if "name" not in changed:
            return row
        return row | {"code": _codes().get(str(row["name"] or "").lower())}

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See RowForm."""
        if not row.get("name") and not row.get("code"):
            yield "name", _("This cannot be empty.")


class CostOption(RowForm):
    """A price."""

    starting = {"currency": "USD"}
    option: kinds.Line = None
    amount: kinds.Amount = None
    currency: one_of(lambda: [(code, code) for code in _CURRENCIES]) = None  # type: ignore[valid-type]
    amount_description: kinds.Line = None
    valid_from: kinds.Day = None
    valid_to: kinds.Day = None

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See RowForm."""
        if row.get("amount") is None and not row.get("amount_description") and not row.get("option"):
            yield "amount", _("Write an amount, or the price in words.")
        yield from _in_order(row)


class RequiredDocument(RowForm):
    """What people must bring."""

    required = ("document",)
    document: kinds.Line = None
    uri: kinds.Web = None


class ServiceArea(_Owned):
    """Where people must live."""

    name: kinds.Line = None
    description: kinds.Text = None

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See RowForm."""
        if not row.get("name") and not row.get("description"):
            yield "name", _("This cannot be empty.")


class ServiceCapacity(RowForm):
    """How much room there is."""

    required = ("unit", "available")
    unit: kinds.Line = None
    available: kinds.Amount = None
    maximum: kinds.Amount = None
    description: kinds.Line = None

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See RowForm."""
        yield from super().problems(row)
        free, most = row.get("available"), row.get("maximum")
        if free is not None and most is not None and free > most:
            yield "available", _("More is free than there is in all.")


class Location(RowForm):
    """A place."""

    required = ("location_type",)
    starting = {"location_type": "physical"}
    confidential: kinds.Tick = False
    location_type: _titles(labels.PLACE_TYPES) = None
    name: kinds.Line = None
    transportation: kinds.Text = None
    url: kinds.Web = None
    latitude: kinds.Latitude = None
    longitude: kinds.Longitude = None

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See RowForm."""
        yield from super().problems(row)
        if (row.get("latitude") is None) != (row.get("longitude") is None):
            missing = "latitude" if row.get("latitude") is None else "longitude"
            yield missing, _("Write both latitude and longitude, or neither.")


class Address(RowForm):
    """An address; of a confidential place the town and the state are enough."""

    required = ("address_type", "city", "state_province")
    starting = {"address_type": "physical"}
    address_type: _titles(labels.PLACE_TYPES) = None
    attention: kinds.Line = None
    address_1: kinds.Line = None
    address_2: kinds.Line = None
    city: kinds.Line = None
    state_province: kinds.State = None
    postal_code: kinds.PostalCode = None


class Accessibility(RowForm):
    """What helps people with disabilities."""

    required = ("description",)
    description: kinds.Line = None
    details: kinds.Line = None


class Schedule(_Owned):
    """Hours that the weekly grid cannot say."""

    required = ("pattern",)
    starting = {"pattern": "closed"}
    pattern: one_of(
        lambda: [(key, str(labels.PATTERNS[key])) for key in labels.PATTERNS if key in PATTERNS]
    ) = None  # type: ignore[valid-type]
    valid_from: kinds.Day = None
    valid_to: kinds.Day = None
    days: kinds.Days = None
    opens_at: kinds.Clock = None
    closes_at: kinds.Clock = None
    description: kinds.Line = None

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See RowForm."""
        yield from super().problems(row)
        yield from _in_order(row)
        pattern = row.get("pattern")
        if pattern in ("closed", "dates", "weekly", "fortnight") and not row.get("valid_from"):
            yield "valid_from", _("Write the first day.")
        if pattern == "weekly" and not row.get("valid_to"):
            yield "valid_to", _("Write the last day. What has no end stands in the week above.")
        if pattern in ("closed", "dates") and _days_from(row) > _LONGEST_EXCEPTION:
            yield "valid_to", _("Write dates that are a month apart at the most.")
        if pattern == "words" and not row.get("description"):
            yield "description", _("This cannot be empty.")
        if pattern in ("closed", "words", "as_is"):
            return
        for name in ("opens_at", "closes_at"):
            if not row.get(name):
                yield name, _("Write when it opens and when it closes.")
        if pattern != "dates" and not row.get("days"):
            yield "days", _("Tick at least one day.")


_LONGEST_EXCEPTION = 30

Week: type[RowForm] = create_model(
    "Week",
    __base__=RowForm,
    __doc__="The openings of each day.",
    **dict.fromkeys(DAYS, (kinds.Openings, None)),  # type: ignore[call-overload]
)


class Category(RowForm):
    """The need categories, the main one first."""

    codes: kinds.Line = None

    @classmethod
    def completed(cls, row: dict[str, Any], changed: Sequence[str]) -> dict[str, Any]:
        """See RowForm."""
        if "codes" not in changed:
            return row
        known = {*categories(), *kinds_of_service()}
        chosen = [code for code in str(row["codes"] or "").split(",") if code in known]
        return {"codes": list(dict.fromkeys(chosen)) or None}

    @classmethod
    def problems(cls, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """See RowForm."""
        if not row["codes"]:
            yield "codes", _("Choose at least one category: nobody finds a listing without.")


FORMS: Mapping[str, type[RowForm]] = {
    "service": Service,
    "organization": Organization,
    "url": Url,
    "phone": Phone,
    "contact": Contact,
    "language": Language,
    "cost_option": CostOption,
    "required_document": RequiredDocument,
    "service_area": ServiceArea,
    "service_capacity": ServiceCapacity,
    "location": Location,
    "address": Address,
    "accessibility": Accessibility,
    "schedule": Schedule,
    "week": Week,
    "category": Category,
}


def language_names() -> Options:
    """Names of languages to choose from while typing, in English as listings have them."""
    return [(name, code) for name, code in sorted(_names().items())]


@cache
def _names() -> Mapping[str, str]:
    names = Locale("en").languages
    return {str(name): str(code) for code, name in names.items() if len(code) in (2, 3)}


@cache
def _codes() -> Mapping[str, str]:
    return {name.lower(): code for name, code in _names().items()}


def _is_a_number(number: str) -> bool:
    if sum(mark.isdigit() for mark in number) == 3 and number.strip().isdigit():
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "US"))
    except phonenumbers.NumberParseException:
        return False


def _in_order(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    first, last = row.get("valid_from"), row.get("valid_to")
    if first and last and last < first:
        yield "valid_to", _("The last day is before the first.")


def _days_from(row: Mapping[str, Any]) -> int:
    first, last = row.get("valid_from"), row.get("valid_to")
    return (date.fromisoformat(last) - date.fromisoformat(first)).days if first and last else 0
