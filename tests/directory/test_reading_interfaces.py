"""Reading another directory's HSDS interface: whole, resumed, patient, and with every fault named."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from directory import changes
from directory.importing import ImportReport
from directory.importing.remote import Asker, SourceUnreachable, read_source
from directory.tables import HsdsSource, Organization, Phone, Schedule, Service, Taxonomy, TaxonomyTerm
from tests.conftest import NOW, SHARED
from tests.directory.interface import Answer, Interface, served

OWNER = {"id": "11111111-1111-4111-8111-111111111111", "name": "Stone Bridge", "description": "Sober homes."}
ORUK = SHARED / "standards" / "oruk-mocks"


def service(number: int, **fields: Any) -> dict[str, Any]:
    made = {
        "id": f"22222222-2222-4222-8222-{number:012}",
        "name": f"Service {number}",
        "status": "active",
        "last_modified": "2026-10-01T00:00:00Z",
        "organization": OWNER,
        "phones": [{"id": f"33333333-3333-4333-8333-{number:012}", "number": f"860-555-{number:04}"}],
    }
    return {name: value for name, value in {**made, **fields}.items() if value is not None}


def read(session: Session, interface: Interface, **options: Any) -> ImportReport:
    options = {"now": NOW, "commit": session.commit, **options}
    pauses = options.pop("pauses", [])
    with Asker(interface.url, pause=pauses.append) as asker:
        return read_source(session, asker, **options)


def count(session: Session, table: Any) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def test_every_list_is_read_to_its_last_page(session: Session) -> None:
    kinds = {"id": "44444444-4444-4444-8444-444444444444", "name": "Kinds", "description": "Kinds"}
    term = {"id": "55555555-5555-4555-8555-555555555555", "name": "Food", "description": "Food"}
    lists = {
        "taxonomies": [kinds],
        "taxonomy_terms": [{**term, "taxonomy_detail": kinds}],
        "organizations": [{**OWNER, "phones": [{"id": OWNER["id"], "number": "211"}]}],
        "services": [service(number) for number in range(5)],
    }
    seen: list[tuple[str, int, int]] = []
    with served(Interface(lists)) as interface:
        report = read(session, interface, progress=lambda *step: seen.append(step))
    assert report.problem_count == 0
    assert (count(session, Service), count(session, Phone), count(session, Organization)) == (5, 6, 1)
    assert session.exec(select(TaxonomyTerm.taxonomy_id)).one() == session.exec(select(Taxonomy.id)).one()
    assert interface.pages_asked("services") == [1, 2, 3]
    assert seen[-1] == ("services", 5, 5)
    assert changes.latest(session) > 0


def test_what_a_server_need_not_have_is_noted(session: Session) -> None:
    with served(Interface({"services": [service(1)]})) as interface:
        report = read(session, interface)
    assert [note.text() for note in report.notes] == [
        f"{interface.url} has no {name}" for name in ("taxonomies", "taxonomy_terms", "organizations")
    ]
    assert count(session, Service) == 1


def test_a_reading_that_was_stopped_goes_on_with_the_page_it_stopped_at(session: Session) -> None:
    def break_at_three(path: str, query: Mapping[str, str]) -> Answer | None:
        return (500, {}, {}) if path == "services" and query["page"] == "3" else None

    interface = Interface({"services": [service(number) for number in range(7)]}, first=break_at_three)
    with served(interface):
        with pytest.raises(SourceUnreachable, match="status 500"):
            read(session, interface)
        session.rollback()
        assert count(session, Service) == 4
        interface.first = None
        interface.asked.clear()
        read(session, interface)
    assert count(session, Service) == 7
    assert [path for path, _ in interface.asked] == ["services", "services"]
    assert interface.pages_asked("services") == [3, 4]


def test_a_page_and_the_place_to_go_on_from_are_kept_together_or_not_at_all(session: Session) -> None:
    class Killed(Exception):
        pass

    commits = iter(range(100))

    def commit() -> None:
        if next(commits) == 2:
            raise Killed
        session.commit()

    with served(Interface({"services": [service(number) for number in range(6)]})) as interface:
        with pytest.raises(Killed):
            read(session, interface, commit=commit)
        session.rollback()
        source = session.exec(select(HsdsSource)).one()
        assert (source.step, source.page, count(session, Service)) == ("services", 3, 4)


def test_a_server_is_given_the_time_that_it_asks_for(session: Session) -> None:
    busy = iter([(429, {"Retry-After": "7"}), (503, {"Retry-After": "soon"}), (500, {})])

    def first(path: str, query: Mapping[str, str]) -> Answer | None:
        said = next(busy, None) if path == "services" else None
        return (*said, {}) if said else None

    pauses: list[float] = []
    with served(Interface({"services": [service(1)]}, first=first)) as interface:
        read(session, interface, pauses=pauses)
    assert pauses == [7.0, 2.0, 4.0]
    assert count(session, Service) == 1


def test_a_moment_to_come_back_at_is_held_against_the_servers_own_clock(session: Session) -> None:
    busy = iter([{"Date": "Sun, 01 Nov 2026 08:00:00 GMT", "Retry-After": "Sun, 01 Nov 2026 08:00:30 GMT"}])

    def first(path: str, query: Mapping[str, str]) -> Answer | None:
        said = next(busy, None)
        return (503, said, {}) if said else None

    pauses: list[float] = []
    with served(Interface({"services": [service(1)]}, first=first)) as interface:
        read(session, interface, pauses=pauses)
    assert len(pauses) == 1


HOPELESS: list[tuple[Answer, str]] = [
    ((503, {}, {}), "in 5 tries: status 503"),
    ((429, {"Retry-After": "86400"}, {}), "asks to come back in 86400 seconds"),
    ((200, {}, b"<html>Sign in</html>"), "the answer is not JSON"),
    ((200, {}, {"message": "hello"}), "does not answer with a page of HSDS"),
    ((401, {}, {}), "status 401"),
    ((404, {}, {}), "status 404"),
]


@pytest.mark.parametrize(("answer", "words"), HOPELESS)
def test_a_server_that_cannot_be_read_is_said_to_be_so(session: Session, answer: Answer, words: str) -> None:
    interface = Interface({}, first=lambda path, query: answer if path == "services" else None)
    with served(interface), pytest.raises(SourceUnreachable, match=words):
        read(session, interface)


def test_nobody_at_the_address_is_said_to_be_no_connection(session: Session) -> None:
    with served(Interface({})) as interface:
        pass
    pauses: list[float] = []
    with pytest.raises(SourceUnreachable, match="no connection"):
        read(session, interface, pauses=pauses)
    assert pauses == [1.0, 2.0, 4.0, 8.0]


def test_a_later_reading_asks_for_what_has_changed_since(session: Session) -> None:
    with served(Interface({"services": [service(1), service(2)]})) as interface:
        read(session, interface)
        interface.asked.clear()
        read(session, interface, now=NOW + timedelta(days=1))
        (asked,) = [query for path, query in interface.asked if path == "services"]
        assert asked["modified_after"] == "2026-11-10T14:00:00Z"
        interface.asked.clear()
        read(session, interface, now=NOW + timedelta(days=2))
        (asked,) = [query for path, query in interface.asked if path == "services"]
        assert asked["modified_after"] == "2026-11-11T14:00:00Z"
        interface.asked.clear()
        read(session, interface, anew=True)
        assert not [query for _, query in interface.asked if "modified_after" in query]


def test_where_services_do_not_say_when_they_changed_all_are_read_again(session: Session) -> None:
    lists = {"services": [service(1), service(2, last_modified=None)]}
    with served(Interface(lists)) as interface:
        read(session, interface)
        read(session, interface)
    assert not [query for _, query in interface.asked if "modified_after" in query]


def test_a_server_that_refuses_the_filter_is_read_whole(session: Session) -> None:
    with served(Interface({"services": [service(1)]})) as interface:
        read(session, interface)
        interface.first = lambda path, query: (400, {}, {}) if "modified_after" in query else None
        interface.lists = {"services": [service(1), service(2)]}
        read(session, interface)
    assert count(session, Service) == 2


def test_where_a_list_has_short_records_each_is_asked_for_by_itself(session: Session) -> None:
    short = [service(number, phones=None) for number in (1, 2)]
    details = {f"services/{service(1)['id']}": service(1)}
    with served(Interface({"services": short}, details=details)) as interface:
        report = read(session, interface)
    assert session.exec(select(Phone.number)).all() == ["860-555-0001"]
    assert count(session, Service) == 2
    (problem,) = report.problems
    assert (problem.file, problem.row, problem.id) == ("services, page 1", 2, service(2)["id"])
    assert "status 404" in str(problem)


def test_a_server_without_paging_is_read_once(session: Session) -> None:
    everything = {"contents": [service(1), service(2)], "last_page": False, "total_pages": 9}
    interface = Interface({}, first=lambda path, query: (200, {}, everything) if path == "services" else None)
    with served(interface):
        report = read(session, interface)
    assert interface.pages_asked("services") == [1, 2]
    (problem,) = report.problems
    assert problem.file == "services, page 2"
    assert "it has no paging" in str(problem)


def test_a_field_that_is_gone_from_a_record_is_cleared_and_links_stay(session: Session) -> None:
    full = service(1, alert="Closed this week", url="https://stonebridge.example")
    with served(Interface({"services": [full]})) as interface:
        read(session, interface)
        interface.lists = {"services": [service(1)]}
        interface.lists["services"][0]["phones"][0]["type"] = "voice"
        read(session, interface, anew=True)
    session.expire_all()
    found = session.exec(select(Service)).one()
    assert (found.alert, found.url, found.organization_id) == (None, None, OWNER["id"])
    assert session.exec(select(Phone.service_id, Phone.type)).one() == (found.id, "voice")


def test_a_service_named_inside_an_organization_wipes_nothing(session: Session) -> None:
    whole = service(1, description="A house for women")
    inside = {name: whole[name] for name in ("id", "name", "status")}
    lists = {"organizations": [{**OWNER, "services": [inside, {"id": whole["id"]}]}], "services": [whole]}
    with served(Interface(lists)) as interface:
        read(session, interface)
        del interface.lists["services"][0]  # type: ignore[attr-defined]
        report = read(session, interface, anew=True)
    session.expire_all()
    assert report.problem_count == 0
    assert session.exec(select(Service.description)).one() == "A house for women"


def test_faults_are_named_by_page_record_and_field(session: Session) -> None:
    bad = [service(1), service(2, url="example_counselling", email=False), service(3, status="open"), "x"]
    with served(Interface({"services": bad}, per_page=10)) as interface:  # type: ignore[dict-item]
        report = read(session, interface)
    assert [(p.file, p.row, p.field, p.row_refused) for p in report.problems][1:] == [
        ("services, page 1", 2, "url", False),
        ("services, page 1", 2, "email", False),
        ("services, page 1", 3, "status", True),
        # Its telephone has nothing left to belong to.
        ("services, page 1", 3, "service_id", True),
    ]
    assert report.problems[0].row == 4
    assert session.exec(select(Service.name).order_by(col(Service.name))).all() == ["Service 1", "Service 2"]


def test_trying_it_out_leaves_nothing(session: Session) -> None:
    with served(Interface({"services": [service(1)]})) as interface:
        report = read(session, interface, commit=None)
    session.rollback()
    assert report.counts("service").inserted == 1
    assert (count(session, Service), count(session, HsdsSource)) == (0, 0)


@pytest.mark.parametrize("trial", [False, True])
def test_others_can_write_while_a_server_takes_its_time(
    session: Session, engine: Engine, trial: bool
) -> None:
    def write(path: str, query: Mapping[str, str]) -> Answer | None:
        with Session(engine) as other:
            other.add(Organization(name=f"{path} {query.get('page')}", description="Written meanwhile"))
            other.commit()
        return None

    interface = Interface({"services": [service(number) for number in range(4)]}, first=write)
    with served(interface):
        read(session, interface, commit=None if trial else session.commit)
    session.rollback()
    written = select(Organization.name).where(col(Organization.description) == "Written meanwhile")
    assert "services 2" in session.exec(written).all()


def oruk(folder: str) -> Interface:
    path = ORUK / folder
    if not path.is_dir():
        pytest.skip("the fixtures of Open Referral UK are not on this machine (LINKAGE_SHARED)")

    def first(path_asked: str, query: Mapping[str, str]) -> Answer | None:
        names = {
            "services": "service_list",
            "taxonomies": "taxonomy_list",
            "taxonomy_terms": "taxonomy_term_list",
            "organizations": "organization_list",
        }
        kind, _, row_id = path_asked.partition("/")
        known = {"services": "service_full", "organizations": "organization_full"}
        name = known.get(kind, "") if row_id else names.get(kind, "")
        file = path / f"{name}.json"
        if not file.is_file():
            return None
        answer = json.loads(file.read_text(encoding="utf-8"))
        return None if row_id and answer["id"] != row_id else (200, {}, answer)

    return Interface({}, first=first)


@pytest.mark.parametrize("folder", ["V3.0-UK-Test", "V3.0-UK-Warn"])
def test_the_good_fixtures_of_open_referral_uk_are_read(session: Session, folder: str) -> None:
    with served(oruk(folder)) as interface:
        report = read(session, interface)
    assert report.refused == 0
    # Its latitude is 100.
    assert {problem.field for problem in report.problems} <= {"latitude", "longitude", "last_modified", ""}
    found = session.exec(select(Service)).all()
    assert "Community Counselling" in {row.name for row in found}
    assert count(session, Schedule) == 1


def test_the_bad_fixtures_of_open_referral_uk_are_named_field_by_field(session: Session) -> None:
    interface = oruk("V3.0-UK-Fail")
    whole = interface.first
    assert whole is not None
    interface.first = lambda path, query: None if path.startswith("services/") else whole(path, query)
    with served(interface):
        report = read(session, interface)
    named = {(p.row, p.field, p.row_refused) for p in report.problems if p.file == "services, page 1"}
    assert {(1, "name", True), (2, "name", True), (3, "name", True)} <= named
    assert {(1, "url", False), (1, "email", False), (3, "email", False)} <= named
    # The one that is there came, whole, with its organization.
    assert session.exec(select(Service.name)).all() == ["Community Counselling"]
