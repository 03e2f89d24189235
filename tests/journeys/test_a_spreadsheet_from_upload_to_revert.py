"""A coordinator's path in a real browser: a spreadsheet from upload to revert, and what searches find."""

import re

import pytest

from tests.journeys.test_the_whole_path import CHROMIUM, address, browser, clock, page, picture
from webapp.commands.demo import PASSWORD

__all__ = ["address", "browser", "clock", "page"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    # The driver's own event loop is closed by its process, which Python reports at exit.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LIST = """Site No,Agency Name,Program Name,Adress,Town,State,ZipCode,Telephone,Hours of Operation,About,Contact Person,Confidential
1,PIER AID,PUFFIN PANTRY,1 PIER RD,NEW BRITAIN,CT,6051,860-555-0101,Mon-Fri 9-5,Bags of groceries for puffin keepers,Bob Quill,no
2,PIER AID,MILL STREET KITCHEN,2 MILL ST,HARTFORD,CT,6103,ask inside,Saturday 10-2,Warm meals,Ann Fenn,no
3,STONE HAVEN,SAFE NIGHTS,77 QUIET WAY,NORWICH,CT,6360,860-555-0103,24/7,Shelter for a night,,yes
4,,,,,,,860-555-0104,,,,
"""  # noqa: E501


def sign_in(page) -> None:
    # The first search of the process loads the sentence model, which a busy machine takes its time over.
    page.set_default_timeout(40_000)
    page.set_default_navigation_timeout(40_000)
    page.goto("/sign-in")
    page.fill("[name=username]", "jbaptiste")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()


def search(page, words: str, near: str, *, found: bool):
    """Searches until the index has followed, which takes a moment; the card of the pantry."""
    card = page.locator("article", has_text="Puffin Pantry")
    for _ in range(20):
        page.goto(f"/find?q={words}&near={near}")
        page.wait_for_selector("article")
        if (card.count() > 0) == found:
            return card.first
        page.wait_for_timeout(1_000)
    raise AssertionError(f"Puffin Pantry {'is not found' if found else 'is found still'}")


def test_a_spreadsheet_from_upload_to_revert(page, tmp_path) -> None:
    file = tmp_path / "pantries.csv"
    file.write_text(LIST)
    sign_in(page)
    page.get_by_role("link", name="Imports", exact=True).first.click()
    page.set_input_files("#file", str(file))
    page.click("text=Upload")

    # Each column with examples and a guess; persons are left out.
    page.wait_for_selector("#columns")
    picture(page, "import-mapping")
    chosen = page.locator("tr", has_text="PUFFIN PANTRY").locator("select").first
    assert chosen.input_value() == "service.name"
    assert page.locator("tr", has_text="Bob Quill").locator("select").first.input_value() == ""
    assert page.input_value("#key") == "Site No"
    page.select_option("#category", "food")
    page.fill("#name", "Pier list")
    page.check("#save")
    page.click("text=Try it out")

    # The trial says what would happen; a search finds nothing yet.
    page.wait_for_selector("text=nothing has been changed yet")
    picture(page, "import-trial")
    trial = page.inner_text("main")
    for words in ("the row has no name", "“ask inside”", "lost zeros", "confidential place"):
        assert words in trial
    page.click("button:has-text('Import')")

    # One batch, found by searches at once, without the confidential address.
    page.wait_for_selector("text=Take it back")
    picture(page, "import-batch")
    batch = page.url
    with page.expect_download() as download:
        page.click("text=Download the problems")
    assert "the row has no name" in download.value.path().read_text()
    card = search(page, "puffin+pantry", "06051", found=True)
    card.get_by_role("link", name=re.compile("Puffin Pantry")).first.click()
    page.wait_for_selector("text=(860) 555-0101")
    listing = page.inner_text("main")
    assert "1 Pier Rd" in listing
    page.goto("/find?q=safe+nights+shelter&near=06360")
    page.wait_for_selector("article")
    assert "Quiet Way" not in page.content()

    # And back: the directory is as it was.
    page.goto(batch)
    page.click("text=Revert the batch")
    page.wait_for_selector("text=The directory is as it was before")
    picture(page, "import-reverted")
    search(page, "puffin+pantry", "06051", found=False)


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_imports_is_wider_than_the_screen(page, width: int, tmp_path) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    file = tmp_path / "pantries.csv"
    file.write_text(LIST)
    sign_in(page)
    for where in ("/imports", "/imports/feeds/new"):
        page.goto(where)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
    page.goto("/imports")
    page.set_input_files("#file", str(file))
    page.click("text=Upload")
    page.wait_for_selector("#columns")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("text=Try it out")
    page.wait_for_selector("text=nothing has been changed yet")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("text=Forget this file")
    page.wait_for_selector("text=Nothing was brought in")
