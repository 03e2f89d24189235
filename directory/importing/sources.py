"""Finds the tables of a package: in a folder, a .zip or one file, packed or not, as CSV or as JSON."""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from directory.importing.columns import PLANS, table_called
from directory.importing.nested import FlatRow, Flattened
from directory.importing.report import ImportReport, Problem
from directory.wording import N_, Wording

# A cell may hold a polygon; the reader's own limit of 128 kB would stop there.
csv.field_size_limit(50_000_000)


class RawRow(NamedTuple):
    """A row as the file has it: texts by column, only the columns that the standard knows.

    The columns in `keeps` say nothing, so that what is there stays.
    """

    file: str
    row: int
    cells: dict[str, str]
    keeps: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TableSource:
    """The rows that one file, or all JSON files together, have for one table."""

    table: str
    columns: tuple[str, ...]
    total: int
    rows: Callable[[], Iterator[RawRow]]


class PackageUnreadable(ValueError):
    """The path is no package: nothing there, a broken archive, or no table of the standard in it."""


@dataclass(frozen=True)
class _PackedFile:
    """One file of a package: its own name, and how to open it, packed with gzip or not."""

    name: str
    open_raw: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        return self.name.removesuffix(".gz").rpartition(".")[0]

    @property
    def kind(self) -> str:
        return self.name.removesuffix(".gz").rpartition(".")[2].lower()

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        with self.open_raw() as raw:
            if self.name.endswith(".gz"):
                with io.BufferedReader(gzip.GzipFile(fileobj=raw)) as unpacked:
                    yield unpacked
            else:
                yield raw

    @contextmanager
    def open_text(self) -> Iterator[IO[str]]:
        with (
            self.open() as binary,
            io.TextIOWrapper(binary, encoding="utf-8-sig", errors="replace", newline="") as text,
        ):
            yield text


@contextmanager
def open_package(path: Path, report: ImportReport) -> Iterator[list[TableSource]]:
    """The tables found at `path`, while the archive stays open; what is left aside is noted in the report."""
    if path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield _sources(_in_archive(archive), path, report)
    else:
        yield _sources(_in_folder(path), path, report)


def _in_folder(path: Path) -> list[_PackedFile]:
    if not path.exists():
        raise PackageUnreadable(f"{path}: nothing there")
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return [_PackedFile(f.name, partial(_open_file, f)) for f in files if f.is_file()]


def _open_file(path: Path) -> IO[bytes]:
    return path.open("rb")


def _in_archive(archive: zipfile.ZipFile) -> list[_PackedFile]:
    names = sorted(n for n in archive.namelist() if not n.endswith("/") and not n.startswith("__MACOSX/"))
    return [_PackedFile(name.rpartition("/")[2], partial(archive.open, name)) for name in names]


def _sources(files: list[_PackedFile], path: Path, report: ImportReport) -> list[TableSource]:
    found: list[TableSource] = []
    nested = Flattened(report)
    for file in files:
        if file.stem in ("datapackage", "openapi") or file.name.startswith("."):
            continue
        if file.kind in ("json", "jsonl", "ndjson"):
            with file.open() as stream:
                nested.read(file.name, file.stem, stream, lines=file.kind != "json")
            continue
        table = table_called(file.stem)
        if file.kind != "csv" or table is None:
            report.note(N_("{file} is no table of the standard and was left aside"), file=file.name)
            continue
        source = _csv_source(file, table, report)
        if source is not None:
            found.append(source)
    for table, flat in nested.tables.items():
        columns = tuple(dict.fromkeys(name for row in flat.values() for name in row.cells))
        found.append(TableSource(table, columns, len(flat), partial(_flat_rows, flat)))
    if not found and not report.problem_count:
        raise PackageUnreadable(f"{path}: no table of HSDS in it, neither as CSV nor as JSON")
    return parents_first(found)


def parents_first(sources: Iterable[TableSource]) -> list[TableSource]:
    """The tables in the order in which their links hold."""
    order = list(PLANS)
    return sorted(sources, key=lambda source: order.index(source.table))


def _csv_source(file: _PackedFile, table: str, report: ImportReport) -> TableSource | None:
    known = PLANS[table].columns
    try:
        with file.open_text() as stream:
            reader = csv.reader(stream)
            header = [name.strip().lower() for name in next(reader, [])]
            total = sum(1 for _ in reader)
    except (csv.Error, OSError, EOFError, zipfile.BadZipFile) as error:
        message = Wording(N_("the file cannot be read: {error}"), {"error": str(error)})
        report.add(Problem(file.name, 0, "", "", message, True))
        return None
    if not any(header):
        report.note(N_("{file} is empty"), file=file.name)
        return None
    unknown = [name for name in header if name and name not in known]
    if unknown:
        report.note(N_("{file}: unknown columns left aside: {names}"), file=file.name, names=tuple(unknown))
    places = [(place, name) for place, name in enumerate(header) if name in known]

    def rows() -> Iterator[RawRow]:
        with file.open_text() as stream:
            reader = csv.reader(stream)
            next(reader)
            for number, cells in enumerate(reader, start=2):
                if not cells:
                    continue
                if len(cells) != len(header):
                    lengths = {"cells": len(cells), "header": len(header)}
                    message = Wording(N_("the row has {cells} cells, the header {header}"), lengths)
                    report.add(Problem(file.name, number, cells[0], "", message, False))
                    cells += [""] * (len(header) - len(cells))
                values = {name: cells[place] for place, name in places if cells[place]}
                yield RawRow(file.name, number, values)

    return TableSource(table, tuple(name for _, name in places), total, rows)


def _flat_rows(rows: Mapping[str, FlatRow]) -> Iterator[RawRow]:
    return (RawRow(row.file, row.row, row.cells) for row in rows.values())
