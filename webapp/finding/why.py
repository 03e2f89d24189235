"""Why services stand in the order they do, in parts that a person can weigh."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from matcher.ranking import weights

# Signals that say the same thing to a person stand together.
_TITLES = (
    (_l("Kind of service"), ("kind", "focus", "category")),
    (_l("Your words in the listing"), ("own_words", "about_words")),
    (_l("Meaning of the listing"), ("own_meaning", "about_meaning")),
    (_l("Nearness"), ("near", "reach")),
    (_l("Eligible for certain"), ("fits",)),
    (_l("Made for people like this"), ("group",)),
    (_l("Open when wanted"), ("open",)),
    (_l("Room now"), ("room",)),
    (_l("Language"), ("language",)),
    (_l("Verified lately"), ("fresh",)),
    (_l("Earlier referrals of people like this"), ("outcomes",)),
)


@dataclass(frozen=True)
class Share:
    """How much of what speaks for a service comes from one reason, in percent."""

    title: str
    percent: int


def shares(signals: Mapping[str, float]) -> tuple[Share, ...]:
    """The reasons for a match's place, largest first; what speaks against it is not among them."""
    weight = weights().signals
    worth = [
        (str(title), sum(max(weight.get(name, 0.0) * signals.get(name, 0.0), 0.0) for name in names))
        for title, names in _TITLES
    ]
    total = sum(value for _title, value in worth)
    if total <= 0:
        return ()
    made = [Share(title, round(100 * value / total)) for title, value in worth]
    return tuple(sorted((share for share in made if share.percent > 0), key=lambda share: -share.percent))
