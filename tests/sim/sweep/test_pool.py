"""Workers and checkpoints: the same sum however it is spread, and nothing done twice."""

from pathlib import Path

import pytest

from sim.sweep import checkpoint, pool
from sim.sweep.tally import Tally

CHUNKS = [
    ["upgrade", "upgrade:0.files.flush@flush#1=error"],
    ["upgrade:@point_to_new=?"],
    ["redeploy", "redeploy:0.files.flush@flush#1=error"],
]


def nothing(_done: int, _number: int | None, _tally: Tally) -> None:
    """Take no notice."""


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
