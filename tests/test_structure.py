"""Rules about the program as a whole: imports, routes, migrations, help, README, templates."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlmodel import SQLModel

from webapp import readme, schema
from webapp.app import create_app
from webapp.cli import main
from webapp.settings import Settings
from webapp.state import Linkage

ROOT = Path(__file__).parent.parent


@pytest.fixture
def app(tmp_path: Path):
    return create_app(Linkage(Settings(home=tmp_path)))


def test_imports_point_down() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if "No module named" in found.stderr:
        pytest.skip("import-linter is not installed: `make lint` holds this rule")
    assert found.returncode == 0, found.stdout


def test_every_route_needs_a_role_or_says_who_it_is_open_to(app) -> None:
    own = {"bootstrap.static"}
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in own and not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    assert silent == []


def test_every_route_that_needs_a_role_sends_visitors_to_sign_in(app) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", "")
        if access.startswith("roles") and "GET" in rule.methods:
            address = rule.build(dict.fromkeys(rule.arguments, "x"))[1]
            answer = client.get(address)
            assert answer.status_code == 302, address
            assert answer.location.startswith("/sign-in"), address


def test_there_is_one_newest_migration(engine: Engine) -> None:
    assert len(schema.heads(engine)) == 1


def test_the_migrations_make_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrations_go_back_to_nothing_and_forward_again(engine: Engine) -> None:
    schema.downgrade(engine, "base")
    schema.upgrade(engine)


def test_every_command_and_option_says_what_it_does() -> None:
    def walk(command: click.Command) -> None:
        assert command.help, command.name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{command.name} {option.name}"
        for part in getattr(command, "commands", {}).values():
            walk(part)

    walk(main)


def test_the_readme_lists_every_setting_and_command() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert readme.renew(text) == text, "run `make readme`"


def test_every_template_compiles(app) -> None:
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)
