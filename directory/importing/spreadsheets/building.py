"""Puts listings together from the rows of a sheet, row by row, and says what had to be left out."""

import re
from collections.abc import Callable, Mapping

from directory.distance import miles_between
from directory.importing.identifiers import as_uuid
from directory.importing.spreadsheets import coordinates, meetings, reach
from directory.importing.spreadsheets.addresses import AddressParts, AddressReader, says_confidential
from directory.importing.spreadsheets.drafts import Hours, OrganizationDraft, ServiceDraft, SiteDraft
from directory.importing.spreadsheets.hours_text import read_hours
from directory.importing.spreadsheets.mapping import Mapping as SheetMapping
from directory.importing.spreadsheets.picking import Picked
from directory.importing.spreadsheets.repairs import Repair
from directory.importing.spreadsheets.targets import TARGETS
from directory.wording import N_, Wording

_STATUSES = ("active", "inactive", "defunct", "temporarily closed")
_YES = frozenset(("yes", "y", "true", "1", "x", "confidential", "private", "hidden", "si", "sí"))
_FIRST_AGE, _LAST_AGE = 0.0, 150.0

# Told of each text that had to be left out: the field, the kind of repair, and the text.
LeftOut = Callable[[str, Repair, str], None]


class Refused(ValueError):
    """A row that cannot become a listing; `field` says where it fails."""

    def __init__(self, field: str, template: str, **values: object) -> None:
        self.field = field
        self.wording = Wording(template, values)
        super().__init__(self.wording.text())


