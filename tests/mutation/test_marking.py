"""Marks say which statements were reached, and change nothing else."""

import ast
import builtins

import pytest

from tests.mutation import marking, reach
from tests.mutation.marking import Marker
from tests.mutation.reach import Reach

SOURCE = '''"""A module."""

from __future__ import annotations

LIMIT = 1


def judge(row: list[int]) -> str:
    """Judge."""
    if not row:
        return "none"
    for each in row:
        try:
            1 // each
        except ZeroDivisionError:
            return "zero"
        finally:
            LIMIT.bit_length()
    return (
        "good"
    )
'''


def reached(monkeypatch: pytest.MonkeyPatch, row: list[int]) -> tuple[str, set[int]]:
    found: set[tuple[str, int]] = set()
    monkeypatch.setattr(builtins, marking.NAME, found.add, raising=False)
    names: dict[str, object] = {}
    exec(compile(Marker("m").visit(ast.parse(SOURCE)), "m", "exec"), names)  # noqa: S102 - ours
    judge = names["judge"]
    assert callable(judge)
    assert judge.__doc__ == "Judge."
    said = str(judge(row))
    return said, {line for _, line in found}


@pytest.mark.parametrize(
    ("row", "said", "lines"),
    [
        ([], "none", {10, 11}),
        ([0], "zero", {10, 12, 13, 14, 16, 18}),
        ([1], "good", {10, 12, 13, 14, 18, 19}),
    ],
)
def test_a_mark_is_made_before_each_statement(
    monkeypatch: pytest.MonkeyPatch, row: list[int], said: str, lines: set[int]
) -> None:
    assert reached(monkeypatch, row) == (said, lines)


def test_what_strikes_there_comes_first_and_of_each_kind_one() -> None:
    runs = ["a", "b", "s:1=x", "s:2=x", "s:3=y", "s:4=z", "days.long"]
    lines = {"m": {7: [0, 2, 3, 4, 5, 6]}}
    near = {"m": {7: [5], 9: [4]}}
    found = Reach(runs=runs, clean=2, lines=lines, near=near).to("m", (7, 8), (6, 9))
    assert found == ["a", "s:4=z", "s:3=y", "s:1=x", "s:2=x", "days.long"]


def test_what_is_executed_at_the_import_is_told_where_its_module_is_at_work() -> None:
    runs = ["a", "b", "s:1=x", "control.far"]
    lines = {"m": {7: [1, 3]}, "other": {2: [0, 1, 2]}}
    found = Reach(runs=runs, clean=2, lines=lines, near={})
    assert found.some("m") == ["b", "control.far", "a", "s:1=x"]
    assert found.some("of values alone") == ["a", "b", "s:1=x", "control.far"]


def test_of_many_runs_some_of_each_kind_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "KEPT", 2)
    runs = ["a", *(f"s:{number}=x" for number in range(9)), "s:9=y"]
    assert reach._bounded(list(range(len(runs))), 1, runs) == [0, 1, 10]
