"""Keeping listings true in a real browser: twenty calls by keyboard alone, a link, a problem settled."""

import re

import pytest

from tests.journeys.test_the_whole_path import address, browser, clock, page, picture, pytestmark
from webapp.commands.demo import PASSWORD

# Fixtures and marks of the other journey; pytest finds them by their names here.
__all__ = ["address", "browser", "clock", "page", "pytestmark"]

CALLS = 20


def sign_in(page, username: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".site-nav")


def verified_today(page) -> int:
    return int(page.inner_text(".day-count b"))


def press_through(page, number: int) -> None:
    """One call as a new coordinator makes it: every fifth brings a change, every second tells the room."""
    for question in range(page.locator("fieldset[data-question]").count()):
        if question == 1 and number % 5 == 0:
            page.keyboard.press("n")
            page.keyboard.press("Control+A")
            page.keyboard.type(f"959-555-01{number:02d}")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("y")
    if page.locator("[data-room]").count():
        if number % 2:
            page.keyboard.press("1")
            page.keyboard.type("2")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("0")
    # Who answers is known from the organization's last call, or typed now.
    if page.evaluate("document.activeElement.id") == "provider_name":
        page.keyboard.type("Ann Lee")
        page.keyboard.press("Enter")
        page.keyboard.type("intake worker")
    page.keyboard.press("Enter")


def test_twenty_listings_are_verified_in_a_row_by_keyboard_alone(page) -> None:
    sign_in(page, "jbaptiste")
    page.wait_for_url(re.compile("/upkeep"))
    picture(page, "upkeep-day")
    page.get_by_role("link", name="Start calling").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#call-sheet")
    picture(page, "call-sheet")
    seen = []
    for number in range(CALLS):
        assert verified_today(page) == number
        here = page.url
        assert here not in seen
        seen.append(here)
        press_through(page, number)
        page.wait_for_url(lambda url, before=here: url != before and "/call/" in url)
    assert verified_today(page) == CALLS
    picture(page, "call-sheet-after-twenty")

    # The last one is taken back, one is skipped and one does not answer: by keyboard too.
    page.keyboard.press("u")
    page.wait_for_selector("text=Taken back")
    assert (page.url, verified_today(page)) == (seen[-1], CALLS - 1)
    page.keyboard.press("s")
    page.wait_for_url(lambda url: url != seen[-1])
    skipped_to = page.url
    page.keyboard.press("a")
    page.wait_for_url(lambda url: url != skipped_to)
    assert verified_today(page) == CALLS - 1


def test_an_unfinished_sheet_loses_nothing_and_leads_to_the_place(browser, address: str) -> None:
    # Its answer has the status 422, which the browser tells the console.
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sign_in(page, "jbaptiste")
    page.goto("/upkeep/call")
    page.keyboard.press("y")
    page.fill("#provider_name", "Ann Lee")
    page.fill("#provider_title", "director")
    page.click("#save")
    page.wait_for_selector("text=Nothing is saved yet")
    picture(page, "call-sheet-unfinished")
    assert page.input_value("#provider_name") == "Ann Lee"
    assert page.evaluate("document.activeElement.closest('[data-question]') !== null")
    context.close()


def test_a_provider_confirms_by_link_and_another_proposes(page, browser, address: str) -> None:
    sign_in(page, "jbaptiste")
    page.goto("/upkeep")
    page.locator("ol.queue a").first.click()
    page.get_by_role("link", name="Its upkeep").click()
    name = page.inner_text("h1")
    links = []
    for _ in range(2):
        page.click("text=Make a link to hand over")
        links.append(page.input_value("input[readonly]"))
        page.goto(page.url.removesuffix("/ask"))
    phone = browser.new_context(base_url=address, viewport={"width": 360, "height": 740})
    provider = phone.new_page()

    provider.goto(links[0])
    picture(provider, "provider-looks")
    assert provider.evaluate("document.documentElement.scrollWidth") <= 360
    provider.fill("#provider_name", "Renata Okoro")
    provider.fill("#provider_title", "house director")
    provider.check("#room-limited")
    provider.click("text=All of this is still true")
    provider.wait_for_selector("text=Thank you")
    picture(provider, "provider-thanked")

    provider.goto(links[1])
    provider.click("text=Something has changed")
    provider.locator("[name$='.fees_description']").fill("Free for everybody")
    provider.fill("#provider_name", "Renata Okoro")
    provider.fill("#provider_title", "house director")
    assert provider.evaluate("document.documentElement.scrollWidth") <= 360
    provider.click("text=Send")
    provider.wait_for_selector("text=Somebody looks at it")
    phone.close()

    page.goto("/upkeep")
    waiting = page.locator(".waiting", has_text=name).filter(has_text="Free for everybody")
    picture(page, "upkeep-proposal")
    waiting.get_by_role("button", name="Take over").click()
    page.wait_for_selector("text=Taken over into the listing")


def test_a_caseworkers_report_comes_to_the_coordinator_and_back(page, browser, address: str) -> None:
    page.set_default_timeout(30_000)
    sign_in(page, "mreyes")
    page.goto("/find?q=food pantry&near=06051")
    page.locator("article").first.get_by_role("link", name="Details").click()
    name = page.inner_text("h1")
    page.click("summary:has-text('Something is wrong here')")
    page.check("#kind-hours_wrong")
    page.fill("#note", "Closed at noon on Friday, sign on the door.")
    page.click("text=Tell the coordinator")
    page.wait_for_selector("text=1 person reported: hours are wrong")
    picture(page, "listing-reported")

    desk = browser.new_context(base_url=address)
    coordinator = desk.new_page()
    sign_in(coordinator, "jbaptiste")
    coordinator.goto("/upkeep")
    problem = coordinator.locator(".waiting", has_text=name)
    problem.locator("summary").first.click()
    problem.get_by_text("The listing is corrected").click()
    problem.get_by_label("A word to those who reported it").fill("Fridays until noon now.")
    problem.get_by_role("button", name="Settle").click()
    coordinator.wait_for_selector("text=Settled.")
    desk.close()


@pytest.mark.parametrize("width", [360, 768])
def test_no_page_of_the_upkeep_is_wider_than_the_screen(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, "jbaptiste")
    page.goto("/upkeep")
    sheet = page.locator("ol.queue a").first.get_attribute("href")
    for where in ("/upkeep", sheet, sheet.replace("/call/", "/listing/"), "/upkeep/outbox"):
        page.goto(where)
        picture(page, f"{where.strip('/').split('/')[1] if where != '/upkeep' else 'upkeep'}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where


def test_a_call_works_without_javascript(browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "jbaptiste")
    page.goto("/upkeep")
    page.click("text=Start calling")
    for question in page.locator("fieldset[data-question]").all():
        question.locator("label", has_text="Still true").click()
    page.fill("#provider_name", "Ann Lee")
    page.fill("#provider_title", "director")
    page.click("#save")
    page.wait_for_selector("text=Verified:")
    context.close()
