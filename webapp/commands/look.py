"""`linkage match`: matches in the terminal."""

import json
import sys

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from directory.listings import load_listings
from directory.wording import Wording
from matcher.batch import RowError, result_rows
from matcher.reasons import FACTS
from webapp import matching
from webapp.settings import Settings
from webapp.state import Linkage


@click.command()
@click.argument("text")
@click.option("--near", help="A ZIP, 'Town, ST' or 'X County, ST'.")
@click.option("--facts", default="{}", help="What is known of the person, as JSON.")
@click.option("--radius", type=float, help="Miles; otherwise what is usual for the kind of service.")
@click.option("--limit", type=int, default=10, help="How many to show.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
@click.pass_obj
def match(
    settings: Settings,
    text: str,
    near: str | None,
    facts: str,
    radius: float | None,
    limit: int,
    as_json: bool,
) -> None:
    """Shows the services that fit TEXT, best first, with the reasons."""
    state = Linkage(settings)
    state.search.prepare()
    try:
        row = {"need": text, "near": near, "facts": json.loads(facts), "radius_miles": radius, "limit": limit}
        need = matching.need(state, row)
    except json.JSONDecodeError as error:
        raise click.ClickException(f"--facts: {error}") from error
    except RowError as error:
        raise click.ClickException(str(error)) from error
    if not state.search.ready:
        raise click.ClickException("There is no search index yet. Import listings, then run: linkage index")
    results = state.search.run(need)
    if as_json:
        click.echo(json.dumps(result_rows(results), ensure_ascii=False))
        return
    with state.make_session() as session:
        listings = load_listings(
            session, [found.service_id for found in (*results.matches, *results.not_eligible)]
        )
    table = Table(show_lines=True)
    for title in ("Service", "Miles", "Why"):
        table.add_column(title)
    for found in results.matches:
        listing = listings[found.service_id]
        table.add_row(
            Text.assemble((listing.name, "bold"), "\n", listing.organization_name),
            "" if found.distance_miles is None else f"{found.distance_miles:.1f}",
            Text("\n".join(reason.text() for reason in found.reasons)),
        )
    console = Console(file=sys.stdout)
    console.print(table if results.matches else "Nothing fits.")
    if results.question:
        fact = Wording(FACTS.get(results.question.fact, results.question.fact.replace("_", " "))).text()
        console.print(f"Ask next about {fact}: it may settle {len(results.question.settles)} of these.")
    for found in results.not_eligible[:5]:
        words = f"Not eligible: {listings[found.service_id].name}: {found.reasons[0].text()}"
        console.print(Text(words, "dim"))
