"""The command `linkage`."""

import click

from webapp.commands import batch, bring, demo, duplicates, look, publish, run, spreadsheets, tune
from webapp.settings import Settings

# Commands of a group that stand in a file of their own.
bring.import_group.add_command(spreadsheets.spreadsheet)
bring.import_group.add_command(spreadsheets.revert_batch)


@click.group()
@click.version_option(package_name="linkage")
@click.pass_context
def main(context: click.Context) -> None:
    """From a need in a care plan to a confirmed connection with a community service."""
    context.obj = Settings()


main.add_command(demo.demo)
main.add_command(run.init)
main.add_command(run.serve)
main.add_command(run.worker)
main.add_command(bring.import_group)
main.add_command(publish.export_group)
main.add_command(bring.index)
main.add_command(bring.categorize)
main.add_command(duplicates.duplicates)
main.add_command(look.match)
main.add_command(batch.batch)
main.add_command(tune.tune)
