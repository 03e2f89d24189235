"""The HSDS interface against the standard's own schemas and against its OpenAPI documents.

The schemas are taken strictly: what they do not name must not be there. Schemathesis then makes up requests,
sound and unsound, from the standard's document and from ours.
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlmodel import Session, SQLModel
from werkzeug.serving import make_server

from directory.database import make_engine
from directory.importing import import_hsds
from tests.conftest import NOW, SHARED
from tests.directory.listing_of import listing_of
from webapp.app import create_app
from webapp.settings import Settings
from webapp.state import Linkage

SCHEMAS = SHARED / "standards" / "hsds-3.2.3" / "schema"
SAMPLE = Path(__file__).parents[2] / "data" / "sample_community" / "hsds"
TABLES = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


@contextmanager
def filled(home: Path, *packages: Path) -> Iterator[Flask]:
    """The application over some packages and two listings with a row in almost every table."""
    engine = make_engine(f"sqlite:///{home / 'linkage.db'}")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for package in packages:
            import_hsds(session, package, now=NOW)
        listing_of(session, "Food", term="food", area="New Britain")
        listing_of(session, "Safe harbor", term="housing", confidential=True)
        session.commit()
    yield create_app(Linkage(Settings(home=home, twilio_account_sid=""), engine=engine))
    engine.dispose()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with filled(tmp_path_factory.mktemp("hsds"), SAMPLE) as app:
        yield app.test_client()


def compiled(name: str, *, strict: bool, short: bool = False) -> dict[str, Any]:
    """A schema of the standard with the others that it names inside it; `short` is without its lists."""
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    for field, inner in list(schema["properties"].items()):
        if short and inner.get("type") == "array":
            del schema["properties"][field]
        elif "$ref" in inner:
            schema["properties"][field] = compiled(inner["$ref"], strict=strict, short=short)
        elif "$ref" in inner.get("items", {}):
            inner["items"] = compiled(inner["items"]["$ref"], strict=strict, short=short)
    if strict:
        schema["additionalProperties"] = False
    return schema


@pytest.mark.parametrize("resource", list(TABLES))
def test_every_record_fits_the_standards_schema_to_the_letter(browser: FlaskClient, resource: str) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("the standard is not on this machine (LINKAGE_SHARED)")
    schema = compiled(f"{TABLES[resource]}.json", strict=True)
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    full = "" if resource.startswith("taxonom") else "&full=true"
    for form in {"", full}:
        lines = browser.get(f"/hsds/{resource}?format=ndjson{form}").text.splitlines()
        assert len(lines) > 1
        faults = [error.message for line in lines for error in checker.iter_errors(json.loads(line))]
        assert faults == []
    one = browser.get(f"/hsds/{resource}/{json.loads(lines[0])['id']}").get_json()
    assert list(checker.iter_errors(one)) == []


@pytest.mark.parametrize("resource", list(TABLES))
def test_every_record_fits_our_own_document(browser: FlaskClient, resource: str) -> None:
    document = browser.get("/hsds/openapi.json").get_json()
    schema = {**document, "$ref": f"#/components/schemas/{TABLES[resource]}"}
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    full = "" if resource.startswith("taxonom") else "&full=true&full_service=true"
    full = full.replace("&full_service=true", "") if resource == "services" else full
    for line in browser.get(f"/hsds/{resource}?format=ndjson{full}").text.splitlines():
        assert [error.message for error in checker.iter_errors(json.loads(line))] == []


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The interface over few listings, on a port of this machine."""
    with filled(tmp_path) as app:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.port}/hsds"
        server.shutdown()
        thread.join()
        server.server_close()


def standards_document(folder: Path) -> Path:
    """The standard's OpenAPI document beside the compiled schemas that it names."""
    if not SCHEMAS.is_dir():
        pytest.skip("the standard is not on this machine (LINKAGE_SHARED)")
    (folder / "compiled").mkdir()
    for file in SCHEMAS.glob("*.json"):
        (folder / file.name).write_bytes(file.read_bytes())
    for name in ("service", "organization", "service_at_location"):
        for ending, short in ((".json", False), ("_list.json", True)):
            text = json.dumps(compiled(f"{name}.json", strict=False, short=short))
            (folder / "compiled" / f"{name}{ending}").write_text(text, encoding="utf-8")
    return folder / "openapi.relative.json"


@pytest.mark.parametrize("whose", ["ours", "the standard's"])
def test_no_request_that_a_document_allows_or_forbids_breaks_it(
    address: str, tmp_path: Path, whose: str
) -> None:
    schemathesis = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    if schemathesis is None:
        pytest.skip("schemathesis is not installed (linkage[test])")
    document = f"{address}/openapi.json" if whose == "ours" else str(standards_document(tmp_path))
    checks = "not_a_server_error,content_type_conformance,response_schema_conformance"
    found = subprocess.run(
        [
            schemathesis,
            "run",
            document,
            f"--url={address}",
            "--include-method=GET",
            f"--checks={checks}",
            "--max-examples=8",
            "--phases=coverage,fuzzing",
            "--seed=1",
            "--no-color",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert found.returncode == 0, found.stdout + found.stderr
