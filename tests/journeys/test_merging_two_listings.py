"""A coordinator in a real browser: two listings of one program side by side, merged and taken back."""

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from directory.duplicates import searches
from tests.journeys.test_the_whole_path import CHROMIUM, Clock, browser, clock, page, picture
from webapp import worker
from webapp.app import create_app
from webapp.commands.demo import PASSWORD, fill, logins
from webapp.settings import Settings
from webapp.state import Linkage

# Fixtures of the other journey; pytest finds them by their names here.
__all__ = ["browser", "clock", "page"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    # The driver's own event loop is closed by its process, which Python reports at exit.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Linkage]:
    """The sample community, in which one program is listed by two sources."""
    state = Linkage(
        Settings(home=tmp_path_factory.mktemp("demo"), database_url="", twilio_account_sid="", smtp_host=""),
        clock=clock,
        sample_logins=logins(),
    )
    fill(state)
    yield state
    state.engine.dispose()


@pytest.fixture(scope="module")
def address(demo: Linkage) -> Iterator[str]:
    """Where it answers."""
    server = make_server("127.0.0.1", 0, create_app(demo), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()


def look_through(state: Linkage) -> None:
    """What the worker does when somebody asked."""
    with state.make_session() as session:
        due = searches.claim(session, now=state.clock())
        session.commit()
    assert due is not None
    worker.look_for_duplicates(state, due.id)


def merge(page) -> None:
    """Takes how to apply from the listing that goes, and merges by the key."""
    page.locator("[name=application][value=other]").check()
    page.keyboard.press("m")
    page.wait_for_selector("text=Merged into one listing")


def test_a_coordinator_merges_two(page, demo: Linkage) -> None:
    page.goto("/sign-in")
    page.fill("[name=username]", "jbaptiste")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda where: "/sign-in" not in where)
    page.goto("/duplicates/")
    page.wait_for_selector("text=Nothing to compare yet")
    page.click("text=Look through the directory again")
    page.wait_for_selector("text=is looked through now")
    look_through(demo)

    # Side by side, with what speaks for it and what differs.
    page.goto("/duplicates/")
    page.wait_for_selector("text=1 pair waits for a decision")
    told = page.inner_text("main")
    for words in ("the same telephone: (475) 555-0106", "the same address", "differs", "the same"):
        assert words in told
    assert page.locator("mark.twin-differs").count() > 3
    left, right = page.locator(".twin-head a").all()
    old_name, old_address = right.inner_text(), right.get_attribute("href")
    kept_name = left.inner_text()
    picture(page, "duplicates")
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"duplicates-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    # Called not the same by mistake, and taken back.
    page.locator("h1").click()
    page.keyboard.press("n")
    page.wait_for_selector("text=they will not be asked about again")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=The pair waits again")

    # One value is chosen from the right; the key m merges. That is taken back too, and done once more.
    merge(page)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=both listings are as they were")
    merge(page)
    page.wait_for_selector("text=No likely duplicates wait")
    picture(page, "duplicates-merged")

    # The old address leads to the one that stayed, with the value that was chosen.
    page.goto(old_address)
    assert page.inner_text("h1") == kept_name
    assert "Walk in Mon or Wed" in page.inner_text("main")

    # The search finds one listing now, and no longer the other.
    page.goto("/find?q=tidewall+intensive+outpatient&near=Bridgeport,+CT")
    page.wait_for_selector("article")
    found = page.locator("article h3").all_inner_texts()
    assert any(kept_name in name for name in found)
    assert not any(old_name in name for name in found)
