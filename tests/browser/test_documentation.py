"""The page of documentation in a real browser, without a network: it shows every operation."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import watched
from tests.browser.serving import Service, running

pytestmark = pytest.mark.browser
OPERATION = "/api/ai/mentors/recommend/{user_id}"
SHOWN_MS_MAX = 30_000
FAVICON = "Failed to load resource"
"""Browsers ask for an icon of their own accord."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a service with nobody."""
    with running(tmp_path_factory.mktemp("service")) as found:
        yield found


@contextmanager
def offline(browser: Browser, service: Service) -> Iterator[Page]:
    """Give a page that reaches the service alone, and may ask nobody else."""
    elsewhere = list[str]()

    def answer(route: Route) -> None:
        if route.request.url.startswith((service.url, "data:", "blob:")):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    with watched(browser, {}, FAVICON) as page:
        page.route("**/*", answer)
        yield page
        assert elsewhere == []


def test_every_operation_is_shown_without_a_network(browser: Browser, service: Service) -> None:
    with offline(browser, service) as page:
        page.goto(f"{service.url}/docs")
        expect(page.get_by_text(OPERATION)).to_be_visible(timeout=SHOWN_MS_MAX)
        described = page.request.get(f"{service.url}/openapi.json").json()["paths"]
        expect(page.locator(".opblock")).to_have_count(sum(map(len, described.values())))


def test_an_operation_can_be_tried_from_the_page(browser: Browser, service: Service) -> None:
    with offline(browser, service) as page:
        page.goto(f"{service.url}/docs")
        block = page.locator(".opblock", has_text="/api/ai/health")
        block.locator("button.opblock-summary-control").click(timeout=SHOWN_MS_MAX)
        block.get_by_role("button", name="Try it out").click()
        block.get_by_role("button", name="Execute").click()
        expect(block.locator(".live-responses-table")).to_contain_text("200", timeout=SHOWN_MS_MAX)
        expect(block.locator(".live-responses-table")).to_contain_text('"status": "ok"')
