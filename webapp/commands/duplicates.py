"""`linkage duplicates`: looks through the whole directory for listings that are likely the same."""

import time

import click

from directory.duplicates import searches
from webapp import schema
from webapp.commands.bring import progress_bars
from webapp.settings import Settings
from webapp.state import Linkage


@click.command()
@click.pass_obj
def duplicates(settings: Settings) -> None:
    """Looks for listings that are likely the same; the pairs wait on the page Duplicates.

    What was decided about a pair stays decided. With a search index the meaning of the texts counts too.
    """
    state = Linkage(settings)
    schema.upgrade(state.engine)
    started = time.perf_counter()
    if not state.search.ready:
        click.echo("There is no search index, so names, telephones and places are compared, but no texts.")
    with state.make_session() as session:
        search = searches.ask(session, by=None, now=state.clock())
        search.started_at = state.clock()
        session.add(search)
        session.commit()
    with progress_bars() as progress:
        stored = searches.run(
            state.make_session, search.id, state.search.meanings, clock=state.clock, progress=progress
        )
    seconds = time.perf_counter() - started
    click.echo(f"{stored.waiting} pairs wait for a decision, {stored.new} of them new; {seconds:.0f} s")
    if stored.gone:
        click.echo(f"{stored.gone} pairs are no longer likely and left the queue.")
