"""A timeline in a real browser: it answers at once, by keyboard alone, in light and in dark."""

import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PAINT_MS_MAX = 1000
FRAME_MS_MAX = 50
"""In the middle of all; a machine that is at work with something else is no reason to fail."""
PAINTED = """() => new Promise((seen) =>
  new PerformanceObserver((all) => seen(all.getEntries().at(-1).startTime))
    .observe({ type: "paint", buffered: true }))"""
COPIED = """async () => {
  const said = document.getElementById("copied");
  while (!said.textContent) await new Promise(requestAnimationFrame);
}"""
FRAMES = """async () => {
  const list = document.getElementById("list"), frames = [];
  let last = performance.now();
  for (let n = 0; n < 120; n++) {
    list.scrollTop += 120;
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  return frames.sort((a, b) => a - b)[60];
}"""


def chosen(page: Page) -> int:
    """Return the row that is chosen, as whoever cannot see it is told."""
    named = page.get_attribute("#list", "aria-activedescendant") or ""
    return int(named.removeprefix("row-"))


def row(page: Page) -> str:
    return page.inner_text(f"#row-{chosen(page)}")


def open_page(page: Page, folder: Path, name: str) -> Page:
    page.goto((folder / f"{name}.html").as_uri())
    page.wait_for_selector("#list .row")
    return page


def outage(told: str, after: str) -> tuple[float, float]:
    """Return when nothing answered for the first time; `after` follows the figures."""
    found = re.search(rf"([\d.]+) to ([\d.]+){after}: nothing answers", told)
    assert found is not None, told
    return float(found[1]), float(found[2])


@pytest.fixture
def fault(opened: Page, folder: Path) -> Page:
    found = open_page(opened, folder, "fault")
    found.focus("#list")
    return found


# ------------------------------------------------------------------ the answers


def test_the_head_answers(fault: Page) -> None:
    assert "went back: the previous release serves (exit 1)" in fault.inner_text("h1")
    assert "no good answer for 2.05 s" in fault.inner_text(".lede")
    assert "a call of pm2 in step start" in fault.inner_text("#answer-failed")
    begin, end = outage(fault.inner_text("#answer-served"), r" s \(2\.05 s\)")
    assert end - begin == pytest.approx(2.05)
    assert "because step start failed" in fault.inner_text("#answer-ended")
    assert "No oracle objected" in fault.inner_text("#answer-judged")


def test_it_begins_with_the_fault(fault: Page) -> None:
    assert "fault" in row(fault)
    assert "pm2 start" in row(fault)
    said = fault.inner_text("#inspector")
    assert "Fault: the program does nothing and exits with an error." in said


def test_the_chart_shows_what_was_served(fault: Page) -> None:
    drawn = fault.evaluate("document.querySelector('#chart svg').textContent")
    for words in ("C serves", "nothing · 2.05 s", "changing", "returned", "⚡ fault", "differs"):
        assert words in drawn
    said = str(fault.get_attribute("#chart svg", "aria-label"))
    begin, end = outage(said, " seconds")
    assert end - begin == pytest.approx(2.05)
    assert (begin, end) == outage(fault.inner_text("#answer-served"), r" s \([\d.]+ s\)")


def test_the_state_after_an_effect_is_that_of_the_host(fault: Page) -> None:
    fault.fill("#find", "process.listens")
    fault.keyboard.press("Enter")
    said = fault.inner_text("#inspector")
    assert "process 1005 (ai-service, release C) listens on port 8000" in said
    tables = fault.inner_text("#inspector table >> nth=0")
    assert "8000 listens" in tables
    assert "online" in fault.inner_text("#inspector table >> nth=1")
    fault.keyboard.press("Escape")
    fault.keyboard.press("Home")
    assert "8000 listens" in fault.inner_text("#inspector table >> nth=0")
    assert "1004" in fault.inner_text("#inspector table >> nth=0")


def test_a_change_is_marked_in_the_tree(fault: Page) -> None:
    fault.keyboard.press("Home")
    fault.fill("#find", "files.link point_to_new")
    fault.keyboard.press("Enter")
    assert fault.inner_text(".tree .changed") == "current"
    said = fault.inner_text(".diff")
    assert re.search(r"current → releases/20260201\d{6}-restored, was → releases/\d{14}-", said)


# ------------------------------------------------------------------ by keyboard alone


