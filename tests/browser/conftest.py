"""A real browser for the tests of pages: opened once, a fresh page for each test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.timeline import index, page, recording
from sim.timeline.index import Contents, Coverage
from tests.browser.finding import OBSTACLE, chromium
from tests.sim.timeline.chronicles import FAULT, hostile, long

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# These tests have a session of their own; other sessions have no browser, and do not ask for one.
collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]
WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the Chromium that the session found; without one, these tests fail: none is skipped."""
    found = chromium()
    assert found, OBSTACLE
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - see above

    with sync_playwright() as playwright:
        # Whoever is root has no sandbox; the pages are our own.
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the pages of some runs, and an index."""
    place = tmp_path_factory.mktemp("pages")
    for name, chronicle in (
        ("fault", recording.chronicle(FAULT)),
        ("fleet", recording.chronicle("control.fleet_crashes")),
        ("long", long()),
        ("hostile", hostile()),
    ):
        (place / f"{name}.html").write_text(page.render(chronicle), encoding="utf-8")
    scenarios = index.pages(place, ("upgrade", "restore_latest", "control.release"))
    coverage = (Coverage(module="deploy.steps", cells=1200, judged=1190, waived=9),)
    contents = Contents(
        title="All", good=True, verdict="well", scenarios=scenarios, coverage=coverage
    )
    index.write(place, contents)
    return place


@pytest.fixture
def opened(browser: Browser) -> Iterator[Page]:
    """Give a page in which nothing may go wrong: no error, no message, no request to elsewhere."""
    with watched(browser, {"viewport": WIDE}) as page:
        wrong = list[str]()
        page.on("request", lambda asked: wrong.append(asked.url))
        yield page
        assert [url for url in wrong if is_elsewhere(url)] == []


@contextmanager
def watched(browser: Browser, options: Mapping[str, Any], foreseen: str = "") -> Iterator[Page]:
    """Give a page in which nothing goes wrong, but for messages that begin as is foreseen."""
    context = browser.new_context(**options)
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    yield page
    assert [each for each in wrong if not foreseen or not each.startswith(foreseen)] == []
    context.close()


def is_elsewhere(url: str) -> bool:
    """Say whether a request leaves the machine, or asks for another file than a page."""
    return not (url.startswith("file:///") and url.split("#", maxsplit=1)[0].endswith(".html"))
