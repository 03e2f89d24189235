"""Databases and indexes of the sizes, made once and kept while what they are made by stays the same."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bench.published import PACKAGES, ROOT
from bench.running import NOW, linkage_at
from bench.sizes import SIZES, Size
from directory.importing import import_hsds
from matcher.index.build import BuildReport
from webapp import schema
from webapp.state import Linkage

_DATABASE = ("directory", "data/gazetteer", "webapp/migrations")
_INDEX = (
    *_DATABASE,
    "matcher/index",
    "matcher/eligibility",
    "matcher/embedding.py",
    "matcher/kinds.py",
    "matcher/words.py",
    "data/eligibility",
    "data/model",
    "data/ranking",
)
_SPREAD = (*_INDEX, "bench/spread.py")
# Read when a search is made: an index is the same without it.
_NOT_IN_AN_INDEX = frozenset({"weights.toml"})


@dataclass(frozen=True)
class Cache:
    """A folder with a home folder of the program for each size; `tell` hears what is being made."""

    folder: Path
    tell: Callable[[str], None]

    def home(self, size: Size) -> Path:
        """Where the database and the index of a size lie."""
        return self.folder / size.name

    def with_listings(self, size: Size) -> Linkage:
        """The program with the listings of a size; an empty database where they are only in the index."""
        home = self.home(size)
        database = _Made(home / "database.made", _DATABASE)
        if not database.stands:
            for old in home.glob("linkage.db*"):
                old.unlink()
            state = linkage_at(home)
            schema.upgrade(state.engine)
            for package in size.packages:
                self.tell(f"{size.title}: importing {package}")
                with state.make_session() as session:
                    import_hsds(session, PACKAGES / package, now=NOW, commit=session.commit)
                    session.commit()
            state.engine.dispose()
            database.done()
        return linkage_at(home)

    def with_index(self, size: Size) -> Linkage:
        """The program with the listings of a size and an index of them."""
        state = self.with_listings(size)
        index = self._index(size)
        if not index.stands or not state.search.ready:
            if size.spread_from:
                self._spread(size, state.settings.index_folder)
            else:
                self.tell(f"{size.title}: building the index")
                state.search.build(now=NOW)
            index.done()
        return state

    def build_twice(self, size: Size) -> tuple[BuildReport, BuildReport]:
        """Builds the index of a size from nothing, and again with nothing changed."""
        state = self.with_listings(size)
        index = self._index(size)
        index.undo()
        shutil.rmtree(state.settings.index_folder, ignore_errors=True)
        self.tell(f"{size.title}: building the index twice")
        first = state.search.build(now=NOW)
        second = state.search.build(now=NOW)
        index.done()
        return first, second

    def _spread(self, size: Size, target: Path) -> None:
        # Imported here: only the largest size needs it.
        from bench.spread import spread

        source = self.with_index(SIZES[size.spread_from]).settings.index_folder
        shutil.rmtree(target, ignore_errors=True)
        self.tell(f"{size.title}: spreading services over the country")
        spread(source, target, services=size.services)

    def _index(self, size: Size) -> "_Made":
        return _Made(self.home(size) / "index.made", _SPREAD if size.spread_from else _INDEX)


class _Made:
    """A note that something was made, and by which code and tables."""

    def __init__(self, note: Path, made_by: tuple[str, ...]) -> None:
        self._note = note
        self._version = _version(made_by)

    @property
    def stands(self) -> bool:
        """Whether what was made is there and would be made just so today."""
        return self._note.is_file() and self._note.read_text("utf-8") == self._version

    def done(self) -> None:
        """Notes that it was made."""
        self._note.parent.mkdir(parents=True, exist_ok=True)
        self._note.write_text(self._version, "utf-8")

    def undo(self) -> None:
        """Takes the note away: what stands there is in the making."""
        self._note.unlink(missing_ok=True)


def _version(made_by: tuple[str, ...]) -> str:
    digest = blake2b(digest_size=8)
    for part in made_by:
        for path in sorted(_files(ROOT / part)):
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    for found in path.rglob("*") if path.is_dir() else (path,):
        if found.is_file() and found.suffix != ".pyc" and found.name not in _NOT_IN_AN_INDEX:
            yield found
