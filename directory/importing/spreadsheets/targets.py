"""What a column of a spreadsheet can be: the words that mappings and the mapping page use for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.wording import N_


@dataclass(frozen=True)
class Target:
    """One thing that a listing can be told: its code, what people call it, and the HSDS column if it is one.

    `many` targets take any number of columns; of the others the first column that is not empty counts.
    `group` is how the page sorts them.
    """

    code: str
    title: str
    group: str
    table: str = ""
    column: str = ""
    many: bool = False


ORGANIZATION, SERVICE, PLACE, ADDRESS, REACH, ABOUT, MEETING = (
    N_("Organization"),
    N_("Service"),
    N_("Place"),
    N_("Address"),
    N_("How to reach it"),
    N_("What else is said"),
    N_("Recovery meeting"),
)


def _column(code: str, title: str, group: str, table: str, column: str = "") -> Target:
    return Target(code, title, group, table, column or code.partition(".")[2])


_ALL = (
    _column("organization.name", N_("name of the organization"), ORGANIZATION, "organization"),
    _column(
        "organization.alternate_name", N_("other name of the organization"), ORGANIZATION, "organization"
    ),
    _column("organization.description", N_("what the organization is"), ORGANIZATION, "organization"),
    _column("organization.email", N_("e-mail of the organization"), ORGANIZATION, "organization"),
    _column("organization.website", N_("website of the organization"), ORGANIZATION, "organization"),
    _column("service.name", N_("name of the service"), SERVICE, "service"),
    _column("service.alternate_name", N_("other name of the service"), SERVICE, "service"),
    _column("service.description", N_("description"), SERVICE, "service"),
    _column("service.eligibility", N_("who is served"), SERVICE, "service", "eligibility_description"),
    _column("service.minimum_age", N_("lowest age"), SERVICE, "service"),
    _column("service.maximum_age", N_("highest age"), SERVICE, "service"),
    _column("service.application", N_("how to apply"), SERVICE, "service", "application_process"),
    _column("service.fees", N_("fees"), SERVICE, "service", "fees_description"),
    _column("service.wait_time", N_("waiting time"), SERVICE, "service"),
    _column("service.interpretation", N_("interpreting"), SERVICE, "service", "interpretation_services"),
    _column("service.licenses", N_("licence"), SERVICE, "service"),
    _column("service.accreditations", N_("accreditation"), SERVICE, "service"),
    _column("service.alert", N_("alert"), SERVICE, "service"),
    _column("service.status", N_("status (active, inactive)"), SERVICE, "service"),
    _column("service.verified_on", N_("last verified on"), SERVICE, "service", "assured_date"),
    _column("service.url", N_("website"), REACH, "service"),
    _column("service.email", N_("e-mail"), REACH, "service"),
    Target("phone", N_("telephone"), REACH, "phone", "number", many=True),
    Target("hours", N_("opening hours"), REACH, "schedule", "description", many=True),
    _column("place.name", N_("name of the place"), PLACE, "location", "name"),
    _column("place.transportation", N_("how to get there"), PLACE, "location", "transportation"),
    Target(
        "place.accessibility", N_("access for people with disabilities"), PLACE, "accessibility", many=True
    ),
    Target("place.key", N_("number of the place"), PLACE),
    Target("place.latitude", N_("latitude"), PLACE, "location", "latitude"),
    Target("place.longitude", N_("longitude"), PLACE, "location", "longitude"),
    Target("place.point", N_("coordinates in one cell"), PLACE, "location", "latitude"),
    Target("place.online", N_("online or by telephone: address of the meeting, or any mark"), PLACE),
    Target("confidential", N_("confidential address (yes, no)"), PLACE),
    Target("address.whole", N_("whole address in one cell"), ADDRESS, "address"),
    Target("address.street", N_("street"), ADDRESS, "address"),
    Target("address.street_2", N_("second line of the address"), ADDRESS, "address"),
    Target("address.city", N_("town"), ADDRESS, "address"),
    Target("address.county", N_("county"), ADDRESS, "address"),
    Target("address.state", N_("state"), ADDRESS, "address"),
    Target("address.zip", N_("ZIP code"), ADDRESS, "address"),
    Target("category", N_("need category"), ABOUT, "attribute", many=True),
    Target("terms", N_("keywords"), ABOUT, "attribute", many=True),
    Target("languages", N_("languages"), ABOUT, "language", many=True),
    Target("documents", N_("papers to bring"), ABOUT, "required_document", many=True),
    Target("area", N_("area served"), ABOUT, "service_area", many=True),
    Target("meeting.day", N_("day of the meeting"), MEETING, "schedule", many=True),
    Target("meeting.time", N_("time of the meeting"), MEETING, "schedule"),
    Target("meeting.end_time", N_("end of the meeting"), MEETING, "schedule"),
    Target("meeting.notes", N_("notes on the meeting"), MEETING, "schedule", many=True),
    Target(
        "meeting.types", N_("kind of meeting (codes of the Meeting Guide)"), MEETING, "schedule", many=True
    ),
)

TARGETS: Mapping[str, Target] = {target.code: target for target in _ALL}
