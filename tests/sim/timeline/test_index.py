"""The index: a page for each run, and one that leads to all of them."""

from pathlib import Path

from sim.timeline import index
from sim.timeline.index import Contents, Coverage, Entry
from tests.sim.timeline.chronicles import FAULT, HOSTILE


def written(folder: Path, contents: Contents) -> str:
    return index.write(folder, contents).read_text(encoding="utf-8")


def test_it_leads_to_every_timeline(tmp_path: Path) -> None:
    scenarios = index.pages(tmp_path, ["upgrade", "control.release"])
    findings = index.pages(tmp_path, [FAULT])
    found = written(
        tmp_path,
        Contents(
            title="The sweep",
            good=True,
            verdict="0 violations",
            figures=(("runs", "26,000"),),
            findings=findings,
            scenarios=scenarios,
            coverage=(Coverage(module="deploy.steps", cells=1200, judged=1190, waived=10),),
        ),
    )
    for entry in (*scenarios, *findings):
        assert f'href="{entry.href}"' in found
        page = (tmp_path / entry.href).read_text(encoding="utf-8")
        assert 'href="../index.html"' in page
    assert "26,000" in found
    assert "1,200" in found
    assert "100.00 %" in found


def test_an_entry_says_how_it_ended_and_what_it_cost(tmp_path: Path) -> None:
    (entry,) = index.pages(tmp_path, [FAULT])
    assert (entry.exit, entry.verdict, entry.serves) == ("1 0", "ok", "B")
    assert entry.down == "2.05 s"
    assert entry.story == "The newest backup is restored by default."


def test_what_is_left_is_no_hundred_percent() -> None:
    row = Coverage(module="deploy.steps", cells=3, judged=1, waived=1)
    assert (row.left, round(row.percent, 1)) == (1, 66.7)
    assert Coverage(module="none", cells=0, judged=0, waived=0).percent == 100


def test_no_text_breaks_out(tmp_path: Path) -> None:
    entry = Entry(
        id=HOSTILE,
        story=HOSTILE,
        exit=HOSTILE,
        verdict=HOSTILE,
        serves=HOSTILE,
        down_s=0,
        effects=1,
        href="timelines/x.html",
    )
    found = written(tmp_path, Contents(title="x", good=False, verdict=HOSTILE, scenarios=(entry,)))
    assert found.count("<script>") == 1
    assert "<b onclick" not in found


def test_several_workers_write_the_same_pages_in_the_same_order(tmp_path: Path) -> None:
    ids, alone, together = ("redeploy", "upgrade"), tmp_path / "alone", tmp_path / "together"
    assert index.pages(alone, ids) == index.pages(together, ids, workers=2)
    for page in alone.rglob("*.html"):
        assert page.read_bytes() == (together / page.relative_to(alone)).read_bytes()
    assert len([*together.rglob("*.html")]) == len(ids)