class Builder:
    """All listings of one file. Ids come from the mapping's source and the row's key, so they stay."""

    def __init__(self, mapping: SheetMapping, addresses: AddressReader) -> None:
        self._mapping = mapping
        self._addresses = addresses
        self.organizations: dict[str, OrganizationDraft] = {}
        self.sites: dict[str, SiteDraft] = {}
        self.services: dict[str, ServiceDraft] = {}
        self._row_of_text: dict[str, int] = {}

    def add(self, picked: Picked, left_out: LeftOut) -> ServiceDraft:
        """Takes in one row. Raises Refused."""
        name = picked.first("service.name") or picked.first("organization.name")
        if not name:
            raise Refused("service.name", N_("the row has no name"))
        if len(name) > 300:
            raise Refused("service.name", N_("the name is longer than 300 letters: are the columns shifted?"))
        same = self._row_of_text.setdefault(_whole(picked), picked.number)
        if same != picked.number:
            raise Refused("", N_("row {row} is the same, word for word"), row=same)
        key = picked.key or _plain_key(name, picked)
        service_id = self._id("service", key)
        known = self.services.get(service_id)
        if known is not None and not self._mapping.group:
            raise Refused("", N_("row {row} has the same key"), row=known.rows[0])
        organization = self._organization(picked, name, left_out)
        if known is None:
            known = ServiceDraft(service_id, key, [], organization.id, {"name": name})
            self.services[service_id] = known
        else:
            picked.repairs.append(Repair.JOINED)
        known.rows.append(picked.number)
        self._tell(known, picked, left_out)
        self._place(known, picked, left_out)
        return known

    def _id(self, table: str, key: str) -> str:
        return as_uuid(table, f"{self._mapping.source}/{key}")

    def _organization(self, picked: Picked, name: str, left_out: LeftOut) -> OrganizationDraft:
        title = picked.first("organization.name") or name
        plain = re.sub(r"[^0-9a-z]+", " ", title.lower()).strip() or title
        found = self.organizations.setdefault(
            plain, OrganizationDraft(self._id("organization", plain), picked.number, {"name": title})
        )
        for code, cell in self._cells(picked, "organization", left_out).items():
            found.cells.setdefault(code, cell)
        return found

    def _cells(self, picked: Picked, table: str, left_out: LeftOut) -> dict[str, str]:
        """The texts of a row's plain columns, those that its column cannot take left out."""
        found = {}
        for code in picked.values:
            target = TARGETS[code]
            text = picked.first(code)
            if target.table == table and target.column and not target.many and text:
                checked = _checked(code, target.column, text, left_out)
                if checked:
                    found[target.column] = checked
        return found

    def _tell(self, service: ServiceDraft, picked: Picked, left_out: LeftOut) -> None:
        """Adds what the row says of the service itself."""
        for column, text in self._cells(picked, "service", left_out).items():
            service.cells.setdefault(column, text)
        for value in picked.values.get("phone", ()):
            numbers = reach.telephones(value.text, value.kind, value.extension)
            if not numbers:
                left_out("phone", Repair.PHONE_LEFT_OUT, value.text)
            for number in numbers:
                service.phones.setdefault(number, value.note)
        for text in picked.all("hours"):
            service.hours += _hours(text, picked)
        for text in picked.all("languages"):
            code = reach.language_code(text)
            if code:
                service.languages.setdefault(code, text)
            else:
                left_out("languages", Repair.VALUE_LEFT_OUT, text)
        service.categories.update(dict.fromkeys(picked.all("category")))
        service.terms.update(dict.fromkeys(text for text in picked.all("terms") if len(text) <= 100))
        service.documents.update(dict.fromkeys(picked.all("documents")))
        service.areas.update(dict.fromkeys(picked.all("area")))
        if self._mapping.meetings:
            self._meeting(service, picked, left_out)

    def _meeting(self, service: ServiceDraft, picked: Picked, left_out: LeftOut) -> None:
        types = frozenset(text.upper() for text in picked.all("meeting.types"))
        days = meetings.days_of(picked.all("meeting.day"))
        service.types.append(types)
        begins = picked.first("meeting.time")
        if not days and not begins:
            # The format's own way to say that people meet by appointment.
            service.hours.append(Hours(words="By appointment"))
            return
        online = meetings.ONLINE in types or meetings.CLOSED_PLACE in types
        words = ". ".join(filter(None, (meetings.words_for(types), *picked.all("meeting.notes"))))
        hours = days and meetings.meeting_hours(
            days, begins, picked.first("meeting.end_time"), words, online=online
        )
        if not hours:
            left_out("meeting.time", Repair.VALUE_LEFT_OUT, f"{picked.first('meeting.day')} {begins}")
            return
        service.hours.append(hours)

    def _place(self, service: ServiceDraft, picked: Picked, left_out: LeftOut) -> None:
        """Adds where the row says that the service is."""
        online = picked.first("place.online")
        if online:
            site = self._site(f"{service.key}/online", service, picked)
            site.online = True
            site.url = site.url or reach.web_address_in(online)
            self._offered(service, site)
        parts = AddressParts(
            picked.first("address.whole"),
            picked.first("address.street"),
            picked.first("address.street_2"),
            picked.first("address.city"),
            picked.first("address.county"),
            picked.first("address.state"),
            picked.first("address.zip"),
        )
        if self._mapping.meetings and any(meetings.CLOSED_PLACE in types for types in service.types[-1:]):
            return
        confidential = picked.first("confidential").lower() in _YES or says_confidential(
            parts.whole, parts.street, parts.street_2
        )
        if confidential:
            self._confidential(service, picked, parts.city)
            return
        address, repairs = self._addresses.read(parts)
        picked.repairs += repairs
        if Repair.ZIP_LEFT_OUT in repairs:
            left_out("address.zip", Repair.ZIP_LEFT_OUT, parts.postal_code)
        point = self._point(picked, left_out)
        name = picked.first("place.name") or (address.place_name if address else "")
        if address is None and point is None and not name:
            return
        if point is not None and address is not None and self._far(point, address, left_out):
            point = None
        site = self._site(picked.first("place.key") or service.key, service, picked)
        if address is not None and not address.complete:
            picked.repairs.append(Repair.ADDRESS_IN_WORDS)
            name = ", ".join(dict.fromkeys(filter(None, (name, address.words))))
        site.name = site.name or name
        site.address = site.address or (address if address is not None and address.complete else None)
        site.point = site.point or point
        site.transportation = site.transportation or picked.first("place.transportation")
        site.accessibility = list(dict.fromkeys([*site.accessibility, *picked.all("place.accessibility")]))
        if any(meetings.WHEELCHAIR in types for types in service.types[-1:]):
            site.accessibility = list(dict.fromkeys([*site.accessibility, "Wheelchair accessible"]))
        self._offered(service, site)

    def _confidential(self, service: ServiceDraft, picked: Picked, city: str) -> None:
        """A place that is told to nobody: of its address only the town is kept, as the area served."""
        picked.repairs.append(Repair.CONFIDENTIAL)
        site = self._site(picked.first("place.key") or service.key, service, picked)
        site.confidential = True
        if city and not service.areas:
            service.areas[city] = None
        self._offered(service, site)

    def _site(self, key: str, service: ServiceDraft, picked: Picked) -> SiteDraft:
        site_id = self._id("location", key)
        return self.sites.setdefault(site_id, SiteDraft(site_id, picked.number, service.organization_id))

    @staticmethod
    def _offered(service: ServiceDraft, site: SiteDraft) -> None:
        if site.id not in service.sites:
            service.sites.append(site.id)

    def _point(self, picked: Picked, left_out: LeftOut) -> coordinates.Point | None:
        latitude, longitude = picked.first("place.latitude"), picked.first("place.longitude")
        if not latitude and (pair := picked.first("place.point")):
            latitude, longitude = coordinates.pair_in(pair)
        point, repairs = coordinates.read_point(latitude, longitude, self._mapping.coordinates)
        for repair in repairs:
            if repair is Repair.POINT_LEFT_OUT:
                left_out("place.latitude", repair, f"{latitude}, {longitude}")
            else:
                picked.repairs.append(repair)
        return point

    def _far(self, point: coordinates.Point, address: object, left_out: LeftOut) -> bool:
        middle = self._addresses.middle(address)  # type: ignore[arg-type]
        if middle is None:
            return False
        miles = miles_between(point.latitude, point.longitude, middle.latitude, middle.longitude)
        if miles <= self._mapping.coordinates.most_miles_from_town:
            return False
        left_out("place.latitude", Repair.POINT_FAR, f"{point.latitude}, {point.longitude} ({middle.name})")
        return True


