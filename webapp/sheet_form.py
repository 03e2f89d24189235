"""Reads the call sheet: for each question "true" or "changed", and the values of what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from directory.availability import RoomRefused
from directory.verification.fields import Question
from directory.verification.typed import Wish, read
from webapp import room_form
from webapp.room_form import RoomTyped

YES, CHANGED = "yes", "changed"


@dataclass(frozen=True)
class Sheet:
    """What was answered; `problems` by question or field says what cannot be kept."""

    answers: Mapping[str, str]
    wishes: tuple[Wish, ...]
    room: RoomTyped | None
    provider_name: str
    provider_title: str
    note: str
    problems: Mapping[str, str] = field(default_factory=dict)


def read_sheet(asked: Sequence[Question], form: MultiDict[str, str]) -> Sheet:
    """The sheet as it was sent. Every question needs an answer, and every change says what it is now."""
    answers = {question.key: form.get(f"q.{question.key}", "") for question in asked}
    typed = {key: list(values) for key, values in form.lists()}
    problems: dict[str, str] = {}
    wishes: list[Wish] = []
    for question in asked:
        answer = answers[question.key]
        if answer not in (YES, CHANGED):
            problems[question.key] = _("Not answered yet: is it true, or has it changed?")
        elif answer == CHANGED:
            changed, wrong = read(question.fields, typed)
            wishes += changed
            problems |= {key: _(words) for key, words in wrong.items()}
            if not changed and not wrong:
                problems[question.key] = _("What changed? Write it below, or answer that it is true.")
    room = None
    try:
        room = room_form.read(form)
    except RoomRefused as refusal:
        problems["room"] = _(str(refusal))
    name, title = form.get("provider_name", "").strip(), form.get("provider_title", "").strip()
    if not name:
        problems["provider_name"] = _("Write the name of the person who answered.")
    if not title:
        problems["provider_title"] = _("Write their title, such as intake worker.")
    return Sheet(answers, tuple(wishes), room, name, title, form.get("note", "").strip(), problems)