def test_arrows_move_by_an_effect(fault: Page) -> None:
    begin = chosen(fault)
    fault.keyboard.press("ArrowDown")
    assert chosen(fault) == begin + 1
    fault.keyboard.press("k")
    fault.keyboard.press("k")
    assert chosen(fault) == begin - 1
    fault.keyboard.press("Home")
    assert chosen(fault) == 0
    fault.keyboard.press("End")
    assert chosen(fault) == fault.evaluate("JSON.parse(data.textContent).rows.op.length") - 1
    fault.keyboard.press("PageUp")
    assert chosen(fault) > begin


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("f", "fault"),
        ("d", "differs from the clean run"),
        ("p", "journal.json"),
        ("s", "process."),
        ("v", "told"),
    ],
)
def test_a_key_jumps(fault: Page, key: str, words: str) -> None:
    fault.keyboard.press("Home")
    fault.keyboard.press(key)
    assert words in row(fault)
    assert "row" in fault.inner_text("#status")
    fault.keyboard.press(key.upper())
    assert words in row(fault)


def test_a_search_leaves_what_was_searched_for(fault: Page) -> None:
    fault.keyboard.press("/")
    assert fault.evaluate("document.activeElement.id") == "find"
    fault.keyboard.type("run.pm2 stop")
    assert " of " in fault.inner_text("#status")
    ops = fault.locator("#list .row[role=option] .op").all_inner_texts()
    assert ops
    assert {each.split("#")[0] for each in ops} == {"run.pm2"}
    fault.keyboard.press("Escape")
    assert " of " not in fault.inner_text("#status")
    assert fault.evaluate("document.activeElement.id") == "list"


def test_a_jump_to_what_is_filtered_out_ends_the_search(fault: Page) -> None:
    fault.fill("#find", "clock.sleep")
    fault.focus("#list")
    fault.keyboard.press("f")
    assert "fault" in row(fault)
    assert fault.input_value("#find") == ""


def test_the_keys_are_shown_and_put_away(fault: Page) -> None:
    fault.keyboard.press("?")
    assert fault.is_visible("dialog")
    assert "the next fault, the one before" in fault.inner_text("dialog")
    fault.keyboard.press("Escape")
    assert not fault.is_visible("dialog")


def test_tab_reaches_everything_and_the_focus_is_seen(fault: Page) -> None:
    fault.evaluate("document.activeElement.blur()")
    reached, unseen = set[str](), list[str]()
    for _ in range(60):
        fault.keyboard.press("Tab")
        name, outline = fault.evaluate(
            "[document.activeElement.id || document.activeElement.className"
            " || document.activeElement.tagName,"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        reached.add(name)
        if outline == "none" and name != "BODY":
            unseen.append(name)
    assert {"skip", "copy", "command", "find", "only", "help", "list", "inspector"} <= reached
    assert unseen == []


def test_a_link_of_the_head_leads_to_its_row(fault: Page) -> None:
    fault.focus("#answer-ended a.to >> nth=0")
    fault.keyboard.press("Enter")
    assert "told" in row(fault)


def test_the_command_is_copied(browser: Browser, folder: Path) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = open_page(context.new_page(), folder, "fault")
    page.focus("#copy")
    page.keyboard.press("Enter")
    page.evaluate(COPIED)
    assert page.inner_text("#copied") == "copied"
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "python -m sim replay 'restore_latest:0.run.pm2@start#1=fails'"
    context.close()


# ------------------------------------------------------------------ for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["fault", "fleet"])
def test_axe_finds_nothing(
    browser: Browser, folder: Path, scheme: Literal["light", "dark"], name: str
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = open_page(context.new_page(), folder, name)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


@pytest.mark.parametrize("width", [1280, 800, 390])
def test_no_page_is_wider_than_its_window(browser: Browser, folder: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = open_page(context.new_page(), folder, "fault")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_every_host_has_its_lanes(opened: Page, folder: Path) -> None:
    page = open_page(opened, folder, "fleet")
    drawn = page.evaluate("document.querySelector('#chart svg').textContent")
    assert drawn.count("Served") == 3
    assert "control side" in drawn


def test_hostile_words_are_words(opened: Page, folder: Path) -> None:
    page = open_page(opened, folder, "hostile")
    assert "</script><script>alert(1)</script>" in page.inner_text("#inspector")
    assert page.locator("b[onclick]").count() == 0


# ------------------------------------------------------------------ ten thousand effects


def test_ten_thousand_effects_are_there_at_once(opened: Page, folder: Path) -> None:
    page = open_page(opened, folder, "long")
    assert page.evaluate(PAINTED) < PAINT_MS_MAX
    assert page.locator("#list .row").count() < 100


def test_ten_thousand_effects_scroll_smoothly(opened: Page, folder: Path) -> None:
    page = open_page(opened, folder, "long")
    assert page.evaluate(FRAMES) < FRAME_MS_MAX


def test_the_state_at_the_end_of_ten_thousand_effects_is_found_at_once(
    opened: Page, folder: Path
) -> None:
    page = open_page(opened, folder, "long")
    page.focus("#list")
    page.keyboard.press("End")
    assert "told" in row(page)
    page.keyboard.press("Home")
    assert "asked" in row(page)
