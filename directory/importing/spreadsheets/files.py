"""Gets the bytes of what is to be read: one file, a folder of files, or a .zip of them, packed or not."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from directory.importing.spreadsheets.sheet import SheetUnreadable
from directory.wording import N_

# Unpacked, so that a small archive cannot fill the memory.
MOST_BYTES = 200 * 1024 * 1024


def files_at(path: Path) -> dict[str, bytes]:
    """The files of a path by name. Raises SheetUnreadable."""
    try:
        if path.is_dir():
            found = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
            return {file.name: file.read_bytes() for file in found}
        return unpacked(path.name, path.read_bytes())
    except OSError as error:
        raise SheetUnreadable(
            N_("{file} cannot be read: {error}"), file=path.name, error=error.strerror or "?"
        ) from error


def unpacked(name: str, data: bytes) -> dict[str, bytes]:
    """The file, or those inside it if it is packed. Raises SheetUnreadable."""
    try:
        if name.lower().endswith(".gz"):
            with gzip.open(io.BytesIO(data)) as stream:
                return {name[:-3]: _limited(name, stream.read(MOST_BYTES + 1), MOST_BYTES)}
        if name.lower().endswith(".zip"):
            return _archive(name, data)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise SheetUnreadable(N_("{file} is packed, and cannot be unpacked"), file=name) from error
    return {name: data}


def size_unpacked(data: bytes) -> int:
    """How many bytes an archive says that it holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _archive(name: str, data: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            short = entry.filename.rpartition("/")[2]
            if not short or short.startswith(".") or entry.filename.startswith("__MACOSX/"):
                continue
            # The size in the archive's list may be a lie: what counts is what comes out.
            with archive.open(entry) as stream:
                found[short] = _limited(name, stream.read(left + 1), left)
            left -= len(found[short])
    return found


def _limited(name: str, data: bytes, left: int) -> bytes:
    if len(data) > left:
        raise SheetUnreadable(
            N_("{file} is too big: unpacked it has more than {most} megabytes"),
            file=name,
            most=MOST_BYTES // (1024 * 1024),
        )
    return data


def only(files: Mapping[str, bytes], wanted: str | None) -> tuple[str, bytes]:
    """The file called `wanted`, or the only one there is. Raises SheetUnreadable."""
    if wanted is not None and len(files) > 1:
        for name, data in files.items():
            if name.lower() == wanted.lower():
                return name, data
        raise SheetUnreadable(N_("there is no file {file} among those given"), file=wanted)
    if len(files) == 1:
        return next(iter(files.items()))
    if not files:
        raise SheetUnreadable(N_("there is no file in it"))
    raise SheetUnreadable(
        N_("there are several files in it ({files}): give one, or a mapping that names one"),
        files=tuple(files),
    )
