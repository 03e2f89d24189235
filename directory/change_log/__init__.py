"""The change log: who changed what in the directory, when, from what to what and why, and how to undo it."""

from directory.change_log.authors import Author
from directory.change_log.history import Change, Difference, about, history, recent
from directory.change_log.recording import changing, record_rows
from directory.change_log.undoing import ChangedSince, Clash, undo

__all__ = [
    "Author",
    "Change",
    "ChangedSince",
    "Clash",
    "Difference",
    "about",
    "changing",
    "history",
    "recent",
    "record_rows",
    "undo",
]
