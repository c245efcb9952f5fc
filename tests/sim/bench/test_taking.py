"""From the course of an operation to its figures."""

import pytest

from sim.bench import document, taking
from sim.bench.figures import Figure, Sheet, find
from sim.bench.operation import Course
from sim.bench.rounds import Measured
from sim.bench.tenant import Sight
from sim.bench.thresholds import Threshold
from tests.sim.bench.seen import record

QUIET = Sight(pid=10, restarts=0, files="same")


def course(after: Sight = QUIET) -> Course:
    return Course(
        seconds=7.5,
        began_s=100,
        load_average=1.5,
        records=(
            record(100, 101, "old"),
            record(101, 101.5, None, status=None),
            record(101, 102.5, "new"),
            record(100, 103, "new", way="caddy"),
        ),
        disk_added_bytes=4096,
        streams_cut=0,
        longest_silence_s=0.12,
        before=QUIET,
        after=after,
    )


def figures(after: Sight = QUIET) -> tuple[Figure, ...]:
    sheet = Sheet()
    taking.take(sheet, "deployer", "deploy", course(after), start_ms=500)
    return sheet.figures()


def number(found: tuple[Figure, ...], name: str, way: str = "") -> float:
    figure = find(found, "deployer", "deploy", name, way)
    assert figure is not None
    return figure.median


def test_what_clients_noticed_is_taken_down_by_way() -> None:
    found = figures()
    assert number(found, "requests", "straight") == 3
    assert number(found, "failed", "straight") == 1
    assert number(found, "gap", "straight") == pytest.approx(1500)
    assert number(found, "gap_over_start", "straight") == pytest.approx(1000)
    assert number(found, "longest_wait", "caddy") == pytest.approx(3000)
    assert find(found, "deployer", "deploy", "gap", "caddy") is None


def test_the_time_is_told_with_and_without_the_start() -> None:
    assert number(figures(), "time") == 7.5
    assert number(figures(), "time_over_start") == pytest.approx(7.0)


@pytest.mark.parametrize(
    ("after", "restarts", "files"),
    [
        (QUIET, 0, 0),
        (Sight(pid=11, restarts=0, files="same"), 1, 0),
        (Sight(pid=12, restarts=2, files="same"), 2, 0),
        (Sight(pid=10, restarts=0, files="other"), 0, 1),
    ],
)
def test_a_tenant_that_was_disturbed_is_noticed(after: Sight, restarts: int, files: int) -> None:
    found = figures(after)
    assert number(found, "restarts") == restarts
    assert number(found, "files_changed") == files
    assert number(found, "streams_cut") == 0


def test_the_document_holds_each_figure_and_the_course_to_find_a_cause_in() -> None:
    measured = Measured(who="deployer", operation="deploy", course=course(), log=("[1] check",))
    held = Threshold(name="a", limit="at most 0", found=0, unit="s", holds=True)
    whole = document.of({"date": "today"}, figures(), (held,), (measured,))
    assert whole["date"] == "today"
    assert whole["figures"] == [figure.document() for figure in figures()]
    assert whole["thresholds"] == [held.document()]
    assert whole["courses"] == [
        {
            "who": "deployer",
            "operation": "deploy",
            "seconds": 7.5,
            "turn_s": {"straight": [1, 2.5], "caddy": None},
            "failures": [
                {
                    "way": "straight",
                    "method": "GET",
                    "path": "/",
                    "began_s": 1,
                    "ended_s": 1.5,
                    "status": None,
                    "error": None,
                }
            ],
            "log": ["[1] check"],
        }
    ]
