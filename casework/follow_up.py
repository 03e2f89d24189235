"""How long to wait before asking, by urgency of the service and intensity of the plan."""

import re
import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from casework.tables import Referral

_SPAN = re.compile(r"(\d+)([hd])")


@cache
def _schedule() -> dict[str, Any]:
    return tomllib.loads(files("data").joinpath("follow_up/schedule.toml").read_text("utf-8"))


def span(written: str) -> timedelta:
    """`6h` or `3d` as a span of time; raises ValueError for anything else."""
    found = _SPAN.fullmatch(written)
    if found is None:
        raise ValueError(f"a span is written 6h or 3d, not {written!r}")
    return timedelta(hours=int(found[1])) if found[2] == "h" else timedelta(days=int(found[1]))


def urgency(referral: Referral) -> str:
    """`urgent`, `soon` or `usual`, by the category and by words in the service's name."""
    name = referral.service_name.lower()
    for kind in ("urgent", "soon"):
        row = _schedule()[kind]
        if referral.category in row["categories"] or any(word in name for word in row["words"]):
            return kind
    return "usual"


def first_after(referral: Referral, intensity: str) -> timedelta:
    """From the referral to the first question; `intensity` is one of casework.tables.INTENSITIES."""
    return span(_schedule()[urgency(referral)]["first"][intensity])


def nudge_after(referral: Referral, intensity: str) -> timedelta:
    """From a text that got no answer to the next one."""
    return span(_schedule()[urgency(referral)]["nudge"][intensity])


def again_after(label: str) -> timedelta:
    """From an answer with this label to the next question."""
    return span(_schedule()["again"][label])


def answer_waits() -> timedelta:
    """The pause before a question that waited until another one was answered."""
    return span(_schedule()["answer_waits"])


def nudges() -> int:
    """How many more texts follow one that gets no answer."""
    return int(_schedule()["nudges"])


def texts_per_week() -> int:
    """How many check-ins one client gets in any seven days."""
    return int(_schedule()["texts_per_week"])
