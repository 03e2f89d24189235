"""How the index lies on disk: plain arrays that are mapped into memory, in a folder that is swapped whole."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

FORMAT = 3
_CURRENT = "current"
_FACTS = "index.json"


class IndexMissing(Exception):
    """There is no search index here that this version can read: `linkage index` builds one."""


class Strings:
    """Many short texts in one block of bytes, each read only when it is asked for."""

    def __init__(self, blob: Array, ends: Array) -> None:
        self._blob = blob
        self._ends = ends

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The texts, encoded."""
        encoded = [text.encode() for text in texts]
        ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), ends)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, row: int) -> str:
        start = int(self._ends[row - 1]) if row else 0
        return bytes(self._blob[start : int(self._ends[row])]).decode()

    def __iter__(self) -> Iterator[str]:
        whole = self._blob.tobytes()
        start = 0
        for end in self._ends.tolist():
            yield whole[start:end].decode()
            start = end

    def arrays(self, name: str) -> dict[str, Array]:
        """What is to be saved for it under a name."""
        return {f"{name}.text": self._blob, f"{name}.ends": self._ends}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array], name: str) -> Self:
        """What `arrays` gave."""
        return cls(arrays[f"{name}.text"], arrays[f"{name}.ends"])


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """A new folder for a new index; it takes the old one's place only when the block ends well."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + max((int(p.name[1:]) for p in folder.glob("v*") if p.name[1:].isdigit()), default=0)
    fresh = folder / f"v{number:06d}"
    fresh.mkdir()
    try:
        yield fresh
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    pointer = folder / f"{_CURRENT}.new"
    pointer.write_text(fresh.name, "utf-8")
    pointer.replace(folder / _CURRENT)
    for old in folder.glob("v*"):
        # Open maps outlive the name on POSIX; on Windows the files stay until the next build.
        if old.name < fresh.name:
            shutil.rmtree(old, ignore_errors=True)


def current(folder: Path) -> Path:
    """The folder of the index that is in use. Raises IndexMissing."""
    try:
        found = folder / (folder / _CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(f"no search index in {folder}") from None
    if not (found / _FACTS).is_file():
        raise IndexMissing(f"the search index in {folder} is not whole")
    return found


def save(folder: Path, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
    """Writes arrays and the few facts about them."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    (folder / _FACTS).write_text(json.dumps({"format": FORMAT, **facts}, indent=1), "utf-8")


def load(folder: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays, mapped and not read, and the facts. Raises IndexMissing for another format."""
    facts: dict[str, Any] = json.loads((folder / _FACTS).read_text("utf-8"))
    if facts.get("format") != FORMAT:
        raise IndexMissing(f"the search index in {folder} was written by another version")
    arrays = {}
    for path in folder.glob("*.npy"):
        array = np.load(path, mmap_mode="r", allow_pickle=False)
        # A bare ndarray view: numpy's memmap subclass costs microseconds at every slice.
        arrays[path.stem] = array.view(np.ndarray) if array.size else np.asarray(array)
    return arrays, facts
