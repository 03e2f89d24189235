"""`linkage batch`: JSON Lines in, JSON Lines out, by the same functions as the pages and the webhook."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from chat.replies import read_reply
from matcher.batch import question_row, result_rows
from matcher.eligibility.reader import read as read_eligibility
from webapp import matching
from webapp.settings import Settings
from webapp.state import Linkage

Row = dict[str, Any]


@click.group()
def batch() -> None:
    """Reads a file of JSON Lines and writes one: a bad line is reported, the rest goes on."""


def _command(name: str, help_text: str) -> Callable[[Callable[[Linkage, Row], Row]], click.Command]:
    def make(answer_row: Callable[[Linkage, Row], Row]) -> click.Command:
        @batch.command(name, help=help_text)
        @click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
        @click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
        @click.pass_obj
        def command(settings: Settings, source: Path, target: Path) -> None:
            sys.exit(1 if _run(Linkage(settings), answer_row, source, target) else 0)

        return command

    return make


def _run(state: Linkage, answer_row: Callable[[Linkage, Row], Row], source: Path, target: Path) -> int:
    """Answers every line that can be answered; returns how many could not."""
    bad = 0
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if not isinstance(row, dict) or "id" not in row:
                    raise ValueError("expected an object with an id")
                answered = {"id": row["id"], **answer_row(state, row)}
            except (ValueError, KeyError) as error:
                words = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                click.echo(f"{source}, line {number}: {words}", err=True)
                bad += 1
            else:
                out.write(json.dumps(answered, ensure_ascii=False) + "\n")
    return bad


@_command("match", "Needs in, matches out.")
def match(state: Linkage, row: Row) -> Row:
    """One need."""
    if not state.search.ready:
        raise click.ClickException("There is no search index yet. Import listings, then run: linkage index")
    started = time.perf_counter()
    found = state.search.run(matching.need(state, row))
    results, question = result_rows(found), question_row(found)
    return {"results": results, "question": question, "ms": round((time.perf_counter() - started) * 1000, 1)}


@_command("eligibility", "Eligibility texts in, criteria out.")
def eligibility(_state: Linkage, row: Row) -> Row:
    """One text."""
    readings = read_eligibility(row["text"])
    return {
        "criteria": [str(reading.criterion) for reading in readings],
        "spans": [[reading.start, reading.end] for reading in readings],
    }


@_command("needs", "What caseworkers type in, what it says out.")
def needs(state: Linkage, row: Row) -> Row:
    """One message."""
    said = matching.heard(state, row["text"], row.get("context"))
    return {
        "needs": list(said.needs),
        "facts": said.facts,
        "near": said.near,
        "radius_miles": said.radius_miles,
        "when": said.when,
        "avoid": list(said.avoid),
    }


@_command("replies", "Clients' replies in, what they say out.")
def replies(_state: Linkage, row: Row) -> Row:
    """One reply."""
    heard = read_reply(row["text"], asked=row.get("asked"), lang=row.get("lang"))
    return {
        "label": heard.label,
        "barriers": list(heard.barriers),
        "listing_problems": list(heard.listing_problems),
        "confidence": heard.confidence,
    }
