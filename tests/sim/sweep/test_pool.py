"""Workers and checkpoints: the same sum however it is spread, and nothing done twice."""

from pathlib import Path

import pytest

from sim.sweep import checkpoint, pool
from sim.sweep.tally import Finding, Tally

CHUNKS = [
    ["upgrade", "upgrade:0.files.flush@flush#1=error"],
    ["upgrade:@point_to_new=?"],
    ["redeploy", "redeploy:0.files.flush@flush#1=error"],
]


def nothing(_done: int, _number: int | None, _tally: Tally) -> None:
    """Take no notice."""


@pytest.mark.lengthy
def test_the_sum_is_the_same_for_one_worker_and_for_two() -> None:
    one, two = (pool.swept(CHUNKS, workers, nothing) for workers in (1, 2))
    assert one.findings == []
    assert one.runs > len(CHUNKS) + 2
    assert (one.digest, one.judged, one.endings) == (two.digest, two.judged, two.endings)


def test_a_sweep_that_was_interrupted_goes_on_where_it_was(tmp_path: Path) -> None:
    whole = pool.swept(CHUNKS, 1, nothing)
    left = checkpoint.begin(tmp_path / "left", "this work")
    left.done, left.tally = 1, pool.swept(CHUNKS[:1], 1, nothing)
    left.keep()
    seen: list[tuple[int, int | None]] = []
    again = checkpoint.begin(tmp_path / "left", "this work")
    found = pool.swept(CHUNKS, 1, lambda done, number, _tally: seen.append((done, number)), again)
    assert seen == [(1, None), (2, 3), (3, 3)]
    assert (found.runs, found.digest) == (whole.runs, whole.digest)
    assert not (tmp_path / "left").exists()


def test_a_sweep_that_keeps_going_has_every_finding() -> None:
    void = ["upgrade:0.files.flush@flush#99=error", "redeploy:0.files.flush@flush#99=error"]
    chunks = [["upgrade"], [void[0], CHUNKS[0][1]], [void[1]], ["redeploy"]]
    for workers in (1, 2):
        first, every = (
            pool.swept(chunks, workers, nothing, keep_going=goes_on) for goes_on in (False, True)
        )
        assert [finding.id for finding in first.findings] == void[:1]
        assert [finding.id for finding in every.findings] == void
        assert (first.runs, every.runs, every.void) == (2, 5, 2)
        assert [kind.first.id for kind in every.kinds()] == void


def test_findings_of_a_scenario_and_an_oracle_are_of_one_kind() -> None:
    said = {
        "a:1": "served: it is X",
        "a~1.1:2": "served: it is Y",
        "b:1": "served: X",
        "a:3": "lost: X",
    }
    kinds = Tally(findings=[Finding(id=id_, what=what) for id_, what in said.items()]).kinds()
    assert [(kind.first.id, kind.often) for kind in kinds] == [("a:1", 2), ("b:1", 1), ("a:3", 1)]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x04."])
def test_what_cannot_be_read_or_is_of_other_work_counts_for_nothing(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "left"
    kept = checkpoint.begin(path, "that work")
    kept.done = 7
    kept.keep()
    assert checkpoint.begin(path, "that work").done == 7
    assert checkpoint.begin(path, "other work").done == 0
    path.write_bytes(content)
    assert checkpoint.begin(path, "that work").done == 0
