"""Commands that take listings out for others: `export`."""

from pathlib import Path

import click

from directory.database import snapshot
from directory.exporting import FolderTaken, export_hsds
from webapp import schema
from webapp.commands.bring import progress_bars
from webapp.settings import Settings
from webapp.state import Linkage


@click.group(name="export")
def export_group() -> None:
    """Takes listings out for others."""


@export_group.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def hsds(settings: Settings, folder: Path) -> None:
    """Writes the directory as an HSDS 3.2.3 data package of CSV files; an earlier export there is replaced.

    Confidential addresses stay here. The same listings give the same files, byte for byte.
    """
    state = Linkage(settings)
    schema.upgrade(state.engine)
    with snapshot(state.engine) as session, progress_bars() as progress:
        try:
            counts = export_hsds(session, folder, progress=progress)
        except FolderTaken as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except OSError as error:
            raise click.ClickException(f"{folder} cannot be written: {error.strerror}") from error
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables in {folder}")
