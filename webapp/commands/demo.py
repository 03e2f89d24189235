"""`linkage demo`: sample community, server, worker and simulator in one process, nothing to set up."""

import shutil
import socket
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import waitress
from pydantic import SecretStr
from sqlmodel import select

from casework import sample
from casework.tables import Staff
from data.sample_community.build import build
from directory import sample as upkeep
from directory.importing import import_hsds
from webapp import schema, worker
from webapp.app import create_app
from webapp.commands.bring import progress_bars
from webapp.settings import Settings
from webapp.state import Linkage, SampleLogin

# Known to everybody who reads this, so the demo listens on this machine only and keeps a folder of its own.
PASSWORD = "linkage-demo"  # noqa: S105


@click.command()
@click.option("--fresh", is_flag=True, help="Forget what was done in the demo and start anew.")
@click.option("--port", type=int, help="Port to listen on; otherwise 8000 or the next free one.")
@click.pass_obj
def demo(settings: Settings, fresh: bool, port: int | None) -> None:
    """Starts Linkage with a fictional community: address and sample logins are printed."""
    home = settings.home / "demo"
    port = port or _free_port(settings.port)
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    state = Linkage(
        settings.model_copy(
            update={
                "home": home,
                # Links in mail lead here.
                "host": "127.0.0.1",
                "port": port,
                "database_url": "",
                "twilio_account_sid": "",
                "twilio_auth_token": SecretStr(""),
                "secret_key": SecretStr(""),
                "public_url": "",
                "smtp_host": "",
            }
        ),
        sample_logins=logins(),
    )
    fill(state)
    app = create_app(state)
    stop = threading.Event()
    working = threading.Thread(target=worker.run, args=(state,), kwargs={"stop": stop, "poll_seconds": 2.0})
    working.start()
    _greet(f"http://127.0.0.1:{port}")
    try:
        waitress.serve(app, host="127.0.0.1", port=port, threads=settings.threads, _quiet=True)
    finally:
        stop.set()
        working.join()
        state.search_book.write()


def fill(state: Linkage) -> None:
    """Brings the sample community and caseload into an empty demo; does nothing in one that is full."""
    schema.upgrade(state.engine)
    with state.make_session() as session:
        if sample.is_loaded(session):
            return
        with progress_bars() as progress:
            with TemporaryDirectory() as folder:
                # Built anew, so that "verified 40 days ago" is true today.
                build(target=Path(folder), reference=state.clock().date())
                report = import_hsds(session, Path(folder), now=state.clock(), progress=progress)
            if report.problem_count:
                raise click.ClickException(report.as_text())
            session.commit()
            state.search.build(now=state.clock(), progress=progress)
        agency = sample.load(
            session, passwords={login.username: PASSWORD for login in logins()}, now=state.clock()
        )
        staff_ids = {row.username: row.id for row in session.exec(select(Staff))}
        upkeep.load(session, now=state.clock(), zone=agency.time_zone, staff_ids=staff_ids)
        session.commit()


def logins() -> tuple[SampleLogin, ...]:
    """The sample staff, each with the demo's password."""
    return tuple(
        SampleLogin(person["username"], PASSWORD, person["name"], person["role"])
        for person in sample.people()
    )


def _free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise click.ClickException(f"No free port from {wanted} to {wanted + 49}. Choose one with --port.")


def _greet(address: str) -> None:
    click.echo(f"\nLinkage is ready: {address}\n")
    click.echo(f"Sample logins, all with the password {PASSWORD}:")
    for login in logins():
        click.echo(f"  {login.username:12} {login.name}, {login.role.replace('_', ' ')}")
    click.echo(f"\nThe clients' phones: {address}/simulator")
    click.echo(
        "Everything and everybody in it is fictional. Stop with Ctrl-C; `linkage demo --fresh` starts anew.\n"
    )
