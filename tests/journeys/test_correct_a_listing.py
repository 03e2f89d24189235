"""A coordinator corrects a listing in a real browser, and a second one changes the same meanwhile."""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from werkzeug.serving import make_server

from casework import scope, staff
from casework.tables import Staff
from webapp.app import create_app
from webapp.commands.demo import PASSWORD, fill, logins
from webapp.settings import Settings
from webapp.state import Linkage

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PICTURES = Path(os.environ.get("LINKAGE_PICTURES", "test-results/pictures"))

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    # The driver's own event loop is closed by its process, which Python reports at exit.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Clock:
    """A Tuesday noon in New Britain; each look takes a moment, as real ones do."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 10, 17, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=5)
        return self.at


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo with a second coordinator, answering on a port of its own."""
    state = Linkage(
        Settings(home=tmp_path_factory.mktemp("demo"), database_url="", twilio_account_sid="", smtp_host=""),
        clock=Clock(),
        sample_logins=logins(),
    )
    fill(state)
    with state.make_session() as session:
        scope.enter_all(session)
        first = session.exec(select(Staff).where(Staff.username == "jbaptiste")).one()
        session.add(
            Staff(
                agency_id=first.agency_id,
                username="knowak",
                name="Kim Nowak",
                role="coordinator",
                password_hash=staff.hash_password(PASSWORD),
            )
        )
        session.commit()
    server = make_server("127.0.0.1", 0, create_app(state), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    state.engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield started
        started.close()


class Desk:
    """A signed-in coordinator's page; it fails the test when a script breaks or another host is asked."""

    def __init__(self, browser: Any, address: str, username: str, *, scripts: bool = True) -> None:
        self.context = browser.new_context(
            base_url=address, viewport={"width": 1280, "height": 900}, java_script_enabled=scripts
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "request",
            lambda request: request.url.startswith((address, "data:")) or self.wrong.append(request.url),
        )
        self.page.goto("/sign-in")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def close(self) -> None:
        """Puts the page away."""
        self.context.close()
        assert self.wrong == []


def picture(page: Any, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)


def edit(page: Any, part: str) -> None:
    page.get_by_role("link", name=f"Edit: {part}", exact=True).click()
    page.wait_for_selector(".listing-form")


def save(page: Any) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()


def test_correct_a_listing(browser: Any, address: str) -> None:
    desk = Desk(browser, address, "jbaptiste")
    page = desk.page

    # Found by a part of its name, among all listings.
    page.goto("/")
    page.get_by_role("link", name="Listings", exact=True).first.click()
    page.fill("[name=q]", "frog hollow")
    page.press("[name=q]", "Enter")
    page.wait_for_url(re.compile("q=frog"))
    picture(page, "listings")
    page.get_by_role("link", name="Breakfast and lunch").click()
    picture(page, "listing")
    listing = page.url

    # A telephone number is corrected and one more added, with a reason.
    edit(page, "Phones")
    rows = page.locator(".listing-row").count()
    page.locator(".listing-row [name$='.number']").first.fill("860-555-0123")
    page.get_by_role("button", name=re.compile("Add")).click()
    page.locator(".listing-row").nth(rows).wait_for()
    page.locator(".listing-row [name$='.number']").last.fill("860-555-0124")
    page.locator(".listing-row [name$='.description']").last.fill("Kitchen")
    page.fill("[name=why]", "Rang the office on Tuesday")
    picture(page, "listing-phones")
    save(page)
    page.wait_for_selector("text=Saved.")
    told = page.inner_text("main")
    for words in ("(860) 555-0123", "(860) 555-0124", "Rang the office on Tuesday", "Josette Baptiste"):
        assert words in told

    # The week and a holiday.
    edit(page, "Hours")
    page.locator("[name$='.SA.opens']").first.fill("10:00")
    page.locator("[name$='.SA.closes']").first.fill("14:00")
    page.get_by_role("button", name=re.compile("Add")).click()
    page.locator("#rows-schedule [name$='.valid_from']").fill("2026-11-26")
    page.locator("#rows-schedule [name$='.description']").fill("Thanksgiving")
    picture(page, "listing-hours")
    save(page)
    page.wait_for_selector("text=Saved.")
    assert "10:00 AM – 2:00 PM" in page.inner_text("main").replace("\u202f", " ")
    assert "Closed: Thanksgiving" in page.inner_text("main")

    # A mistake is said beside its field, and nothing typed is lost.
    edit(page, "Name and description")
    page.locator("[name$='.name']").first.fill("")
    page.locator("[name$='.wait_time']").fill("none")
    save(page)
    page.wait_for_selector("text=This cannot be empty.")
    assert page.locator("[name$='.wait_time']").input_value() == "none"
    picture(page, "listing-mistake")

    # As a caseworker sees it; then the last change is undone.
    page.goto(listing)
    page.get_by_role("link", name="As a caseworker sees it").click()
    assert "(860) 555-0123" in page.inner_text("main").replace("\u202f", " ")
    page.get_by_role("link", name="Back to editing").click()
    page.get_by_role("link", name="History", exact=True).click()
    picture(page, "listing-history")
    page.get_by_role("button", name="Undo").first.click()
    page.wait_for_selector("text=Taken back.")
    page.goto(listing)
    assert "Closed: Thanksgiving" not in page.locator("#hours").inner_text()
    desk.close()


def test_two_coordinators_at_one_listing(browser: Any, address: str) -> None:
    first, second = Desk(browser, address, "jbaptiste"), Desk(browser, address, "knowak")
    for desk in (first, second):
        desk.page.goto("/listings?q=frog+hollow")
        desk.page.get_by_role("link", name="Breakfast and lunch").click()
        edit(desk.page, "Name and description")
    first.page.locator("[name$='.wait_time']").fill("none")
    save(first.page)
    first.page.wait_for_selector("text=Saved.")

    page = second.page
    page.locator("[name$='.wait_time']").fill("about an hour")
    page.locator("[name$='.alert']").fill("Side door on Broad Street")
    save(page)
    page.wait_for_selector("text=Somebody else changed the same")
    differing = page.locator("#differences").inner_text()
    for words in ("Josette Baptiste", "none", "about an hour"):
        assert words in differing
    assert "Side door" not in differing
    picture(page, "listing-conflict")
    page.locator("#differences").get_by_label("mine", exact=True).check()
    save(page)
    page.wait_for_selector("text=Saved.")
    told = page.inner_text("main")
    assert "about an hour" in told
    assert "Side door on Broad Street" in told
    first.close()
    second.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_editor_is_wider_than_the_screen(browser: Any, address: str, width: int) -> None:
    desk = Desk(browser, address, "jbaptiste")
    page = desk.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/listings?q=frog+hollow")
    listing = page.locator(".listing-name").first.get_attribute("href")
    pages = ["/listings", "/listings/new", "/changes", listing, f"{listing}/history", f"{listing}/places"]
    parts = "service categories eligibility hours phones languages costs areas capacity organization place"
    for where in pages + [f"{listing}/edit/{part}" for part in parts.split()]:
        page.goto(where)
        picture(page, f"editor-{where.rpartition('/')[2][:12]}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
    desk.close()


def test_a_listing_is_corrected_without_javascript(browser: Any, address: str) -> None:
    desk = Desk(browser, address, "jbaptiste", scripts=False)
    page = desk.page
    page.goto("/listings?q=frog+hollow")
    page.locator(".listing-name").first.click()
    edit(page, "What to bring")
    rows = page.locator(".listing-row").count()
    page.get_by_role("button", name=re.compile("Add")).click()
    assert page.locator(".listing-row").count() == rows + 1
    page.locator("[name$='.document']").last.fill("A bag of your own")
    save(page)
    page.wait_for_selector("text=A bag of your own")
    desk.close()
