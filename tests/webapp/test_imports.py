"""The import pages: who may open them, from upload to revert, and what they say when something is wrong."""

import http.server
import io
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from directory.importing.feeds import FeedUnreachable
from directory.tables import ImportBatch, ImportFeed, ImportMapping, ImportUpload, Phone, Service
from tests import factories
from tests.conftest import NOW
from tests.webapp.conftest import PASSWORD_HASH, Desk
from webapp import worker
from webapp.feed_fetching import FeedFetcher, on_the_internet
from webapp.importing import uploads

LIST = """Agency Name,Program Name,Adress,City,State,Zip,Telephone,Contact Person
Bay Aid,Harbor Pantry,1 Pier Rd,New Britain,CT,6051,860-555-0101,Bob Quill
Bay Aid,Mill Kitchen,2 Mill St,Hartford,CT,06103,ask inside,Ann Fenn
,,,,,,860-555-0103,
"""


@pytest.fixture
def coordinator(desk: Desk) -> FlaskClient:
    """A browser with a coordinator before it."""
    with desk.session() as session:
        factories.worker(session, username="cora", role="coordinator", password_hash=PASSWORD_HASH)
        session.commit()
    return desk.sign_in("cora")


def send(browser: FlaskClient, text: str = LIST, name: str = "bay.csv") -> str:
    """Uploads a file; the address of its mapping."""
    answer = browser.post("/imports/upload", data={"file": (io.BytesIO(text.encode()), name)})
    assert answer.status_code == 302
    return str(answer.location)


def answers(page: str, **more: str) -> dict[str, str]:
    """The mapping form as the page offers it."""
    chosen = {}
    for name, options in re.findall(
        r'<select[^>]*name="((?:to|as)-\d+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        found = re.search(r'value="([^"]*)" selected', options)
        chosen[name] = found[1] if found else ""
    return {**chosen, "key": "", "category": "food", "state": "", "name": "Bay list", **more}


def test_a_spreadsheet_goes_from_upload_to_import_and_back(desk: Desk, coordinator: FlaskClient) -> None:
    mapping = send(coordinator)
    page = coordinator.get(mapping).text
    form = answers(page)
    assert {form["to-1"], form["to-2"], form["to-5"], form["to-6"]} == {
        "service.name",
        "address.street",
        "address.zip",
        "phone",
    }
    assert form["to-7"] == "", "a column of persons is not offered"
    assert "Harbor Pantry" in page
    trial = coordinator.post(mapping, data=form)
    assert trial.status_code == 302
    shown = coordinator.get(trial.location).text
    assert "nothing has been changed" in shown
    assert "the row has no name" in shown
    with desk.session() as session:
        assert session.exec(select(Service)).all() == []
    done = coordinator.post(f"{mapping}/import")
    page = coordinator.get(done.location).text
    assert "Revert the batch" in page
    with desk.session() as session:
        assert sorted(session.exec(select(Service.name))) == ["Harbor Pantry", "Mill Kitchen"]
        assert session.exec(select(ImportUpload)).all() == []
    assert "bay.csv" in coordinator.get("/imports").text
    csv = coordinator.get(f"{done.location}/problems.csv")
    assert csv.mimetype == "text/csv"
    assert "the row has no name" in csv.text
    coordinator.post(f"{done.location}/revert")
    assert "Taken back" in coordinator.get(done.location).text
    with desk.session() as session:
        assert session.exec(select(Service)).all() == []
    again = coordinator.post(f"{done.location}/revert", follow_redirects=True)
    assert "nothing to take back" in again.text


def test_answers_that_make_no_mapping_come_back_with_what_to_write(
    desk: Desk, coordinator: FlaskClient
) -> None:
    mapping = send(coordinator)
    form = answers(coordinator.get(mapping).text)
    form |= {"to-1": "", "to-0": "", "name": "", "state": "Atlantis", "to-3": "service.description"}
    answer = coordinator.post(mapping, data=form)
    assert answer.status_code == 422
    for words in ("Say which column is the name", "Give the mapping a name", "two letters"):
        assert words in answer.text
    kept = answers(answer.text)
    assert kept["to-3"] == "service.description", "nothing typed is lost"


