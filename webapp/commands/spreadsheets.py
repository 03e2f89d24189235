"""Commands that bring spreadsheets in, and take what was brought in back: `import csv`, `import revert`."""

import sys
from pathlib import Path

import click

from directory.change_log import Author
from directory.importing import batches, mappings
from directory.importing.spreadsheets import (
    MappingInvalid,
    SheetUnreadable,
    files_at,
    import_sheet,
    read_mapping,
)
from webapp import schema
from webapp.settings import Settings
from webapp.state import Linkage


@click.command(name="csv")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--mapping", "-m", required=True, help="A mapping: a TOML file, or the name of one shipped or saved."
)
@click.option("--dry-run", is_flag=True, help="Only report what would happen.")
@click.pass_obj
def spreadsheet(settings: Settings, file: Path, mapping: str, dry_run: bool) -> None:
    """Reads any spreadsheet (CSV, Excel, JSON) by a mapping, as one batch that can be taken back.

    Mappings that come with the program are listed in docs/imports.md. Prints what was read, repaired and
    refused; exit status 1 if any row or field could not be taken.
    """
    state = Linkage(settings)
    schema.upgrade(state.engine)
    with state.make_session() as session:
        try:
            chosen = read_mapping(mappings.find(session, mapping))
            files = files_at(file)
            if dry_run:
                report, _ = import_sheet(
                    session, files, chosen, by=Author("import"), now=state.clock(), dry_run=True
                )
                session.rollback()
            else:
                report, batch = batches.bring_in(
                    session, files, chosen, file_name=file.name, staff_id=None, now=state.clock()
                )
                session.commit()
        except (SheetUnreadable, MappingInvalid, LookupError) as refusal:
            raise click.ClickException(str(refusal)) from refusal
    click.echo(report.as_text())
    if not dry_run:
        click.echo(
            f"Batch {batch.id}: take it back on the page Imports, or: linkage import revert {batch.id}"
        )
        click.echo("Now make it searchable: linkage index")
    sys.exit(1 if report.tables.problem_count else 0)


@click.command(name="revert")
@click.argument("batch")
@click.pass_obj
def revert_batch(settings: Settings, batch: str) -> None:
    """Takes a batch back: what it added goes, what it changed is as it was; later edits stay."""
    state = Linkage(settings)
    schema.upgrade(state.engine)
    with state.make_session() as session:
        try:
            reverted = batches.revert(session, batch, staff_id=None, now=state.clock())
        except (LookupError, batches.NotRevertable) as refusal:
            raise click.ClickException(str(refusal)) from refusal
        session.commit()
    for one in reverted.kept:
        click.echo(
            f"Kept, changed since: {one['name']} {one['table']} {one['row_id']} {one['field']}".rstrip()
        )
    click.echo("The batch is taken back.")