def _checked(code: str, column: str, text: str, left_out: LeftOut) -> str:
    """The text as its column takes it, empty where it cannot."""
    read: Mapping[str, tuple[Callable[[str], str], Repair]] = {
        "email": (reach.email_in, Repair.EMAIL_LEFT_OUT),
        "url": (reach.web_address_in, Repair.WEB_LEFT_OUT),
        "website": (reach.web_address_in, Repair.WEB_LEFT_OUT),
        "status": (_status, Repair.VALUE_LEFT_OUT),
        "assured_date": (_day, Repair.VALUE_LEFT_OUT),
        "minimum_age": (_age, Repair.VALUE_LEFT_OUT),
        "maximum_age": (_age, Repair.VALUE_LEFT_OUT),
    }
    if column not in read:
        return text
    reader, repair = read[column]
    found = reader(text)
    if not found:
        left_out(code, repair, text)
    return found


def _status(text: str) -> str:
    plain = " ".join(text.lower().replace("_", " ").split())
    return plain if plain in _STATUSES else ""


def _day(text: str) -> str:
    found = reach.day_in(text)
    return found.isoformat() if found else ""


def _age(text: str) -> str:
    match = re.search(r"\d+(?:\.\d+)?", text)
    return match[0] if match and _FIRST_AGE <= float(match[0]) <= _LAST_AGE else ""


def _hours(text: str, picked: Picked) -> list[Hours]:
    openings = read_hours(text)
    if openings is None:
        picked.repairs.append(Repair.HOURS_IN_WORDS)
        return [Hours(words=text)]
    return [Hours(opening, words=text if number == 0 else "") for number, opening in enumerate(openings)] or [
        Hours(words=text)
    ]


def _plain_key(name: str, picked: Picked) -> str:
    where = picked.first("address.whole") or picked.first("address.street") or picked.first("address.city")
    return re.sub(r"[^0-9a-z]+", " ", f"{name} {where}".lower()).strip()


def _whole(picked: Picked) -> str:
    return (
        repr(sorted((code, [vars(value) for value in values]) for code, values in picked.values.items()))
        + picked.key
    )
