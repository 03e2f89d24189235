"""Batches taken back: the directory is as it was, but for what somebody changed since."""

import csv
import io
import random
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from directory.importing import batches
from directory.tables import Address, ChangeSet, ImportBatch, Organization, Phone, Service
from tests.conftest import NOW
from tests.directory.spreadsheets.making import PANTRIES, bring, csv_of, dump, edit, mapping

LATER = NOW + timedelta(hours=5)


def batch_of(session: Session, *rows: dict[str, str]) -> ImportBatch:
    _, batch = batches.bring_in(
        session, csv_of(*rows), mapping(), file_name="pantries.csv", staff_id="cora", now=NOW
    )
    session.commit()
    return batch


def revert(session: Session, batch: ImportBatch) -> batches.Reverted:
    reverted = batches.revert(session, batch.id, staff_id="cora", now=LATER)
    session.commit()
    session.expire_all()
    return reverted


def test_a_batch_says_who_brought_what_and_how_it_went(session: Session) -> None:
    batch = batch_of(session, *PANTRIES, {"id": "3", "name": ""})
    assert (batch.file_name, batch.made_by, batch.mapping_name) == ("pantries.csv", "cora", "Pantries")
    assert (batch.counts["read"], batch.counts["refused"], batch.counts["listings"]) == (3, 1, 2)
    rows = list(csv.reader(io.StringIO(batches.problems_csv(batch.problems, lambda text: text))))
    assert rows == [
        ["row", "field", "problem", "refused"],
        ["4", "service.name", "the row has no name", "yes"],
    ]
    assert [row.id for row in batches.recent(session)] == [batch.id]


def test_a_problem_that_begins_like_a_formula_is_no_formula_in_the_download(session: Session) -> None:
    batch = batch_of(session, {**PANTRIES[0], "phone": "=HYPERLINK()"})
    text = batches.problems_csv(batch.problems, lambda text: text)
    assert "=HYPERLINK" in text
    assert not any(line.split(",")[2].startswith(('"=', "=")) for line in text.splitlines())


@pytest.mark.parametrize("seed", range(3))
def test_taking_a_batch_back_restores_the_directory_byte_for_byte(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    first = [
        {"id": str(n), "name": f"Place {n}", "phone": f"860-555-01{n:02d}", "street": f"{n} Elm St",
         "city": "Hartford", "state": "CT", "zip": "06103", "hours": "Mon 9-5; Sat 10-2", "about": "Food"}
        for n in range(8)
    ]  # fmt: skip
    batch_of(session, *first)
    before = dump(session)
    changes = ({"phone": "860-555-0199 / 860-555-0198"}, {"hours": "Mon 9-5"}, {"street": "", "zip": ""},
               {"about": "Meals"}, {"hidden": "yes"}, {"name": "Renamed"}, {"phone": "none"})  # fmt: skip
    second = [{**row, **chance.choice(changes)} for row in first if chance.random() < 0.7]
    second += [{**first[0], "id": f"new {n}", "name": f"New {n}"} for n in range(3)]
    batch = batch_of(session, *second)
    assert dump(session) != before
    reverted = revert(session, batch)
    assert reverted.kept == ()
    assert dump(session) == before


def test_taking_the_first_batch_back_leaves_nothing(session: Session) -> None:
    empty = dump(session)
    revert(session, batch_of(session, *PANTRIES))
    assert dump(session) == empty


def test_a_listing_that_was_edited_since_stays_whole_and_is_named(session: Session) -> None:
    batch = batch_of(session, *PANTRIES)
    service = session.exec(select(Service).where(Service.name == "Harbor Pantry")).one()
    edit(session, service, description="Ring the bell")
    reverted = revert(session, batch)
    assert [one["name"] for one in reverted.kept] == ["Harbor Pantry"]
    assert session.exec(select(Service.name)).all() == ["Harbor Pantry"]
    assert session.exec(select(Phone.number)).all() == ["(860) 555-0101"]
    assert session.exec(select(Address.address_1)).all() == ["1 Pier Rd"]
    assert session.exec(select(Organization.name)).all() == ["Harbor Pantry"]
    assert session.get(ImportBatch, batch.id).kept == list(reverted.kept)


def test_an_older_listing_gets_its_fields_back_but_for_those_edited_since(session: Session) -> None:
    batch_of(session, {**PANTRIES[0], "about": "Food"})
    batch = batch_of(session, {**PANTRIES[0], "about": "Meals", "phone": "860-555-0166"})
    service = session.exec(select(Service)).one()
    edit(session, service, description="Meals, and clothes")
    reverted = revert(session, batch)
    assert [(one["field"], one["name"]) for one in reverted.kept] == [("description", "Harbor Pantry")]
    assert session.exec(select(Phone.number)).all() == ["(860) 555-0101"]
    assert session.exec(select(Service.description)).all() == ["Meals, and clothes"]


def test_a_batch_that_a_later_one_built_on_keeps_those_listings(session: Session) -> None:
    first = batch_of(session, *PANTRIES)
    second = batch_of(session, {**PANTRIES[0], "phone": "860-555-0166"})
    assert [one["name"] for one in revert(session, first).kept] == ["Harbor Pantry"]
    revert(session, second)
    assert session.exec(select(Phone.number)).all() == ["(860) 555-0101"]


def test_a_batch_is_taken_back_once(session: Session) -> None:
    batch = batch_of(session, *PANTRIES)
    revert(session, batch)
    with pytest.raises(batches.NotRevertable):
        batches.revert(session, batch.id, staff_id="cora", now=LATER)
    with pytest.raises(LookupError):
        batches.revert(session, "nothing", staff_id="cora", now=LATER)


def test_a_batch_that_changed_nothing_cannot_be_taken_back(session: Session) -> None:
    batch_of(session, *PANTRIES)
    again = batch_of(session, *PANTRIES)
    assert again.change_set_id is None
    with pytest.raises(batches.NotRevertable):
        batches.revert(session, again.id, staff_id="cora", now=LATER)


def test_what_was_taken_back_can_be_brought_in_again(session: Session) -> None:
    revert(session, batch_of(session, *PANTRIES))
    report, _ = bring(session, *PANTRIES)
    assert report.tables.tables["service"].inserted == 2
    assert len(session.exec(select(Service)).all()) == 2
    assert session.exec(select(ChangeSet).where(ChangeSet.kind == "undo")).all()