def test_a_mapping_is_saved_and_used_for_the_next_file(desk: Desk, coordinator: FlaskClient) -> None:
    mapping = send(coordinator)
    coordinator.post(mapping, data={**answers(coordinator.get(mapping).text), "save": "1"})
    with desk.session() as session:
        assert session.exec(select(ImportMapping.name)).all() == ["Bay list"]
    toml = coordinator.get("/imports/mappings/Bay list.toml")
    assert 'name = "Bay list"' in toml.text
    another = send(coordinator)
    assert "looks like one that a mapping is there for" in coordinator.get(another).text
    trial = coordinator.post(f"{another}/use", data={"mapping": "Bay list"}, follow_redirects=True)
    assert "What would happen" in trial.text
    unknown = coordinator.post(f"{another}/use", data={"mapping": "/etc/passwd.toml"}, follow_redirects=True)
    assert "Choose one of the mappings" in unknown.text


def test_a_file_that_cannot_be_read_says_why_and_keeps_nothing(desk: Desk, coordinator: FlaskClient) -> None:
    for text, name, says in (("", "a.csv", "Choose a file"), ("no zip", "a.zip", "packed")):
        answer = coordinator.post(
            "/imports/upload", data={"file": (io.BytesIO(text.encode()), name)}, follow_redirects=True
        )
        assert says in answer.text
    with desk.session() as session:
        assert session.exec(select(ImportUpload)).all() == []
    assert "not JSON" in coordinator.get(send(coordinator, "{", "a.json")).text


def test_an_upload_may_be_big_but_not_too_big_and_other_forms_may_not(
    desk: Desk, coordinator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.app.config["MAX_CONTENT_LENGTH"] = 10_000
    big = "name\n" + "x\n" * 10_000
    assert send(coordinator, big)
    assert coordinator.post("/imports/feeds", data={"name": big}).status_code == 413
    monkeypatch.setattr(uploads, "MOST_BYTES", 1024)
    answer = coordinator.post("/imports/upload", data={"file": (io.BytesIO(b"x" * 5000), "a.csv")})
    assert answer.status_code == 413
    assert "too big" in answer.text


def test_an_upload_is_forgotten_when_discarded_or_after_a_day(desk: Desk, coordinator: FlaskClient) -> None:
    coordinator.post(f"{send(coordinator)}/discard")
    send(coordinator)
    with desk.session() as session:
        row = session.exec(select(ImportUpload)).one()
        row.uploaded_at = NOW - timedelta(days=2)
        session.add(row)
        session.commit()
    send(coordinator)
    with desk.session() as session:
        assert [one.uploaded_at for one in session.exec(select(ImportUpload))] == [NOW]


def test_only_people_who_keep_listings_may_import(desk: Desk) -> None:
    for address in ("/imports", "/imports/feeds/new", "/imports/batches/x"):
        assert desk.browser.get(address).status_code == 403
    assert desk.browser.post("/imports/upload").status_code == 403
    assert ">Imports<" not in desk.browser.get("/").text


def test_what_is_not_there_is_404(coordinator: FlaskClient) -> None:
    for address in (
        "/imports/uploads/x",
        "/imports/uploads/x/trial",
        "/imports/batches/x",
        "/imports/mappings/x.toml",
    ):
        assert coordinator.get(address).status_code == 404
    assert coordinator.post("/imports/feeds/x/read").status_code == 404


def feed_form(**values: str) -> dict[str, str]:
    return {"name": "Bay", "address": "bay.csv", "mapping": "Bay list", "every_hours": "24", **values}


def test_a_feed_is_added_read_by_the_worker_paused_and_removed(
    desk: Desk, coordinator: FlaskClient, tmp_path: Path
) -> None:
    mapping = send(coordinator)
    coordinator.post(mapping, data={**answers(coordinator.get(mapping).text), "save": "1"})
    assert coordinator.post("/imports/feeds", data=feed_form()).status_code == 302
    state = desk.app.extensions["linkage"]
    worker.step(state)
    assert "there is no file bay.csv" in coordinator.get("/imports").text
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "bay.csv").write_text(LIST)
    with desk.session() as session:
        feed_id = session.exec(select(ImportFeed.id)).one()
    read = coordinator.post(f"/imports/feeds/{feed_id}/read")
    assert "/imports/batches/" in read.location
    with desk.session() as session:
        assert session.exec(select(ImportBatch.feed_id)).all() == [feed_id]
        assert len(session.exec(select(Phone)).all()) == 1
    same = coordinator.post(f"/imports/feeds/{feed_id}/read", follow_redirects=True)
    assert "same as last time" in same.text
    assert "paused" in coordinator.post(f"/imports/feeds/{feed_id}/pause", follow_redirects=True).text
    coordinator.post(f"/imports/feeds/{feed_id}/remove")
    with desk.session() as session:
        assert session.exec(select(ImportFeed)).all() == []
        assert len(session.exec(select(Service)).all()) == 2


