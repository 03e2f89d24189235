"""A caseworker's whole path in a real browser: find, refer, check in by text, see what came back."""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.serving import make_server

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
    """A clock that the test moves: half past ten on a Tuesday in New Britain to begin with.

    Each look takes a moment, as real ones do: what happened first has the earlier time.
    """

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 10, 15, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=5)
        return self.at


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[str]:
    """The demo, answering on a port of its own."""
    state = Linkage(
        Settings(home=tmp_path_factory.mktemp("demo"), database_url="", twilio_account_sid="", smtp_host=""),
        clock=clock,
        sample_logins=logins(),
    )
    fill(state)
    server = make_server("127.0.0.1", 0, create_app(state), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    state.engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield started
        started.close()


@pytest.fixture
def page(browser, address: str) -> Iterator[object]:
    """A page that fails the test when it asks another host for anything or a script breaks."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    strangers: list[str] = []
    errors: list[str] = []
    opened.on(
        "request", lambda request: request.url.startswith((address, "data:")) or strangers.append(request.url)
    )
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield opened
    context.close()
    assert strangers == []
    assert errors == []


def picture(page, name: str, *, whole: bool = True) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=whole)


def sign_in(page, username: str = "mreyes") -> None:
    page.goto("/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form:has([name=password]:visible) button")
    page.wait_for_url(re.compile(r"/(\?.*)?$"))


def test_from_a_need_to_an_outcome_and_back_to_the_caseworker(page, clock: Clock) -> None:
    page.goto("/sign-in")
    picture(page, "sign-in")
    sign_in(page)
    picture(page, "today-before")

    # A new person, who agrees to texts, with a goal and a need.
    page.goto("/clients/new")
    page.fill("[name=name]", "Tessa Marlowe")
    page.fill("[name=phone]", "860-555-0177")
    page.check("[name=safe_to_text]")
    page.check("[name=agrees_to_texts]")
    page.click("text=Open the record")
    page.click("text=Add a goal")
    page.fill("details[open] [name=words]", "A quiet place for me and the kids")
    page.click("details[open] button")
    page.click("text=Add a need")
    page.select_option("details[open] [name=category]", "sober_living")
    page.fill("details[open] [name=words]", "Sober home that takes children")
    page.click("details[open] button")
    picture(page, "client-new")

    # From the need to Find, in the worker's own words.
    page.get_by_role("link", name="Find", exact=True).last.click()
    page.fill("[name=q]", "sober housing for a mother with two kids near New Britain")
    page.keyboard.press("Enter")
    page.wait_for_selector("main >> text=2 children")
    card = page.locator("article", has_text="Stone Bridge Recovery Homes").first
    card.wait_for()
    picture(page, "find", whole=False)
    understood = page.inner_text("main")
    for words in ("New Britain, CT", "woman", "2 children", "Sober living"):
        assert words in understood
    assert "women only" in card.inner_text()
    assert "ligible" in card.inner_text()
    fitting = page.locator("article:not(details article)").all_inner_texts()
    assert fitting
    assert not any("Sober house for men" in words for words in fitting)

    # Refer, with a release signed on the spot.
    card.get_by_role("link", name=re.compile("Refer")).click()
    page.wait_for_selector("text=Make the referral")
    page.select_option("#need", label="Sober living: Sober home that takes children")
    page.check("#told")
    page.fill("#signed_by", "Tessa Marlowe")
    page.check("#signed")
    picture(page, "refer")
    page.click("text=Make the referral")
    page.wait_for_selector("text=The referral is made")
    picture(page, "referral")
    referral = page.url
    assert "Waiting for an answer" in page.inner_text("main")

    # The check-in goes out to the phone, and Tessa answers that they were full.
    clock.at += timedelta(days=3)
    page.goto("/simulator")
    page.click("main >> text=Tessa Marlowe")
    page.click("text=Send the next check-in now")
    page.wait_for_selector("text=The check-in is on the phone")
    asked = page.inner_text("main")
    for disclosing in ("sober", "Stone Bridge", "recovery"):
        assert disclosing not in asked
    page.fill("[name=body]", "they were full")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=they were full")
    picture(page, "simulator")

    # What came back moved the referral, and waits on Today with a way on.
    page.goto("/")
    page.wait_for_selector("text=they were full")
    picture(page, "today-after")
    assert "Turned away: offer another place" in page.inner_text("main")
    page.goto(referral)
    picture(page, "referral-after")
    told = page.inner_text("main")
    assert "Turned away" in told
    assert "they were full" in told
    assert "Waiting for an answer" not in page.locator(".marks").first.inner_text()


@pytest.mark.parametrize("width", [360, 768])
def test_no_page_of_the_path_is_wider_than_the_screen(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page)
    page.goto("/clients/")
    dee = page.locator("a", has_text="Dee").first.get_attribute("href")
    for name, where in {
        "today": "/",
        "find": "/find?q=food&near=06051",
        "clients": "/clients/",
        "client": dee,
        "simulator": "/simulator",
    }.items():
        page.goto(where)
        picture(page, f"{name}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where


def test_find_and_refer_work_without_javascript(browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto("/find")
    page.fill("[name=q]", "food pantry near Hartford")
    page.keyboard.press("Enter")
    page.wait_for_selector("article")
    page.locator("article").first.get_by_role("link", name=re.compile("Refer")).click()
    page.wait_for_selector("text=For whom?")
    context.close()
