"""The interface's HSDS profile: what differs from the plain standard, as merge patches (RFC 7386)."""

from typing import Any

from directory.listings import ADDRESS_CONFIDENTIAL
from directory.withheld import ADDRESS_WITHHELD, POSTAL_CODE_WITHHELD
from webapp.hsds.parameters import TAKES

Json = dict[str, Any]


def document(base: str) -> Json:
    """The profile: in words, and each merge patch with the address under which it stands alone."""
    return {
        "name": "linkage",
        "title": "Linkage profile of HSDS",
        "hsds_version": "3.2.3",
        "description": "HSDS 3.2.3 for reading. Two fields are added, and only where `full_service` asks "
        f"for them. A location under the taxonomy term {ADDRESS_CONFIDENTIAL!r} is told without name, "
        "description, directions, telephone numbers, people, web address and coordinates; of its address "
        f"only town, region, state and country are told, with {ADDRESS_WITHHELD!r} and "
        f"{POSTAL_CODE_WITHHELD!r} where the standard requires more. Services of every status are told: "
        "look at `status`.",
        "openapi_url": f"{base}/openapi.json",
        "files": {name: f"{base}/profile/{name}" for name in patches()},
        "patches": patches(),
    }


def patches() -> dict[str, Json]:
    """By the standard's file, the merge patch that turns it into ours."""
    return {
        "organization.json": _added(
            "services",
            {"type": "array", "items": {"$ref": "service.json"}},
            "The services that the organization offers, where full_service asks for them.",
        ),
        "service_at_location.json": _added(
            "service",
            {"$ref": "service.json"},
            "The service that is offered here, where full_service asks for it.",
        ),
        "openapi.json": {
            "info": {"title": "Linkage directory"},
            "paths": {
                # A null takes the member away: the interface cannot be written to, nor asked by POST.
                **{f"/{resource}": {"post": None} for resource in TAKES},
            },
        },
    }


def _added(name: str, schema: Json, words: str) -> Json:
    return {
        "properties": {
            name: {"name": name, "title": name.replace("_", " ").capitalize(), "description": words, **schema}
        }
    }
