"""The program as it is measured: its state over a folder, its sentence model, and a clock that stands."""

from datetime import UTC, datetime
from pathlib import Path

from matcher.embedding import OnnxEmbedder
from webapp.settings import Settings
from webapp.state import Linkage

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
"""A Tuesday morning: the same answers come out whenever the figures are taken."""


def linkage_at(home: Path) -> Linkage:
    """The program over the database and the index of a folder, whatever the environment says."""
    settings = Settings(home=home, database_url=f"sqlite:///{(home / 'linkage.db').resolve()}")
    return Linkage(settings, clock=lambda: NOW)


def sentence_model() -> OnnxEmbedder:
    """The sentence model with as many threads as the program gives it for a search."""
    return OnnxEmbedder(threads=1)
