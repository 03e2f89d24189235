"""Keeps the README's lists of settings and commands as the program has them: `python -m webapp.readme`."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from webapp.cli import main
from webapp.settings import Settings

README = Path(__file__).parent.parent / "README.md"


def settings_table() -> str:
    """Every setting with its default and what it does."""
    rows = ["| setting | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = getattr(default, "get_secret_value", lambda default=default: default)()
        rows.append(
            f"| `LINKAGE_{name.upper()}` | {f'`{shown}`' if str(shown) else ''} | {field.description} |"
        )
    return "\n".join(rows)


def commands_table() -> str:
    """Every command with its first sentence of help."""
    rows = ["| command | does |", "| --- | --- |"]
    rows += [f"| `linkage {usage}` | {words} |" for usage, words in _commands(main, "")]
    return "\n".join(rows)


def _commands(group: click.Group, before: str) -> Iterator[tuple[str, str]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
            continue
        context = click.Context(command)
        usage = " ".join(part for part in command.collect_usage_pieces(context) if part != "[OPTIONS]")
        yield f"{before}{name} {usage}".strip(), " ".join(command.get_short_help_str(limit=200).split())


def renew(text: str) -> str:
    """The README's text with the generated parts as they ought to be."""
    for name, made in (("settings", settings_table()), ("commands", commands_table())):
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
        text, times = re.subn(
            pattern, lambda part, made=made: f"{part[1]}{made}\n{part[2]}", text, flags=re.DOTALL
        )
        if times != 1:
            raise ValueError(f"{README.name} needs one place for the {name}")
    return text


if __name__ == "__main__":
    README.write_text(renew(README.read_text(encoding="utf-8")), encoding="utf-8")
