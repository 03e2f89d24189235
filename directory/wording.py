"""Sentences for people are made in the lower rooms and translated in the pages: this carries them up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:
    """Marks a template for translation and returns it as it is; the message extractor looks for the name."""
    return text


def _unchanged(text: str) -> str:
    return text


@dataclass(frozen=True)
class Wording:
    """A sentence as a template and what fills it in; a value that is itself a Wording is filled in first.

    The template has named places as in `str.format`: "takes ages {low} to {high}".
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def packed(self) -> dict[str, Any]:
        """The sentence as JSON, to be kept and translated later by whoever reads it."""
        return {
            "template": self.template,
            "values": {key: _packed(value) for key, value in self.values.items()},
        }

    @staticmethod
    def unpacked(kept: Mapping[str, Any]) -> "Wording":
        """The sentence that `packed` kept."""
        return Wording(kept["template"], {key: _unpacked(value) for key, value in kept["values"].items()})

    def text(self, translate: Callable[[str], str] = _unchanged) -> str:
        """The sentence, its template put through `translate` first. Raises KeyError for a missing value."""
        return translate(self.template).format(
            **{key: _shown(value, translate) for key, value in self.values.items()}
        )


def _shown(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, Wording):
        return value.text(translate)
    if isinstance(value, tuple | list):
        return ", ".join(str(_shown(item, translate)) for item in value)
    return value


def _packed(value: object) -> object:
    if isinstance(value, Wording):
        return value.packed()
    if isinstance(value, tuple | list):
        return [_packed(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _unpacked(value: object) -> object:
    if isinstance(value, Mapping) and value.keys() == {"template", "values"}:
        return Wording.unpacked(value)
    return [_unpacked(item) for item in value] if isinstance(value, list) else value
