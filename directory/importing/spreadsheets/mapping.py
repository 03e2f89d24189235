"""A mapping: which column of a file feeds which field of a listing, written as TOML that people can read."""

import re
import tomllib
from collections.abc import Mapping as Table
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from directory.categories import categories, kinds
from directory.importing.spreadsheets.reading import FORMATS, Layout, Link
from directory.importing.spreadsheets.targets import TARGETS
from directory.wording import N_, Wording


class MappingInvalid(ValueError):
    """A mapping that cannot be used; `problems` says where and what, for people."""

    def __init__(self, problems: tuple[Wording, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.text() for problem in problems))


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"“{value}” is no pattern: {error}") from None
    return value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Pattern = Annotated[str, BeforeValidator(_pattern)]
Conversion = Literal["usual_capitals", "without_names"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class When(_Part):
    """A condition on one column: it equals one of some texts, matches a pattern, or is empty or filled."""

    column: str
    equals: Names | None = None
    matches: Pattern | None = None
    empty: bool | None = None

    def holds(self, cells: Table[str, str]) -> bool:
        """Whether the row fulfils all that is asked of the column; letters count in either case."""
        text = cells.get(self.column, "").strip()
        if self.empty is not None and self.empty != (not text):
            return False
        if self.equals is not None and text.lower() not in {value.lower() for value in self.equals}:
            return False
        return self.matches is None or re.search(self.matches, text, re.IGNORECASE) is not None


class FieldRule(_Part):
    """Where one field of a listing comes from, and what is done to the text on its way.

    `from` names columns: of several the first that is not empty counts, or all of them put together with
    `join`. A `*` stands for the numbers of a list. `match` keeps the part of the text that a pattern finds
    (its first group), `split` makes several values of one text, `values` writes known texts as something
    else, and `other = "leave_out"` leaves out those it does not know.
    """

    to: str
    from_: Names = Field(alias="from")
    join: str | None = None
    match: Pattern | None = None
    split: str | None = None
    values: dict[str, Names] | None = None
    other: Literal["keep", "leave_out"] = "keep"
    as_: Annotated[tuple[Conversion, ...], BeforeValidator(_listed)] = Field(default=(), alias="as")
    before: str = ""
    when: When | None = None
    kind: str | None = None
    kind_from: str | None = None
    note: str | None = None
    note_from: str | None = None
    extension_from: str | None = None

    @field_validator("to")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in TARGETS:
            raise ValueError(f"“{value}” is no field of a listing")
        return value

    @model_validator(mode="after")
    def _categories(self) -> Self:
        if self.to == "category" and self.values:
            _check_categories(code for codes in self.values.values() for code in codes)
        return self


class Skip(_Part):
    """Rows to leave out, and why."""

    when: When
    why: str


class Taken(_Part):
    """A value for a column of a shifted row: from another column, by pattern, or empty."""

    from_: str | None = Field(default=None, alias="from")
    match: Pattern | None = None


class Move(_Part):
    """Rows whose columns are shifted: each column named gets its value from where it really stands."""

    when: When
    and_when: When | None = None
    why: str
    columns: dict[str, Taken]


class LinkRule(_Part):
    """Another file of the same folder whose rows belong to those of this one."""

    file: str
    on: str
    key: str = "id"
    name: str
    many: bool = False
    columns: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def link(self) -> Link:
        """The same for the reader of files."""
        return Link(self.file, self.on, self.key, self.name, self.many, self.columns, self.lines)


class Coordinates(_Part):
    """What is known of the coordinates: points that only mean "unknown", and how far an error may go."""

    placeholders: tuple[tuple[float, float], ...] = ()
    placeholder_degrees: float = 0.0002
    most_miles_from_town: float = 40.0


class Mapping(_Part):
    """A whole mapping. `source` is part of every id, so that a file read again updates what it brought.

    `key` names the columns that tell rows apart; rows with the same key are one service with `group`, and
    otherwise a mistake. `always` gives fields that are the same in every row.
    """

    name: str = Field(min_length=1, max_length=120)
    source: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")
    about: str = ""
    file: str | None = None
    format: str | None = None
    sheet: str | None = None
    key: Names = ()
    group: bool = False
    meetings: bool = False
    cut_at: int | None = Field(default=None, ge=20)
    always: dict[str, Names] = {}
    coordinates: Coordinates = Coordinates()
    link: tuple[LinkRule, ...] = ()
    skip: tuple[Skip, ...] = ()
    move: tuple[Move, ...] = ()
    field: tuple[FieldRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        told = {rule.to for rule in self.field} | set(self.always)
        unknown = set(self.always) - TARGETS.keys()
        if unknown:
            raise ValueError(f"always: {', '.join(sorted(unknown))}: no field of a listing")
        if "service.name" not in told and "organization.name" not in told:
            raise ValueError("one column must be the name of the service or of the organization")
        if self.format is not None and self.format not in FORMATS:
            raise ValueError(f"format is one of {', '.join(FORMATS)}")
        _check_categories(self.always.get("category", ()))
        return self

    @property
    def layout(self) -> Layout:
        """How the file is to be read."""
        return Layout(self.file, self.format, self.sheet, tuple(rule.link() for rule in self.link))


def read_mapping(toml: str) -> Mapping:
    """A mapping from its TOML. Raises MappingInvalid, naming each place that is wrong."""
    try:
        table = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise MappingInvalid(
            (Wording(N_("the mapping is not TOML: {error}"), {"error": str(error)}),)
        ) from error
    return checked(table)


def checked(table: Table[str, Any]) -> Mapping:
    """A mapping from its parts. Raises MappingInvalid."""
    try:
        return Mapping.model_validate(table)
    except ValidationError as error:
        problems = tuple(
            Wording(N_("{place}: {problem}"), {
                "place": ".".join(map(str, fault["loc"])) or N_("mapping"),
                "problem": fault["msg"].removeprefix("Value error, "),
            })
            for fault in error.errors()
        )  # fmt: skip
        raise MappingInvalid(problems) from error


def shipped() -> dict[str, str]:
    """The mappings that come with the program, as TOML by name of file."""
    folder = files("data") / "mappings"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in found}


def _check_categories(codes: Any) -> None:
    unknown = sorted(set(codes) - categories().keys() - kinds().keys())
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: no need category")
