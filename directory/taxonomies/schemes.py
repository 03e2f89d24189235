"""Reads a scheme of categories from a file: HSDS tables, Open Eligibility's XML, JSON, or a plain list."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

# Open Eligibility's file says that it is XML 2.0, which there is not; no reader takes it.
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FOLDER_FILES = ("taxonomies", "taxonomy"), ("taxonomy_terms", "taxonomy_term")


class SchemeUnreadable(ValueError):
    """The file is no scheme of categories; the message says what is wrong and where."""


@dataclass(frozen=True)
class SchemeTerm:
    """One term: its id in the directory, its code, name and meaning, and the id of the term above it."""

    id: str
    code: str
    name: str
    description: str
    parent_id: str | None
    language: str | None = None


@dataclass(frozen=True)
class Scheme:
    """A scheme with its terms, those above before those below."""

    id: str
    name: str
    description: str
    uri: str | None
    version: str | None
    terms: tuple[SchemeTerm, ...]


def read_schemes(path: Path, name: str = "") -> list[Scheme]:
    """The schemes of a file, or of a folder with HSDS's taxonomies.csv and taxonomy_terms.csv.

    A list in CSV has the columns `code` and `name`, perhaps `description` and `parent` (a code); JSON is such
    a list of objects, or an object whose keys are codes and whose values are names (or names by language).
    `name` names the scheme where the file does not; without it the file's own name does. Raises
    SchemeUnreadable.
    """
    if path.is_dir():
        return _hsds(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SchemeUnreadable(f"{path.name} cannot be read: {error}") from error
    title = name or path.stem.replace("_", " ")
    kind = path.suffix.lower()
    if kind == ".xml":
        return [_xml(text, path.name, title)]
    if kind == ".json":
        return [_listed(_json_rows(text, path.name), path.name, title)]
    if kind in (".csv", ".tsv", ".txt"):
        return [_listed(_csv_rows(text, kind), path.name, title)]
    raise SchemeUnreadable(f"{path.name} is neither XML, JSON nor CSV")


def _hsds(folder: Path) -> list[Scheme]:
    files = [
        next((folder / f"{stem}.csv" for stem in stems if (folder / f"{stem}.csv").exists()), None)
        for stems in _FOLDER_FILES
    ]
    if files[0] is None or files[1] is None:
        raise SchemeUnreadable(f"{folder.name} has no taxonomies.csv with a taxonomy_terms.csv beside it")
    heads, rows = ([row for _, row in _csv_rows(f.read_text("utf-8-sig"), ".csv")] for f in files if f)
    schemes = []
    for head in heads:
        terms = [
            SchemeTerm(
                row["id"],
                row.get("code", ""),
                row["name"],
                row.get("description", ""),
                row.get("parent_id") or None,
                row.get("language") or None,
            )
            for row in rows
            if row.get("taxonomy_id") == head["id"]
        ]
        about = head.get("description", ""), head.get("uri") or None, head.get("version") or None
        schemes.append(Scheme(head["id"], head["name"], *about, _above_first(terms, files[1].name)))
    return schemes


def _xml(text: str, file: str, name: str) -> Scheme:
    """Open Eligibility's form: elements with `id` and `title`, one level inside the other.

    The file holds services and situations; only what is offered is a scheme for listings.
    """
    try:
        root: Element = fromstring(_DECLARATION.sub("", text))
    except (ParseError, DefusedXmlException) as error:
        raise SchemeUnreadable(f"{file} is no XML that can be read: {error}") from error
    offered = root.find("services")
    about = {one.get("id", ""): " ".join((one.text or "").split()) for one in root.iter("category")}
    terms: list[SchemeTerm] = []

    def walk(element: Element, parent: str | None) -> None:
        for child in element:
            code, title = child.get("id"), child.get("title")
            if code is None or title is None or child.tag == "category":
                walk(child, parent)
                continue
            term = SchemeTerm(_id(name, code), code, title, about.get(code, ""), parent, "en")
            terms.append(term)
            walk(child, term.id)

    walk(root if offered is None else offered, None)
    if not terms:
        raise SchemeUnreadable(f"{file} has no element with an id and a title")
    version = root.findtext("version")
    return Scheme(_id(name, ""), name, f"Read from {file}.", None, version, tuple(terms))


def _json_rows(text: str, file: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        data: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise SchemeUnreadable(f"{file}, line {error.lineno}: {error.msg}") from error
    if isinstance(data, dict):
        for number, (code, named) in enumerate(data.items(), 1):
            name = named.get("en") or next(iter(named.values()), "") if isinstance(named, dict) else named
            yield number, {"code": str(code), "name": str(name)}
        return
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise SchemeUnreadable(f"{file} holds neither a list of terms nor names by code")
    for number, row in enumerate(data, 1):
        yield number, {key: str(value) for key, value in row.items() if value is not None}


def _csv_rows(text: str, kind: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(io.StringIO(text), delimiter="\t" if kind == ".tsv" else ",")
    for row in reader:
        cells = {(key or "").strip().lower(): (value or "").strip() for key, value in row.items() if key}
        yield reader.line_num, cells


def _listed(rows: Iterator[tuple[int, Mapping[str, str]]], file: str, name: str) -> Scheme:
    terms: list[SchemeTerm] = []
    codes: set[str] = set()
    for number, row in rows:
        title = row.get("name") or row.get("title") or ""
        code = row.get("code") or row.get("id") or title
        if not title:
            raise SchemeUnreadable(f"{file}, row {number}: no name")
        if code in codes:
            raise SchemeUnreadable(f"{file}, row {number}: the code {code} stands there twice")
        codes.add(code)
        above = row.get("parent") or row.get("parent_code") or ""
        parent = _id(name, above) if above else None
        about = row.get("description", "")
        terms.append(SchemeTerm(_id(name, code), code, title, about, parent, row.get("language")))
    if not terms:
        raise SchemeUnreadable(f"{file} holds no terms")
    return Scheme(_id(name, ""), name, f"Read from {file}.", None, None, _above_first(terms, file))


def _above_first(terms: list[SchemeTerm], file: str) -> tuple[SchemeTerm, ...]:
    """The terms in an order in which each follows the one above it."""
    by_id = {term.id: term for term in terms}
    ordered: dict[str, SchemeTerm] = {}

    def take(term: SchemeTerm, below: tuple[str, ...]) -> None:
        if term.id in below:
            raise SchemeUnreadable(f"{file}: {term.name} stands below itself")
        if term.parent_id in by_id and term.parent_id not in ordered:
            take(by_id[term.parent_id], (*below, term.id))
        ordered[term.id] = term

    for term in terms:
        if term.id not in ordered:
            take(term, ())
    return tuple(ordered.values())


def _id(scheme: str, code: str) -> str:
    """Stable, so that a scheme that is read again meets its own terms."""
    return str(uuid5(NAMESPACE_URL, f"linkage:scheme:{scheme}:{code}"))
