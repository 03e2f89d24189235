"""Writes listings in the making as rows of the standard's tables, children numbered under their parent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from directory.importing.columns import PLANS
from directory.importing.identifiers import as_uuid
from directory.importing.sources import RawRow
from directory.importing.spreadsheets import meetings
from directory.importing.spreadsheets.building import Builder
from directory.importing.spreadsheets.drafts import Hours, ServiceDraft, SiteDraft
from directory.importing.spreadsheets.mapping import Mapping as SheetMapping
from directory.importing.spreadsheets.targets import TARGETS
from directory.importing.spreadsheets.vocabulary import Vocabulary

# Rows of these are numbered: what a file no longer says has a number too high, and goes.
NUMBERED = (
    "phone",
    "address",
    "schedule",
    "service_area",
    "required_document",
    "language",
    "accessibility",
    "attribute",
)
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "service_at_location": ("service_id", "location_id"),
    "phone": ("service_id", "number", "extension", "type", "description"),
    "schedule": ("service_id", "freq", "byday", "opens_at", "closes_at", "description", "attending_type"),
    "service_area": ("service_id", "name"),
    "required_document": ("service_id", "document"),
    "language": ("service_id", "name", "code"),
    "accessibility": ("location_id", "description"),
    "attribute": ("link_id", "taxonomy_term_id", "link_type", "link_entity", "value"),
    "taxonomy": ("name", "description"),
    "taxonomy_term": ("code", "name", "description", "taxonomy", "taxonomy_id"),
    "address": ("location_id", "address_1", "address_2", "city", "region", "state_province", "postal_code",
                "country", "address_type"),
}  # fmt: skip
_PLACE = ("location_type", "organization_id", "name", "transportation", "latitude", "longitude", "url")


class Emitter:
    """Rows by table, and which service each row is about."""

    def __init__(self, file: str, mapping: SheetMapping, vocabulary: Vocabulary) -> None:
        self._file, self._mapping, self._vocabulary = file, mapping, vocabulary
        self.rows: dict[str, list[RawRow]] = defaultdict(list)
        self.about: dict[str, str] = {}

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table that this mapping is answerable for; others it leaves as they are."""
        if table == "location":
            return _PLACE
        if table in _COLUMNS:
            return _COLUMNS[table]
        told = {rule.to for rule in self._mapping.field} | set(self._mapping.always)
        mapped = [
            TARGETS[code].column for code in told if TARGETS[code].table == table and TARGETS[code].column
        ]
        fixed = {"service": ["organization_id", "name", "status"], "organization": ["name", "description"]}[
            table
        ]
        if table == "service" and self._mapping.meetings:
            mapped += ["description", "eligibility_description"]
        return tuple(dict.fromkeys([*fixed, *mapped]))

    def emit(self, built: Builder, hidden: Iterable[str]) -> dict[str, list[RawRow]]:
        """All rows, parents before children. Places in `hidden` are confidential already, and stay it."""
        for site_id in hidden:
            built.sites[site_id].confidential = True
        service_of: dict[str, str] = {}
        for service in built.services.values():
            for parent in (service.organization_id, *service.sites):
                service_of.setdefault(parent, service.id)
        for organization in built.organizations.values():
            cells = {"description": organization.cells["name"], **organization.cells}
            self._add(
                "organization", organization.id, organization.row, cells, service_of.get(organization.id, "")
            )
        for site in built.sites.values():
            self._site(site, service_of.get(site.id, ""))
        for service in built.services.values():
            self._service(service)
        for table, row in self._vocabulary.rows():
            self._add(table, row["id"], 0, row, "")
        return {table: self.rows[table] for table in PLANS if table in self.rows}

    def _add(self, table: str, row_id: str, row: int, cells: Mapping[str, object], about: str) -> None:
        texts = {name: str(value) for name, value in cells.items() if value not in (None, "")}
        self.rows[table].append(RawRow(self._file, row, {**texts, "id": row_id}))
        self.about[row_id] = about

    def _child(
        self, table: str, parent: str, number: int, row: int, cells: Mapping[str, object], about: str
    ) -> None:
        self._add(table, numbered_id(table, parent, number), row, cells, about)

    def _site(self, site: SiteDraft, about: str) -> None:
        cells: dict[str, object] = {"organization_id": site.organization_id}
        cells["location_type"] = "virtual" if site.online else "physical"
        if site.confidential:
            mark = {"link_id": site.id, "link_entity": "location", "link_type": "location_note",
                    "taxonomy_term_id": self._vocabulary.confidential()}  # fmt: skip
            self._add("location", site.id, site.row, cells, about)
            self._child("attribute", site.id, 1, site.row, mark, about)
            return
        cells |= {"name": site.name, "transportation": site.transportation, "url": site.url}
        if site.point is not None:
            cells |= {"latitude": site.point.latitude, "longitude": site.point.longitude}
        self._add("location", site.id, site.row, cells, about)
        if site.address is not None:
            address = {
                "location_id": site.id, "address_1": site.address.street, "address_2": site.address.street_2,
                "city": site.address.city, "region": site.address.county, "country": "US",
                "state_province": site.address.state, "postal_code": site.address.postal_code,
                "address_type": "physical",
            }  # fmt: skip
            self._child("address", site.id, 1, site.row, address, about)
        for number, text in enumerate(site.accessibility, start=1):
            cells = {"location_id": site.id, "description": text}
            self._child("accessibility", site.id, number, site.row, cells, about)

    def _service(self, service: ServiceDraft) -> None:
        row, owner = service.rows[0], {"service_id": service.id}
        cells = {"status": "active", **service.cells, "organization_id": service.organization_id}
        if self._mapping.meetings:
            cells |= _meeting_cells(service)
        self._add("service", service.id, row, cells, service.id)
        for site_id in service.sites:
            link = {**owner, "location_id": site_id}
            link_id = as_uuid("service_at_location", f"{service.id}/{site_id}")
            self._add("service_at_location", link_id, row, link, service.id)
        children: dict[str, list[Mapping[str, object]]] = {
            "phone": [
                {
                    "number": phone.number,
                    "extension": phone.extension,
                    "type": phone.kind,
                    "description": note,
                }
                for phone, note in service.phones.items()
            ],
            "schedule": [_schedule(hours) for hours in service.hours],
            "service_area": [{"name": name} for name in service.areas],
            "required_document": [{"document": name} for name in service.documents],
            "language": [{"code": code, "name": name} for code, name in _spoken(service).items()],
        }
        for table, rows in children.items():
            for number, child in enumerate(rows, start=1):
                self._child(table, service.id, number, row, {**owner, **child}, service.id)
        self._terms(service)

    def _terms(self, service: ServiceDraft) -> None:
        said = [("service_category", self._vocabulary.need(code)) for code in service.categories]
        said += [("keyword", self._vocabulary.keyword(words)) for words in service.terms]
        # The value gives the order: our categories first, the main one before the others.
        for number, (kind, term) in enumerate(dict.fromkeys(said), start=1):
            cells = {"link_id": service.id, "link_entity": "service", "link_type": kind}
            cells |= {"taxonomy_term_id": term, "value": f"{number:02d}"}
            self._child("attribute", service.id, number, service.rows[0], cells, service.id)


