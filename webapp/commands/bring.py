"""Commands that bring listings in and make them searchable: `import`, `index`."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlmodel import Session

from directory.change_log import Author
from directory.importing import ImportReport, PackageUnreadable, import_hsds
from directory.importing.remote import Asker, SourceUnreachable, read_source
from directory.taxonomies import standing
from directory.taxonomies.mapping import bring_in
from directory.taxonomies.meaning import main_categories
from directory.taxonomies.schemes import SchemeUnreadable, read_schemes
from webapp import schema
from webapp.settings import Settings
from webapp.state import Linkage


class Report(Protocol):
    """Told how far a long piece of work is: what, how much is done, of how much."""

    def __call__(self, what: str, done: int, total: int) -> None: ...


@contextmanager
def progress_bars() -> Iterator[Report]:
    """A bar per piece of work on the terminal; quiet where output goes to a file."""
    columns = TextColumn("{task.description:28}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, disable=not sys.stderr.isatty()) as bars:
        known = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in known:
                known[what] = bars.add_task(what, total=total)
            bars.update(known[what], completed=done, total=total)

        yield report


@click.group(name="import")
def import_group() -> None:
    """Brings listings in."""


@import_group.command()
@click.argument("source")
@click.option("--dry-run", is_flag=True, help="Only report what would happen.")
@click.option("--anew", is_flag=True, help="Read an interface from the start, whatever was read before.")
@click.pass_obj
def hsds(settings: Settings, source: str, dry_run: bool, anew: bool) -> None:
    """Reads HSDS 3: a folder or .zip of CSV or JSON, or an interface at https://…; what is there is updated.

    An interface is read page by page. A reading that was stopped goes on where it stopped, and a later one
    asks for what has changed since. Prints what was read and every row and field that could not be; exit
    status 1 if there were any.
    """
    read = _from_interface if source.startswith(("http://", "https://")) else _from_files
    state = Linkage(settings)
    schema.upgrade(state.engine)
    with state.make_session() as session, progress_bars() as progress:
        report = read(state, session, source, progress, dry_run=dry_run, anew=anew)
        if dry_run:
            session.rollback()
        else:
            session.commit()
    click.echo(report.as_text())
    if not dry_run:
        click.echo("Now make it searchable: linkage index")
    sys.exit(1 if report.problem_count else 0)


@import_group.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--name", default="", help="What to call the scheme, where the file does not say.")
@click.pass_obj
def taxonomy(settings: Settings, path: Path, name: str) -> None:
    """Reads another scheme of categories, as HSDS tables, XML, CSV or JSON, and maps it onto ours."""
    state = Linkage(settings)
    schema.upgrade(state.engine)
    with state.make_session() as session:
        try:
            schemes = read_schemes(path, name)
        except SchemeUnreadable as refusal:
            raise click.ClickException(str(refusal)) from refusal
        for scheme in schemes:
            counts = bring_in(session, scheme, by=Author("import", name=path.name), now=state.clock())
            click.echo(
                f"{counts.name}: {counts.added} terms added, {counts.changed} changed, "
                f"{counts.unchanged} unchanged; {counts.mapped} stand for one of our categories"
            )
        session.commit()


@click.command()
@click.pass_obj
def categorize(settings: Settings) -> None:
    """Puts every listing that stands under no category under the one that its words suggest."""
    state = Linkage(settings)
    schema.upgrade(state.engine)
    with state.make_session() as session, progress_bars() as progress:
        total = standing.count_uncategorized(session)
        chosen = []
        for listing in standing.all_uncategorized(session):
            codes = state.search.suggest(listing.name, listing.description, listing.terms)
            # A kind of service that is stated counts as sure; that is for a person to say.
            chosen.append((listing.service_id, main_categories(codes)))
            progress("categories", len(chosen), total)
        made = standing.fill(
            session, chosen, by=Author("program"), now=state.clock(), why="linkage categorize"
        )
        session.commit()
    click.echo(
        f"{len(chosen)} listings put under a category" if made else "Every listing stands under a category."
    )


def _from_files(
    state: Linkage, session: Session, path: str, progress: Report, *, dry_run: bool, anew: bool
) -> ImportReport:
    if anew:
        raise click.UsageError("--anew is for interfaces: files are always read whole.")
    try:
        return import_hsds(
            session,
            Path(path),
            now=state.clock(),
            dry_run=dry_run,
            progress=progress,
            commit=None if dry_run else session.commit,
        )
    except PackageUnreadable as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _from_interface(
    state: Linkage, session: Session, url: str, progress: Report, *, dry_run: bool, anew: bool
) -> ImportReport:
    commit = None if dry_run else session.commit
    with Asker(url, pause=time.sleep) as asker:
        try:
            return read_source(session, asker, now=state.clock(), commit=commit, progress=progress, anew=anew)
        except SourceUnreachable as failure:
            again = "" if dry_run else "\nWhat was read is kept. The same command goes on from there."
            raise click.ClickException(f"{failure}{again}") from failure


@click.command()
@click.pass_obj
def index(settings: Settings) -> None:
    """Builds or refreshes the search index; what did not change is not read again."""
    state = Linkage(settings)
    schema.upgrade(state.engine)
    with progress_bars() as progress:
        report = state.search.build(now=state.clock(), progress=progress)
    click.echo(f"{report.services} services at {report.offerings} places, in {report.seconds:.0f} s")
