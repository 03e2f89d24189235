"""The states of a referral and the steps between them, as FHIR Task has them in SDOH Clinical Care 3.0.0."""

from directory.wording import N_

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"requested", "cancelled"}),
    "requested": frozenset({"accepted", "rejected", "cancelled"}),
    "accepted": frozenset({"in-progress", "on-hold", "completed", "failed", "cancelled"}),
    "in-progress": frozenset({"completed", "failed", "cancelled"}),
    "on-hold": frozenset({"in-progress", "completed", "failed", "cancelled"}),
    "completed": frozenset(),
    "failed": frozenset(),
    "rejected": frozenset(),
    "cancelled": frozenset(),
    "entered-in-error": frozenset(),
}

ENDED = frozenset({"completed", "failed", "rejected", "cancelled", "entered-in-error"})

TITLES: dict[str, str] = {
    "draft": N_("Draft"),
    "requested": N_("Waiting for an answer"),
    "accepted": N_("Accepted"),
    "in-progress": N_("Under way"),
    "on-hold": N_("On hold"),
    "completed": N_("Connected"),
    "failed": N_("Did not work out"),
    "rejected": N_("Turned away"),
    "cancelled": N_("Cancelled"),
    "entered-in-error": N_("Entered by mistake"),
}


def allowed(from_state: str) -> frozenset[str]:
    """The states that a referral in `from_state` may move to; any may be marked as entered in error."""
    if from_state == "entered-in-error":
        return frozenset()
    return TRANSITIONS[from_state] | {"entered-in-error"}
