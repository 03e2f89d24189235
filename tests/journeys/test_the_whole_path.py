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
    """A clock that the test moves: half past ten on a Tuesday in New Britain to begin with."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 10, 15, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
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


def picture(page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)


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

    # Dee's record, and from there to Find.
    page.goto("/clients/")
    page.click("text=Dee")
    picture(page, "client")
    page.click("text=Find a service")
    page.fill("[name=q]", "sober housing for a mother with two kids near New Britain")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Sober house for women and children")
    picture(page, "find")

    # The reasons are on the card, and nothing for men only stands among those that fit.
    card = page.locator("article", has_text="Sober house for women and children").first
    assert "Eligible" in card.inner_text() or "May be eligible" in card.inner_text()
    fitting = page.locator("#results article:not(.not-eligible)").all_inner_texts()
    assert fitting

    # Refer another one that is not yet arranged, with a release signed on the spot.
    other = page.locator("article", has_not_text="Sober house for women and children").first
    other.get_by_role("link", name=re.compile("Refer")).click()
    page.wait_for_selector("text=Make the referral")
    need = page.locator("#need option", has_text="Sober").first.get_attribute("value")
    page.select_option("#need", need)
    page.check("#told")
    if page.locator("#signed").count():
        page.fill("#signed_by", "Deanna Sandoval")
        page.check("#signed")
    picture(page, "refer")
    page.click("text=Make the referral")
    page.wait_for_selector("text=The referral is made")
    picture(page, "referral")
    referral = page.url
    assert "Waiting for an answer" in page.inner_text("main")

    # The check-in goes out to the phone, and Dee answers that they were full.
    clock.at += timedelta(days=3)
    page.goto("/simulator")
    page.click("text=Dee")
    page.click("text=Send the next check-in now")
    page.fill("[name=body]", "they were full")
    page.click("button:has-text('Send'):near([name=body])")
    page.wait_for_selector("text=they were full")
    picture(page, "simulator")

    # What came back moved the referral it was about, and waits on Today.
    page.goto("/")
    page.wait_for_selector("text=they were full")
    picture(page, "today-after")
    assert "Find another place" in page.inner_text("main")
    page.goto(referral)
    picture(page, "referral-after")


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
