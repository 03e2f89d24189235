"""What of a listing a provider's link and a list of proposals may show: nothing of a confidential place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from directory.tables import Proposal
from directory.verification.fields import Question
from directory.withheld import TELLING, Withheld


def questions_told(asked: Iterable[Question], withheld: Withheld) -> tuple[Question, ...]:
    """The questions without the fields that would give a confidential place away."""
    told = (
        replace(
            question,
            fields=tuple(
                field
                for field in question.fields
                if not _gives_away(withheld, field.table, field.row_id, field.name, field.value)
            ),
        )
        for question in asked
    )
    return tuple(question for question in told if question.fields)


def is_secret(proposal: Proposal, withheld: Withheld) -> bool:
    """Whether the values of a proposal would give a confidential place away."""
    values = [proposal.before, proposal.proposed]
    if isinstance(proposal.proposed, Mapping):
        hangs_on = {proposal.proposed.get("location_id"), proposal.proposed.get("service_at_location_id")}
        if hangs_on & (withheld.locations | withheld.links):
            return True
        values += proposal.proposed.values()
    row_id = proposal.row_id or ""
    return any(_gives_away(withheld, proposal.table_name, row_id, proposal.field, value) for value in values)


def _gives_away(withheld: Withheld, table: str, row_id: str, field: str, value: Any) -> bool:
    if row_id in withheld.left_out:
        return True
    if row_id in withheld.hanging and field in TELLING.get(table, ()):
        return True
    return isinstance(value, str) and withheld.streets is not None and bool(withheld.streets.search(value))
