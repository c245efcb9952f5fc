"""The page at `/` in a real browser, against the real service: what it shows, and how it fails."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import exp
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Route, expect

from api.sample import sample_mentees, sample_mentors
from schemas.errors import Unusable
from schemas.mentor_body import MentorBody
from tests.browser.conftest import watched
from tests.browser.serving import Gated, Matches, Service, running

pytestmark = pytest.mark.browser
KOREAN = "간호사로 일하다 데이터 분석가로 옮기고 싶습니다. SQL은 조금 할 줄 알아요."
ENGLISH = "I want to become a data analyst. I know some SQL and Excel."
COHORT_MS_MAX = 240_000
"""For what encodes a whole cohort, on a machine that is at work with something else."""
REFUSED = "Failed to load resource"
"""So the browser itself tells of an answer that is an error."""
BLOCKED = "This document requires 'TrustedHTML' assignment."
CANARY = "<img src=x onerror=alert(1)><script>alert(2)</script>"
TABS_MAX = 120
AMERICAN: Mapping[str, Any] = {"locale": "en-US"}
MINUS = "\N{MINUS SIGN}"
SIGNED = re.compile(rf"[{MINUS}+][\d.]+")
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a service in which the sample people are kept, and read."""
    with running(tmp_path_factory.mktemp("service")) as found:
        settings, known = found.state.settings, found.parts.known
        found.parts.people.put_mentors(sample_mentors(settings, known))
        found.parts.people.put_mentees(sample_mentees(settings, known))
        found.wait_until_read()
        yield found


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """Give the page in English; nothing may go wrong in it."""
    with opened(browser, service) as found:
        yield found


@pytest.fixture
def stage(service: Service) -> Iterator[Service]:
    """Give the service, of which a test may replace parts; afterwards they are the old ones."""
    parts = service.parts
    yield service
    service.state.parts = parts


@contextmanager
def opened(
    browser: Browser, service: Service, options: Mapping[str, Any] = AMERICAN, foreseen: str = ""
) -> Iterator[Page]:
    """Give the page in a browser of these options; it may ask this service alone."""
    with watched(browser, options, foreseen) as page:
        asked = list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(service.url)
        expect(page.locator("#people-said")).to_contain_text(re.compile(r"\d|yet"))
        yield page
        assert [url for url in asked if not url.startswith(f"{service.url}/")] == []