def test_a_feed_with_a_mistake_comes_back_with_what_to_write(coordinator: FlaskClient) -> None:
    answer = coordinator.post("/imports/feeds", data=feed_form(name="", mapping="none", every_hours="0"))
    assert answer.status_code == 422
    for words in ("Give the feed a name", "Choose one of the mappings", "from 1 to 744"):
        assert words in answer.text
    assert 'value="bay.csv"' in answer.text


class _Source(http.server.BaseHTTPRequestHandler):
    """A web server with one list, a redirect to it and one away from it."""

    def do_GET(self) -> None:
        places = {
            "/list": (200, "text/csv"),
            "/moved": (302, "/list"),
            "/away": (302, "http://elsewhere.example/"),
        }
        status, what = places.get(self.path, (404, "text/plain"))
        self.send_response(status)
        self.send_header("Location" if status == 302 else "Content-Type", what)
        self.end_headers()
        if status == 200:
            self.wfile.write(LIST.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def source() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Source)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def test_a_feed_is_fetched_from_the_web_also_where_it_has_moved(source: str, tmp_path: Path) -> None:
    fetcher = FeedFetcher(tmp_path, is_public=lambda host: host == "127.0.0.1")
    for path in ("/list", "/moved"):
        files = fetcher.fetch(f"{source}{path}")
        assert list(files.values()) == [LIST.encode()]
        assert next(iter(files)).endswith(".csv")
    for path, says in (("/missing", "404"), ("/away", "own network")):
        with pytest.raises(FeedUnreachable, match=says):
            fetcher.fetch(f"{source}{path}")
    with pytest.raises(FeedUnreachable, match="too big"):
        FeedFetcher(tmp_path, is_public=lambda host: True, most_bytes=10).fetch(f"{source}/list")


def test_a_feed_reaches_neither_this_network_nor_files_outside_its_folder(
    source: str, tmp_path: Path
) -> None:
    folder = tmp_path / "feeds"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text(LIST)
    fetcher = FeedFetcher(folder)
    for address in (f"{source}/list", "http://localhost/x", "http://169.254.169.254/x", "http://[::1]/x"):
        with pytest.raises(FeedUnreachable, match="own network"):
            fetcher.fetch(address)
    for address in ("../secret.csv", str(tmp_path / "secret.csv"), "file:///etc/passwd", "feeds", ""):
        with pytest.raises(FeedUnreachable, match="no file"):
            fetcher.fetch(address)
    assert on_the_internet("93.184.216.34")
    assert not on_the_internet("10.0.0.1")


def test_the_worker_reads_a_feed_in_its_own_time(desk: Desk, coordinator: FlaskClient) -> None:
    with Session(desk.engine) as session:
        session.add(
            ImportFeed(name="x", address="x.csv", mapping="broken", every_hours=1, next_at=NOW, added_at=NOW)
        )
        session.commit()
    state = desk.app.extensions["linkage"]
    assert worker.step(state)
    assert not worker.step(state)
