"""The HSDS 3.2.3 interface: the directory for other programs, open, read-only, from any web page."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from directory.importing.identifiers import is_uuid
from directory.merges import survivor
from directory.publishing import selecting
from directory.publishing.loading import Loader
from directory.publishing.paging import Page, Selection
from directory.withheld import Withheld
from webapp.access import open_to
from webapp.hsds import openapi, parameters, profile
from webapp.hsds.parameters import Asked, BadParameter
from webapp.state import linkage

blueprint = Blueprint("hsds", __name__, url_prefix="/hsds")

Json = dict[str, Any]
VERSION = "3.2.3"
_EVERYBODY = "everybody: the public directory, without what is confidential"
_LINES_AT_A_TIME = 200
_TABLES = {
    "services": ("service", selecting.services),
    "organizations": ("organization", selecting.organizations),
    "service_at_locations": ("service_at_location", selecting.service_at_locations),
    "taxonomies": ("taxonomy", selecting.taxonomies),
    "taxonomy_terms": ("taxonomy_term", selecting.taxonomy_terms),
}
_RESOURCES = "any(services, organizations, service_at_locations, taxonomies, taxonomy_terms)"


@blueprint.get("/")
@open_to(_EVERYBODY)
def about() -> ResponseReturnValue:
    """Which version and profile of the standard this is, and where it is described."""
    return _answer(
        {
            "version": VERSION,
            "profile": f"{_base()}/profile",
            "openapi_url": f"{_base()}/openapi.json",
            "description": "Community resources that Linkage keeps, as HSDS.",
        }
    )


@blueprint.get("/openapi.json")
@open_to(_EVERYBODY)
def description() -> ResponseReturnValue:
    """The interface in the words of OpenAPI 3.1."""
    return _answer(openapi.document(_base()))


@blueprint.get("/profile")
@open_to(_EVERYBODY)
def own_profile() -> ResponseReturnValue:
    """What differs from the plain standard."""
    return _answer(profile.document(_base()))


@blueprint.get("/profile/<name>.json")
@open_to(_EVERYBODY)
def patch(name: str) -> ResponseReturnValue:
    """A merge patch (RFC 7386) for the standard's file of this name."""
    found = profile.patches().get(f"{name}.json")
    return abort(404) if found is None else _answer(found, mimetype="application/merge-patch+json")


@blueprint.get(f"/<{_RESOURCES}:resource>", strict_slashes=False)
@open_to(_EVERYBODY)
def listing(resource: str) -> ResponseReturnValue:
    """A page of records, or all of them a line each."""
    asked = parameters.read(resource, request.args, lambda: linkage().gazetteer)
    if asked.lines:
        lines = stream_with_context(_lines(resource, asked))
        return Response(lines, mimetype="application/x-ndjson")
    with linkage().make_session() as session:
        page = Page.of(_chosen(session, resource, asked), asked.page, asked.per_page)
        return _answer(page.wrap(_records(Loader(session), resource, asked, page.ids)))


@blueprint.get(f"/<{_RESOURCES}:resource>/<record_id>", strict_slashes=False)
@open_to(_EVERYBODY)
def record(resource: str, record_id: str) -> ResponseReturnValue:
    """One record with all that hangs on it; a service that was merged into another leads to that one."""
    full_service = resource in ("organizations", "service_at_locations") and parameters.truth(
        request.args, "full_service"
    )
    asked = Asked(full=True, full_service=full_service)
    with linkage().make_session() as session:
        wanted = record_id.lower()
        if resource == "services" and (stands := survivor(session, wanted)) != wanted:
            return redirect(url_for("hsds.record", resource=resource, record_id=stands, **request.args))
        found = _records(Loader(session), resource, asked, [wanted]) if is_uuid(wanted) else []
    return _answer(found[0]) if found else abort(404)


@blueprint.route("/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@open_to("everybody: says that there is nothing")
def nothing(rest: str) -> ResponseReturnValue:
    """Anything else: no such address, or no such thing to do with it."""
    if request.method not in ("GET", "HEAD"):
        refused = _answer({"error": _("This interface is read-only: use GET.")}, status=405)
        refused.headers["Allow"] = "GET, HEAD, OPTIONS"
        return refused
    return abort(404)


@blueprint.errorhandler(BadParameter)
def _bad_parameter(error: BadParameter) -> ResponseReturnValue:
    return _answer(parameters.as_error(error, _), status=400)


@blueprint.errorhandler(404)
def _missing(_error: Exception) -> ResponseReturnValue:
    return _answer({"error": _("There is nothing here.")}, status=404)


@blueprint.errorhandler(500)
def _broken(_error: Exception) -> ResponseReturnValue:
    return _answer({"error": _("Something went wrong on our side. Try again.")}, status=500)


@blueprint.after_request
def _from_any_page(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "*"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _chosen(session: Session, resource: str, asked: Asked) -> Selection:
    return _TABLES[resource][1](session, asked.filters)


def _records(loader: Loader, resource: str, asked: Asked, ids: list[str]) -> list[Json]:
    table = _TABLES[resource][0]
    if asked.minimal:
        return _minimal(loader, ids)
    records = loader.full(table, ids) if asked.full else loader.plain(table, ids)
    if asked.full_service and resource == "organizations":
        offered = loader.services_of(records)
        for one in records:
            one["services"] = offered.get(one["id"], [])
    if asked.full_service and resource == "service_at_locations":
        wanted = sorted({one["service_id"] for one in records})
        services = {one["id"]: one for one in loader.full("service", wanted)}
        for one in records:
            one["service"] = services[one["service_id"]]
    return records


def _minimal(loader: Loader, ids: list[str]) -> list[Json]:
    """Services with what the standard's schema requires of one, and when they were changed."""
    return loader.short("service", ids, ("id", "name", "status", "last_modified"))


def _lines(resource: str, asked: Asked) -> Iterator[str]:
    """All records, a line each. They outlive the request's own session, hence one of theirs."""
    with linkage().make_session() as session:
        withheld = Withheld.of(session)
        for ids in _chosen(session, resource, asked).batches(_LINES_AT_A_TIME):
            for one in _records(Loader(session, withheld), resource, asked, ids):
                yield json.dumps(one, ensure_ascii=False) + "\n"


def _answer(
    body: Json,
    *,
    status: int = 200,
    mimetype: str = "application/json",
    headers: dict[str, str] | None = None,
) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, headers, mimetype=mimetype)


def _base() -> str:
    """The address of this interface, as others reach it."""
    return f"{linkage().settings.public_url or request.url_root}".rstrip("/") + "/hsds"
