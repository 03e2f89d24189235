"""Writes the directory as an HSDS data package: whole or not at all, and the same bytes for the same rows."""

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from directory.exporting.descriptor import DESCRIPTOR, FILE_OF, NAME, TABLES, describe
from directory.importing.columns import PLANS
from directory.publishing.values import as_cell
from directory.withheld import Withheld

_CHUNK = 2_000

Progress = Callable[[str, int, int], None]


class FolderTaken(ValueError):
    """The folder holds something that is not an earlier export; nothing was touched."""


def export_hsds(session: Session, folder: Path, *, progress: Progress | None = None) -> dict[str, int]:
    """Writes the 24 tables of HSDS 3.2.3 as CSV, with datapackage.json, and returns the rows per table.

    Rows are ordered by id and memory stays small. What is confidential is left out (`directory.withheld`).
    Everything is written beside the folder and then takes its place; an earlier export there is replaced.
    The session should see one state of the database throughout (`directory.database.snapshot`).
    `progress` is called with the table, the rows done and their number. Raises FolderTaken.
    """
    folder = folder.absolute()
    _check_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        withheld = Withheld.of(session)
        counts = {table: _write(session, table, fresh, withheld, progress) for table in TABLES}
        text = json.dumps(describe(), indent=2, ensure_ascii=False) + "\n"
        (fresh / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
        _settle(fresh, folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return counts


def _write(session: Session, table: str, folder: Path, withheld: Withheld, progress: Progress | None) -> int:
    of = PLANS[table].table
    total = session.execute(select(func.count()).select_from(of)).scalar_one()
    written = 0
    with (folder / FILE_OF[table]).open("w", encoding="utf-8", newline="") as stream:
        # Line ends as RFC 4180 has them: with any other, a lone one inside a cell would not be quoted.
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(PLANS[table].columns)
        for done, rows in _chunks(session, of):
            for row in rows:
                told = withheld.told(table, row)
                if told is not None:
                    writer.writerow([as_cell(told[name]) for name in PLANS[table].columns])
                    written += 1
            if progress is not None:
                progress(table, done, total)
    return written


def _chunks(session: Session, table: Any) -> Iterator[tuple[int, list[Any]]]:
    done, last = 0, ""
    while rows := list(
        session.execute(select(table).where(table.c.id > last).order_by(table.c.id).limit(_CHUNK)).mappings()
    ):
        done, last = done + len(rows), rows[-1]["id"]
        yield done, rows


def _check_free(folder: Path) -> None:
    """Raises FolderTaken unless there is nothing, an empty folder, or an earlier export and nothing else."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FolderTaken(f"{folder} is a file: name a folder")
    there = {path.name for path in folder.iterdir()}
    strange = sorted(there - {DESCRIPTOR, *FILE_OF.values()})
    if strange:
        raise FolderTaken(f"{folder} holds other things ({', '.join(strange[:3])}): name an empty folder")
    if there and not _is_an_export(folder / DESCRIPTOR):
        raise FolderTaken(f"{folder} holds a package that Linkage did not export: name an empty folder")


def _is_an_export(descriptor: Path) -> bool:
    try:
        described = json.loads(descriptor.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(described, dict) and described.get("name") == NAME


def _settle(fresh: Path, folder: Path) -> None:
    """Puts the finished package in the folder's place; the earlier one stays until it is there."""
    fresh.chmod(0o755 & ~_umask())
    if not folder.exists():
        fresh.rename(folder)
        return
    old = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent)) / "old"
    folder.rename(old)
    try:
        fresh.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
