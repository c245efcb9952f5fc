"""The index in a real browser: it sorts and finds by keyboard alone, and leads to every page."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
NAMES = "tbody th a"


@pytest.fixture
def index(opened: Page, folder: Path) -> Page:
    opened.goto((folder / "index.html").as_uri())
    opened.wait_for_selector("th[data-ready]", state="attached")
    return opened


def test_a_column_sorts_both_ways(index: Page) -> None:
    index.focus("thead button >> nth=0")
    index.keyboard.press("Enter")
    rising = index.locator(NAMES).all_inner_texts()
    assert rising == sorted(rising) == ["control.release", "restore_latest", "upgrade"]
    assert index.get_attribute("thead th >> nth=0", "aria-sort") == "ascending"
    index.keyboard.press("Enter")
    assert index.locator(NAMES).all_inner_texts() == rising[::-1]
    assert index.get_attribute("thead th >> nth=0", "aria-sort") == "descending"


def test_numbers_sort_as_numbers(index: Page) -> None:
    index.focus("thead button >> nth=6")
    index.keyboard.press("Enter")
    assert index.locator(NAMES).all_inner_texts()[0] == "control.release"


def test_a_search_leaves_what_was_searched_for(index: Page) -> None:
    index.keyboard.press("/")
    index.keyboard.type("restore")
    assert index.locator(f"{NAMES}:visible").all_inner_texts() == ["restore_latest"]
    assert index.inner_text("#status") == "1 of 3"
    index.keyboard.press("Escape")
    assert len(index.locator(f"{NAMES}:visible").all_inner_texts()) == 3


def test_it_leads_to_a_timeline_and_back(index: Page) -> None:
    index.focus("text=upgrade")
    index.keyboard.press("Enter")
    index.wait_for_selector("#chart svg")
    index.focus("text=All timelines")
    index.keyboard.press("Enter")
    index.wait_for_selector("table.sortable")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, folder: Path, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()
