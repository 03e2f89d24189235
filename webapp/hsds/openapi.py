"""The interface's own OpenAPI document: that of the standard gives several operations one id."""

from typing import Any

from webapp.hsds.parameters import MOST_MINIMAL, MOST_PER_PAGE, PER_PAGE, TAKES
from webapp.hsds.schemas import records, reference

Json = dict[str, Any]

_TABLES = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
_NAMES = {
    "services": ("Services", "Service"),
    "organizations": ("Organizations", "Organization"),
    "service_at_locations": ("ServicesAtLocations", "ServiceAtLocation"),
    "taxonomies": ("Taxonomies", "Taxonomy"),
    "taxonomy_terms": ("TaxonomyTerms", "TaxonomyTerm"),
}
_UUID = {"type": "string", "format": "uuid"}
_TRUTH = {"type": "boolean", "default": False}
PARAMETERS: dict[str, tuple[Json, str]] = {
    "search": (
        {"type": "string", "maxLength": 300},
        "Words, twelve at most, that all occur in a service or in its organization's name; in an "
        "organization; in a taxonomy or term.",
    ),
    "page": ({"type": "integer", "minimum": 1, "default": 1}, "Number of the page, from 1."),
    "per_page": (
        {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
        f"Records on a page, at most {MOST_PER_PAGE}; with `minimal` at most {MOST_MINIMAL}, and so many "
        "where nothing is said.",
    ),
    "format": (
        {"type": "string", "enum": ["json", "ndjson"], "default": "json"},
        "`ndjson` answers all records, a line each, whatever the page.",
    ),
    "taxonomy_term_id": (
        _UUID,
        "Records of which this term is said; an organization also by its services, a service at a location "
        "also by its service or location.",
    ),
    "taxonomy_id": (_UUID, "As taxonomy_term_id, for any term of this taxonomy; of terms, those in it."),
    "organization_id": (_UUID, "Services that this organization offers."),
    "modified_after": (
        {"type": "string", "format": "date-time"},
        "Services changed at this moment or later. One that tells no `last_modified` is in no such answer.",
    ),
    "minimal": (
        _TRUTH,
        "Of each service only `id`, `name`, `status` (both required by the schema) and `last_modified`.",
    ),
    "full": (_TRUTH, "Records with everything that hangs on them."),
    "full_service": (
        _TRUTH,
        "Adds `services` to organizations, `service` to services at locations. The standard's schemas do not "
        "have these two fields: the profile declares them.",
    ),
    "postcode": (
        {"type": "string", "pattern": "^[0-9]{5}(-?[0-9]{4})?$"},
        "A ZIP code. Services whose stated area holds it, and of those that state no area the ones at an "
        "address with this code. A confidential place is never in the answer.",
    ),
    "proximity": (
        {"type": "string", "pattern": "^[0-9]{1,9}(\\.[0-9]{1,3})?$"},
        "Metres from the middle of `postcode`. Services at places so near, unless they state areas that do "
        "not hold the code.",
    ),
    "top_only": (_TRUTH, "Terms that have no parent."),
    "parent_id": (_UUID, "Terms under this one."),
}


def document(base: str) -> Json:
    """The document for the interface at this address."""
    paths: Json = {"/": {"get": _about()}}
    for resource, names in _NAMES.items():
        paths[f"/{resource}"] = {"get": _list(resource, names[0])}
        paths[f"/{resource}/{{id}}"] = {"get": _one(resource, names[1])}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Linkage directory",
            "version": "0.1.0",
            "summary": "Community resources as HSDS 3.2.3, read-only and open",
            "license": {"name": "As the publisher of this directory states"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": {**records(), "page": _page(), "error": _error()},
            "parameters": {
                name: {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
                for name, (schema, words) in PARAMETERS.items()
            },
        },
    }


def _about() -> Json:
    schema = {
        "type": "object",
        "properties": {
            "version": {"type": "string"},
            "profile": {"type": "string", "format": "uri"},
            "openapi_url": {"type": "string", "format": "uri"},
            "description": {"type": "string"},
        },
        "required": ["version", "profile", "openapi_url"],
    }
    return {
        "operationId": "getAbout",
        "summary": "Version and profile of the standard",
        "responses": {"200": _json("What this interface is.", schema)},
    }


def _list(resource: str, name: str) -> Json:
    record = reference(_TABLES[resource])
    page = {
        "allOf": [
            {"$ref": "#/components/schemas/page"},
            {"type": "object", "properties": {"contents": {"type": "array", "items": record}}},
        ]
    }
    found = _json("A page of records.", page)
    found["content"]["application/x-ndjson"] = {"schema": {"type": "string"}}
    return {
        "operationId": f"list{name}",
        "summary": f"A page of {resource.replace('_', ' ')}",
        "parameters": [{"$ref": f"#/components/parameters/{one}"} for one in TAKES[resource]],
        "responses": {"200": found, "400": _refused()},
    }


def _one(resource: str, name: str) -> Json:
    takes: list[Json] = [{"name": "id", "in": "path", "required": True, "schema": _UUID}]
    if "full_service" in TAKES[resource]:
        takes.append({"$ref": "#/components/parameters/full_service"})
    return {
        "operationId": f"get{name}",
        "summary": f"One {_TABLES[resource].replace('_', ' ')} with everything that hangs on it",
        "parameters": takes,
        "responses": {
            "200": _json("The record.", reference(_TABLES[resource])),
            "400": _refused(),
            "404": _json("There is no such record.", {"$ref": "#/components/schemas/error"}),
        },
    }


def _page() -> Json:
    number, truth = {"type": "integer", "minimum": 0}, {"type": "boolean"}
    kinds = {
        "total_items": number,
        "total_pages": number,
        "page_number": number,
        "size": number,
        "first_page": truth,
        "last_page": truth,
        "empty": truth,
        "contents": {"type": "array"},
    }
    return {"type": "object", "properties": kinds, "required": list(kinds)}


def _error() -> Json:
    return {
        "type": "object",
        "properties": {
            "error": {"type": "string", "description": "What is wrong, in words."},
            "parameter": {"type": "string", "description": "The parameter that is meant."},
        },
        "required": ["error"],
    }


def _refused() -> Json:
    return _json("A parameter cannot be read.", {"$ref": "#/components/schemas/error"})


def _json(words: str, schema: Json) -> Json:
    return {"description": words, "content": {"application/json": {"schema": schema}}}
