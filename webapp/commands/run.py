"""Commands that run the program: `init`, `serve`, `worker`."""

import signal
import threading

import click
import waitress

from webapp import schema
from webapp import worker as working
from webapp.app import create_app
from webapp.settings import Settings
from webapp.state import Linkage


@click.command()
@click.pass_obj
def init(settings: Settings) -> None:
    """Creates the database, or upgrades it to this version."""
    state = Linkage(settings)
    schema.upgrade(state.engine)
    click.echo(f"The database is ready: {state.engine.url.render_as_string(hide_password=True)}")


@click.command()
@click.pass_obj
def serve(settings: Settings) -> None:
    """Answers pages, webhooks and the HTTP interface."""
    state = Linkage(settings)
    state.search.prepare()
    app = create_app(state)
    click.echo(f"Serving http://{settings.host}:{settings.port}")
    try:
        waitress.serve(app, host=settings.host, port=settings.port, threads=settings.threads)
    finally:
        state.search_book.write()


@click.command()
@click.pass_obj
def worker(settings: Settings) -> None:
    """Sends what is due, until it is told to stop."""
    stop = threading.Event()
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda *_: stop.set())
    click.echo("Working. Stop with Ctrl-C; what is under way is finished first.")
    working.run(Linkage(settings), stop=stop, poll_seconds=settings.worker_poll_seconds)
