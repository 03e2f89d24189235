"""A coordinator's desk with one listing, and how tests read and send the forms of its parts."""

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from directory.tables import Address, Location, Phone, Service, ServiceAtLocation
from tests import factories
from tests.webapp.conftest import PASSWORD_HASH, Desk


def coordinators(desk: Desk) -> None:
    """Two people who keep listings, Carla and Kim, and a supervisor, Sue."""
    with desk.session() as session:
        for username, role in (("carla", "coordinator"), ("kim", "coordinator"), ("sue", "supervisor")):
            factories.worker(
                session,
                username=username,
                name=f"{username.title()} Sample",
                role=role,
                password_hash=PASSWORD_HASH,
            )
        session.commit()


def house(desk: Desk, **values: Any) -> Service:
    """An active listing at one place, with a telephone number."""
    with desk.session() as session:
        row = factories.service(
            session, **{"name": "House on Arch Street", "description": "A sober living home.", **values}
        )
        place = Location(location_type="physical", name="Arch Street house", latitude=41.66, longitude=-72.78)
        session.add(place)
        session.flush()
        session.add(ServiceAtLocation(service_id=row.id, location_id=place.id))
        session.add(
            Address(
                location_id=place.id,
                address_1="214 Arch Street",
                city="New Britain",
                state_province="CT",
                postal_code="06051",
                country="US",
                address_type="physical",
            )
        )
        session.add(Phone(service_id=row.id, number="860-555-0100", type="voice"))
        session.commit()
        return row


def place_id(desk: Desk, service: Service) -> str:
    """The id of the place at which a service is offered."""
    with desk.session() as session:
        which = select(ServiceAtLocation.location_id).where(ServiceAtLocation.service_id == service.id)
        return session.exec(which).one()


def form_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form on a page, by name."""
    body = page[page.index('class="listing-form"') :]
    found: dict[str, list[str]] = {}
    tags = re.finditer(
        r"<input\b[^>]*>|<textarea\b[^>]*>.*?</textarea>|<select\b[^>]*>.*?</select>", body, re.DOTALL
    )
    for tag in (match[0] for match in tags):
        name = re.search(r' name="([^"]*)"', tag)
        if name is None:
            continue
        if tag.startswith("<textarea"):
            value = unescape(tag[tag.index(">") + 1 : -len("</textarea>")])
        elif tag.startswith("<select"):
            chosen = re.search(r'<option value="([^"]*)" selected', tag) or re.search(
                r'<option value="([^"]*)"', tag
            )
            value = unescape(chosen[1]) if chosen else ""
        else:
            kind = re.search(r' type="([^"]*)"', tag)
            if kind and kind[1] in ("checkbox", "radio") and " checked" not in tag:
                continue
            value = unescape((re.search(r' value="([^"]*)"', tag) or ["", ""])[1])
        found.setdefault(unescape(name[1]), []).append(value)
    return found


def edit_address(service: Service, part: str, more: str = "") -> str:
    """Where a part of a listing is edited."""
    return f"/listings/{service.id}/edit/{part}{more}"


def opened(browser: FlaskClient, service: Service, part: str, more: str = "") -> dict[str, list[str]]:
    """The form of a part as somebody opens it."""
    answer = browser.get(edit_address(service, part, more))
    assert answer.status_code == 200
    return form_of(answer.text)


def sent(
    browser: FlaskClient,
    service: Service,
    part: str,
    form: dict[str, list[str]],
    more: str = "",
    **changes: Any,
) -> TestResponse:
    """The form sent back; each change is of the first field whose name ends so, "__" standing for a dot."""
    data = {name: list(values) for name, values in form.items()}
    for ending, value in changes.items():
        wanted = ending.replace("__", ".")
        name = next((n for n in data if n.endswith(f".{wanted}") or n == wanted), wanted)
        data[name] = value if isinstance(value, list) else [value]
    return browser.post(edit_address(service, part, more), data=data)