def search(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#results[aria-busy=false] .card").first).to_be_visible()


def sent(page: Page, path: str, act: Callable[[], None]) -> dict[str, Any]:
    """Do something; return what the page asks the service for by it."""
    with page.expect_request(lambda asked: asked.method == "POST" and path in asked.url) as found:
        act()
    return cast("dict[str, Any]", found.value.post_data_json)


# ------------------------------------------------------------------ people


def test_the_sample_people_are_loaded_by_a_button(
    browser: Browser, root: Path, tmp_path: Path
) -> None:
    some = tmp_path / "evaluation"
    some.mkdir()
    for name in ("mentors", "queries"):
        text = (root / "ai_app/data/evaluation" / f"{name}.jsonl").read_text(encoding="utf-8")
        (some / f"{name}.jsonl").write_text("".join(text.splitlines(True)[:20]), encoding="utf-8")
    with (
        running(tmp_path, evaluation_directory=some) as service,
        opened(browser, service) as page,
    ):
        said = page.locator("#people-said")
        expect(said).to_contain_text("Nobody is kept yet")
        page.click("#match-them")
        expect(page.locator("#match-said")).to_contain_text("Load the sample people first")
        page.fill("#text", KOREAN)
        page.click("#search")
        expect(page.locator("#results-said")).to_contain_text("No mentor passes")
        page.click("#load")
        expect(said).to_contain_text(re.compile(r"^20 mentors and \d+ mentees are kept\. Loaded"))
        expect(page.locator("#people-progress")).to_be_hidden(timeout=60_000)
        page.click("#load")
        expect(said).to_contain_text(re.compile(r"Loaded: \d+ as they were\."))


# ------------------------------------------------------------------ recommendations


@pytest.mark.parametrize(
    ("locale", "text", "counted", "why"),
    [
        ("ko-KR", KOREAN, "점수에 반영된 것", "데이터 분석가로 일하며"),
        ("ko-KR", ENGLISH, "점수에 반영된 것", "데이터 분석가로 일하며"),
        ("en-US", KOREAN, "What counted", "They work as Data Analyst and know"),
        ("en-US", ENGLISH, "What counted", "They work as Data Analyst and know"),
    ],
)
def test_mentors_come_with_their_reasons(
    browser: Browser, service: Service, locale: str, text: str, counted: str, why: str
) -> None:
    with opened(browser, service, {"locale": locale}) as page:
        assert page.get_attribute("html", "lang") == locale[:2]
        search(page, text)
        assert page.locator(".card").count() == 5
        first = page.locator(".card").first
        expect(first.locator(".why")).to_contain_text(why)
        expect(first.locator("h4")).to_have_text(counted)
        expect(first.locator(".tags .shared").first).to_contain_text("Data Analyst")


def test_what_counted_adds_up_to_the_percentage(page: Page) -> None:
    search(page, KOREAN)
    for place in range(5):
        card = page.locator(".card").nth(place)
        numbers = numbers_of(" ".join(card.locator(".bars .number").all_inner_texts()))
        base, total = numbers_of(card.locator(".counted > .number").inner_text())
        assert sum(numbers) == pytest.approx(total, abs=0.05)  # each is rounded
        shown = re.findall(r"\d+(?=%)", card.locator(".score").inner_text())
        exact = 100 / (1 + exp(-base - total))
        assert int(shown[0]) == pytest.approx(min(99, max(1, exact)), abs=1)


def numbers_of(text: str) -> list[float]:
    return [float(each.replace(MINUS, "-")) for each in SIGNED.findall(text)]


def test_filters_act_at_once(page: Page) -> None:
    search(page, ENGLISH)
    body = sent(page, "/recommend", lambda: page.check("[name=only_verified]"))
    assert body["filters"]["only_verified"]
    page.get_by_label("Data Analyst").check()
    page.select_option("#top-k", "10")
    expect(page.locator(".card")).not_to_have_count(5)
    number = page.locator(".card").count()
    assert number > 1
    assert page.locator(".card .verified").count() == number
    assert page.locator(".card .tags").filter(has_text="Data Analyst").count() == number
    page.select_option("#top-k", "3")
    expect(page.locator(".card")).to_have_count(3)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_example_searches(page: Page, language: str) -> None:
    page.click(f"#examples [lang={language}] >> nth=0")
    expect(page.locator(".card")).to_have_count(5)
    assert (re.search("[가-힣]", page.input_value("#text")) is not None) == (language == "ko")


def test_in_a_narrow_window_what_is_found_comes_into_view(
    browser: Browser, service: Service
) -> None:
    window = {"viewport": {"width": 360, "height": 700}}
    with opened(browser, service, {**AMERICAN, **window}) as page:
        expect(page.locator("#results-heading")).not_to_be_in_viewport()
        search(page, ENGLISH)  # by the keyboard, which moves nothing by itself
        expect(page.locator("#results-heading")).to_be_in_viewport()


def test_the_other_language_says_all_anew_and_is_remembered(page: Page) -> None:
    search(page, KOREAN)
    expect(page.locator(".why").first).to_contain_text("They")
    page.click("[data-language=ko]")
    expect(page.locator(".why").first).to_contain_text("다룹니다")
    assert page.title() == "Re-Fit: 나에게 맞는 멘토 찾기"
    assert page.input_value("#text") == KOREAN
    page.reload()
    expect(page.locator("h1")).to_have_text("나에게 맞는 멘토, 그리고 그 이유")
    assert page.get_attribute("[data-language=ko]", "aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).wordBreak") == "keep-all"


def test_both_languages_say_the_same_things(page: Page) -> None:
    ours = """async () => { const { LANGUAGES } = await import("/page/words.js");
      return Object.values(LANGUAGES).map((of) => Object.entries(of)
        .map(([key, said]) => [key, typeof said])); }"""
    korean, english = page.evaluate(ours)
    assert korean == english


# ------------------------------------------------------------------ words


def test_a_first_message_is_shown_and_copied(browser: Browser, service: Service) -> None:
    may = {"permissions": ["clipboard-read", "clipboard-write"]}
    with opened(browser, service, {**AMERICAN, **may}) as page:
        search(page, ENGLISH)
        card = page.locator(".card").first
        card.get_by_role("button", name="Write a first message").click()
        expect(card.locator(".written")).to_contain_text("Hello ")
        expect(card.locator(".words .help")).to_contain_text("Written by a template")
        card.get_by_role("button", name="Copy").click()
        expect(card.locator(".words .help")).to_have_text("Copied.")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == card.locator(".written").inner_text()


@pytest.mark.parametrize("fails", [False, True])
def test_words_are_shown_as_they_come(page: Page, stage: Service, *, fails: bool) -> None:
    writer = Gated(("Hello, ", "nice to meet you."), fails=fails)
    wording = replace(stage.parts.wording, writer=writer)
    stage.state.parts = replace(stage.parts, wording=wording)
    search(page, ENGLISH)
    card = page.locator(".card").first
    card.get_by_role("button", name="Write a first message").click()
    expect(card.locator(".written")).to_have_text("Hello, ")
    expect(card.locator(".words")).to_have_attribute("aria-busy", "true")
    writer.gate.set()
    told = "Written by a template" if fails else "Written by Gemini"
    expect(card.locator(".words .help")).to_contain_text(told)
    text = card.locator(".written").inner_text()
    assert (text == "Hello, nice to meet you.") is not fails
    assert card.locator(".words").get_attribute("aria-busy") is None


def test_a_stream_that_is_cut_short_is_told(page: Page) -> None:
    piece = 'event: piece\ndata: {"text": "Hel"}\n\n: ping\n\n'
    page.route("**/words/*", lambda route: answer(route, "text/event-stream", piece))
    search(page, ENGLISH)
    page.locator(".message button").first.click()
    expect(page.locator(".words .problem")).to_contain_text("The words were cut short")


# ------------------------------------------------------------------ a cohort


def test_a_cohort_is_matched_and_the_proof_is_shown(page: Page) -> None:
    page.get_by_label("The fairest").check()
    page.select_option("#score-min", "0.5")
    body = sent(page, "/matches", lambda: page.click("#match-them"))
    assert (body["objective"], body["score_min"]) == ("fair", 0.5)
    expect(page.locator(".verdict")).to_have_text("0 blocking pairs", timeout=COHORT_MS_MAX)
    assert page.locator(".points .bad").count() == 0
    pairs, without = re.findall(r"\d+", page.inner_text("#match-said"))
    assert int(pairs) + int(without) == len(body["mentee_ids"]) > 100
    page.get_by_role("button", name=f"Show all {pairs} pairs").click()
    assert page.locator(".pairs > li").count() == int(pairs)
    assert page.locator(".unmatched > li").count() == int(without) > 0
    expect(page.locator(".unmatched").get_by_text("No mentor reaches").first).to_be_visible()
    expect(page.locator(".pairs > li .help").first).to_contain_text(re.compile("choice"))
    page.get_by_role("button", name="Why these two?").first.click()
    expect(page.locator(".pairs .written").first).to_contain_text("We recommend")
    expect(page.locator(".both").first).to_contain_text("The mentee:")


def test_a_matching_shows_its_progress_and_can_be_stopped(page: Page, stage: Service) -> None:
    stage.state.parts = replace(stage.parts, matching=cast("Any", Matches()))
    page.click("#match-them")
    progress = page.locator("#match-progress")
    expect(progress).to_contain_text("Matching: scoring every pair, 3 of 8")
    assert progress.locator("progress").evaluate("(bar) => bar.position") == 3 / 8
    assert page.is_disabled("#match-them")
    progress.get_by_role("button", name="Stop").click()
    expect(page.locator("#match-said")).to_have_text("The matching was stopped.")
    assert page.is_enabled("#match-them")


def test_a_matching_that_fails_says_why(page: Page, stage: Service) -> None:
    matching = Matches(error=Unusable("these are more pairs than can be matched"))
    stage.state.parts = replace(stage.parts, matching=cast("Any", matching))
    page.click("#match-them")
    problem = page.locator("#match-problem")
    expect(problem).to_contain_text("these are more pairs than can be matched")


# ------------------------------------------------------------------ what goes wrong is told


def test_what_the_service_refuses_is_told_in_words(browser: Browser, service: Service) -> None:
    with opened(browser, service, foreseen=REFUSED) as page:
        page.fill("#text", "a" * 4_001)
        page.click("#search")
        problem = page.get_by_role("alert")
        expect(problem).to_contain_text("The service cannot take this as it is.")
        expect(problem).to_contain_text("/text: String should have at most 4000 characters")
        expect(problem).to_contain_text(re.compile("Request [0-9a-f]{32}"))
        assert page.get_attribute("#text", "aria-invalid") == "true"
        expect(page.locator("#length.over")).to_have_text("4,001 / 4,000")
        page.fill("#text", " ")
        page.click("#search")
        expect(problem).to_contain_text("nobody can be found for a profile without")
        search(page, ENGLISH)
        expect(problem).to_have_count(0)


def test_a_service_that_does_not_answer_is_told_of(browser: Browser, service: Service) -> None:
    with opened(browser, service, foreseen=REFUSED) as page:
        page.context.set_offline(True)
        for button, place in (
            ("#search", "#results"),
            ("#match-them", "#match"),
            ("#load", "#people"),
        ):
            page.click(button)
            expect(page.locator(f"{place}-problem")).to_contain_text("The service does not answer.")


def test_an_answer_that_is_no_problem_of_ours_is_told_by_its_status(
    browser: Browser, service: Service
) -> None:
    with opened(browser, service, foreseen=REFUSED) as page:
        page.route("**/recommend", lambda route: answer(route, "text/html", "<p>", 502))
        page.click("#search")
        expect(page.get_by_role("alert")).to_contain_text("Something went wrong in the service.")
        expect(page.get_by_role("alert")).to_contain_text("502")


def test_a_batch_that_is_cut_short_is_told(page: Page) -> None:
    line = json.dumps({"line": 1, "user_id": 1, "outcome": "created"})
    page.route("**/batch", lambda route: answer(route, "application/x-ndjson", line + "\n"))
    page.click("#load")
    expect(page.locator("#people-problem")).to_contain_text("The answer was cut short.")


def test_what_people_wrote_is_text_and_nothing_else(browser: Browser, stage: Service) -> None:
    mentors = stage.parts.mentors
    told = dict.fromkeys(("nickname", "company_name", "introduction"), CANARY)
    mentors.put(9_001, MentorBody.model_validate({**told, "skills": [CANARY], "verified": True}))
    try:
        with opened(browser, stage) as page:
            search(page, CANARY)
            card = page.locator(".card").filter(has_text="onerror").first
            expect(card.locator("h3")).to_have_text(CANARY)
            expect(card.locator(".introduction")).to_have_text(CANARY)
            card.locator(".message > button").click()
            expect(card.locator(".written")).to_contain_text("<img")
            assert page.locator("main img, main script").count() == 0
    finally:
        mentors.delete(9_001)


# ------------------------------------------------------------------ for everybody


def test_it_is_used_by_keyboard_alone(page: Page) -> None:
    unseen = list[str]()
    tab_to(page, "#text", unseen)
    page.keyboard.type(ENGLISH)
    tab_to(page, "[name=only_verified]", unseen)
    page.keyboard.press("Space")
    tab_to(page, "[name=jobs][value='Data Analyst']", unseen)
    page.keyboard.press("Space")
    tab_to(page, "#search", unseen)
    page.keyboard.press("Enter")
    expect(page.locator("#results[aria-busy=false] .card")).to_have_count(5)
    tab_to(page, ".message button", unseen)
    page.keyboard.press("Enter")
    expect(page.locator(".written").first).to_contain_text("Hello")
    tab_to(page, "[name=objective]", unseen)
    page.keyboard.press("ArrowRight")
    tab_to(page, "#match-them", unseen)
    body = sent(page, "/matches", lambda: page.keyboard.press("Enter"))
    assert body["objective"] == "mentors"
    expect(page.locator(".verdict")).to_be_visible(timeout=COHORT_MS_MAX)
    tab_to(page, ".pairs button", unseen)
    page.keyboard.press("Enter")
    expect(page.locator(".both .written").first).not_to_be_empty()
    assert unseen == []


def tab_to(page: Page, selector: str, unseen: list[str]) -> None:
    """Press Tab until what is looked for has the focus; note what has it and does not show it."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        there, seen, name = page.evaluate(
            """(selector) => { const on = document.activeElement;
              const shown = on.closest("label.chip") ?? on;
              return [on.matches(selector), getComputedStyle(shown).outlineStyle !== "none",
                on.outerHTML.slice(0, 80)]; }""",
            selector,
        )
        if not seen and not name.startswith("<body"):
            unseen.append(name)
        if there:
            return
    pytest.fail(f"Tab does not lead to {selector}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, service: Service, scheme: Scheme, width: int
) -> None:
    window = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    # axe is brought in by a script, which the page's own policy would not have.
    options = {**AMERICAN, **window, "bypass_csp": True}
    with opened(browser, service, options, foreseen=REFUSED) as page:
        search(page, KOREAN)
        page.locator(".message button").first.click()
        page.click("#match-them")
        expect(page.locator(".verdict")).to_be_visible(timeout=COHORT_MS_MAX)
        page.locator(".pairs button").first.click()
        expect(page.locator(".both .written").first).not_to_be_empty()
        judge(page, width)
        page.fill("#text", "a" * 4_001)
        page.click("#search")
        expect(page.get_by_role("alert")).to_be_visible()
        judge(page, width)


def judge(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_its_policy_holds_back_what_is_not_its_own(browser: Browser, service: Service) -> None:
    with opened(browser, service) as page:
        page.evaluate("window.heard = []")
        page.evaluate(
            "addEventListener('securitypolicyviolation', (e) => heard.push(e.effectiveDirective))"
        )
        search(page, KOREAN)
        page.locator(".message button").first.click()
        expect(page.locator(".written").first).not_to_be_empty()
        assert page.evaluate("heard") == []
    with (
        opened(browser, service, foreseen=BLOCKED) as page,
        pytest.raises(Exception, match="Trusted"),
    ):
        page.evaluate("document.body.innerHTML = '<p>'")


def answer(route: Route, kind: str, body: str, status: int = 200) -> None:
    route.fulfill(status=status, content_type=kind, body=body)
