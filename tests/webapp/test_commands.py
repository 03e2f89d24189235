"""The commands do what the README says, on the sample community, and name what is wrong with bad input."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data.sample_community.build import PACKAGE
from tests.directory.interface import Interface, served
from webapp.cli import main

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the sample community imported and indexed."""
    folder = tmp_path_factory.mktemp("home")
    for arguments in (["init"], ["import", "hsds", str(PACKAGE)], ["index"]):
        result = CliRunner().invoke(main, arguments, env={"LINKAGE_HOME": str(folder)})
        assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def run(home: Path) -> Run:
    return lambda *arguments: CliRunner().invoke(
        main, [str(argument) for argument in arguments], env={"LINKAGE_HOME": str(home)}
    )


def batch(run: Run, folder: Path, kind: str, *lines: str) -> tuple[Result, list[dict]]:
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    result = run("batch", kind, source, target)
    return result, [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_a_dry_run_reports_and_leaves_nothing(tmp_path: Path) -> None:
    env = {"LINKAGE_HOME": str(tmp_path)}
    result = CliRunner().invoke(main, ["import", "hsds", str(PACKAGE), "--dry-run"], env=env)
    assert result.exit_code == 0
    assert "service" in result.output
    result = CliRunner().invoke(main, ["index"], env=env)
    assert result.output.startswith("0 services")


def test_what_is_no_package_is_named(run: Run, tmp_path: Path) -> None:
    result = run("import", "hsds", tmp_path)
    assert result.exit_code == 1
    assert str(tmp_path) in result.output


def test_an_export_is_written_and_a_folder_with_other_things_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("export", "hsds", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "of 24 tables" in result.output
    assert len(list((tmp_path / "out").glob("*.csv"))) == 24
    (tmp_path / "out" / "letter.txt").write_text("Dear", encoding="utf-8")
    result = run("export", "hsds", tmp_path / "out")
    assert result.exit_code == 1
    assert "letter.txt" in result.output


def test_an_interface_is_read_and_one_that_fails_says_that_the_rest_is_kept(tmp_path: Path) -> None:
    owner = {"id": "11111111-1111-4111-8111-111111111111", "name": "Hope", "description": "x"}
    beds = {"id": owner["id"], "name": "Beds", "status": "active", "organization": owner, "phones": []}
    env = {"LINKAGE_HOME": str(tmp_path)}
    with served(Interface({"services": [beds]})) as interface:
        arguments = ["import", "hsds", f"{interface.url}/"]
        result = CliRunner().invoke(main, [*arguments, "--dry-run"], env=env)
        assert result.exit_code == 0, result.output
        for wanted in ("service 1 1 0 0 0", "service 1 0 0 1 0"):
            result = CliRunner().invoke(main, arguments, env=env)
            assert result.exit_code == 0
            assert wanted in " ".join(result.output.split())
        interface.first = lambda path, query: (401, {}, {})
        result = CliRunner().invoke(main, arguments, env=env)
        assert result.exit_code == 1
        assert "status 401" in result.output
        assert "goes on from there" in result.output
    result = CliRunner().invoke(main, ["import", "hsds", str(PACKAGE), "--anew"], env=env)
    assert result.exit_code == 2


def test_a_faulty_row_is_named_and_the_exit_status_is_1(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "organizations.csv").write_text(
        "id,name,description\n6f1c2d3e-0000-4000-8000-000000000001,Hope,x\n", encoding="utf-8"
    )
    (package / "services.csv").write_text(
        "id,organization_id,name,status\n"
        "6f1c2d3e-0000-4000-8000-000000000002,6f1c2d3e-0000-4000-8000-000000000001,Beds,active\n"
        "6f1c2d3e-0000-4000-8000-000000000003,6f1c2d3e-0000-4000-8000-000000000001,,active\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(
        main, ["import", "hsds", str(package)], env={"LINKAGE_HOME": str(tmp_path / "home")}
    )
    assert result.exit_code == 1
    assert "services.csv row 3" in result.output
    assert "name" in result.output


def test_without_an_index_a_search_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["match", "food"], env={"LINKAGE_HOME": str(tmp_path)})
    assert result.exit_code == 1
    assert "linkage index" in result.output


def test_match_shows_services_with_reasons(run: Run) -> None:
    result = run("match", "sober housing for a mother with two kids near New Britain", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found[0]["eligibility"] != "not_eligible"
    assert found[0]["reasons"]
    assert "Sober" in run("match", "sober housing for a mother with two kids near New Britain").output


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--near", "Nowhereville, CT"], "Nowhereville"),
        (["--facts", "{"], "--facts"),
        (["--facts", '{"age": "old"}'], "age"),
    ],
)
def test_match_names_what_it_cannot_read(run: Run, options: list[str], names: str) -> None:
    result = run("match", "food", *options)
    assert result.exit_code == 1
    assert names in result.output


def test_batch_match_answers_in_the_agreed_shape_with_those_that_do_not_fit_last(
    run: Run, tmp_path: Path
) -> None:
    line = {
        "id": "a",
        "need": "sober living",
        "facts": {"gender": "man"},
        "near": "06051",
        "limit": 20,
    }
    result, (answer,) = batch(run, tmp_path, "match", json.dumps(line))
    assert result.exit_code == 0
    assert answer["ms"] > 0
    wanted = {"service_id", "score", "eligibility", "missing_facts", "distance_miles", "reasons"}
    assert all(wanted <= set(row) for row in answer["results"])
    order = [row["eligibility"] == "not_eligible" for row in answer["results"]]
    assert True in order
    assert order == sorted(order)


def test_a_bad_line_is_named_and_the_rest_goes_on(run: Run, tmp_path: Path) -> None:
    result, answers = batch(
        run,
        tmp_path,
        "match",
        '{"id": "a", "need": "food", "near": "06051"}',
        "{nonsense",
        '{"id": "c"}',
        '{"id": "d", "need": "food", "near": "Nowhereville, CT"}',
        "",
        '{"id": "e", "need": "food", "near": "Hartford, CT", "unknown": 1}',
    )
    assert result.exit_code == 1
    assert [answer["id"] for answer in answers] == ["a", "e"]
    for number in (2, 3, 4):
        assert f"line {number}:" in result.output


def test_batch_eligibility_gives_criteria_with_their_places(run: Run, tmp_path: Path) -> None:
    text = "Women 18 and older with children. Must be 30 days sober."
    _result, (answer,) = batch(run, tmp_path, "eligibility", json.dumps({"id": "x", "text": text}))
    assert {"gender:in:woman", "age:min:18", "days_sober:min:30"} <= set(answer["criteria"])
    assert all(0 <= start < end <= len(text) for start, end in answer["spans"])


def test_batch_needs_and_replies_read_as_the_product_does(run: Run, tmp_path: Path) -> None:
    _result, (need,) = batch(
        run, tmp_path, "needs", '{"id": "n", "text": "food pantry in Hartford CT tonight"}'
    )
    assert (need["needs"], need["near"], need["when"]) == (["food"], "Hartford, CT", "tonight")
    _result, (reply,) = batch(
        run, tmp_path, "replies", '{"id": "r", "asked": "Did you connect?", "text": "STOP"}'
    )
    assert reply["label"] == "opt_out"


def test_duplicates_are_looked_for_and_said(run: Run) -> None:
    result = run("duplicates")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("1 pairs wait for a decision, 1 of them new")
    assert run("duplicates").output.startswith("1 pairs wait for a decision, 0 of them new")