def numbered_id(table: str, parent: str, number: int) -> str:
    """The id of a parent's child with this number."""
    return as_uuid(table, f"{parent}/{number}")


def _schedule(hours: Hours) -> dict[str, object]:
    said: dict[str, object] = {"description": hours.words, "attending_type": hours.attending}
    if hours.opening is not None:
        opens_at, closes_at = hours.opening.opens_at.isoformat(), hours.opening.closes_at.isoformat()
        said |= {"freq": hours.opening.freq, "byday": ",".join(hours.opening.byday)}
        return said | {"opens_at": opens_at, "closes_at": closes_at}
    if hours.begins:
        return said | {"freq": "WEEKLY", "byday": hours.byday, "opens_at": hours.begins}
    return said


def _spoken(service: ServiceDraft) -> dict[str, str]:
    return service.languages | {code: code for code in meetings.languages_of(service.types)}


def _meeting_cells(service: ServiceDraft) -> dict[str, str]:
    """What a group is, from the codes of all its meetings."""
    every = frozenset(code for types in service.types for code in types)
    kinds = meetings.words_for(every)
    told = service.cells.get("description", "")
    who = meetings.who_comes(service.types)
    cells = {
        "description": ". ".join(filter(None, (told.rstrip("."), f"Meetings: {kinds}" if kinds else "")))
    }
    return cells | ({"eligibility_description": who} if who else {})
