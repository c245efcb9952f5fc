"""The progress of a sweep: what a terminal shows, and what a log is told of a long one."""

from io import StringIO

from rich.console import Console

from sim.reports.progress import LINE_S, shown
from sim.sweep.tally import Finding, Tally

SWEPT = Tally(runs=1_234, pairs=5, findings=[Finding(id="upgrade:0", what="served: X")])


def test_a_log_gets_a_line_when_a_minute_is_over_and_at_the_end() -> None:
    now = 0.0
    console = Console(record=True, width=200, file=StringIO(), force_terminal=False)
    with shown(console, lambda: now) as tell:
        for done in range(1, 8):
            now += LINE_S / 2
            tell(done, None if done < 3 else 7, SWEPT)
    lines = console.export_text().splitlines()
    assert [line.partition(", ")[0] for line in lines] == [
        f"sweeping every fault: {told} chunks" for told in ("2 of ?", "4 of 7", "6 of 7", "7 of 7")
    ]
    assert lines[0].endswith("1,234 runs, 5 of two faults, 1 findings, 1 minutes")


def test_a_terminal_shows_a_bar_that_ends_full() -> None:
    console = Console(record=True, width=120, file=StringIO(), force_terminal=True)
    with shown(console) as tell:
        tell(7, 7, SWEPT)
    said = console.export_text()
    assert "7/7" in said
    assert "1,234 runs, 5 of two faults" in said
