"""How mutants are made and named, and what is left alone."""

from pathlib import Path

from tests.mutation import scope
from tests.mutation.making import mutants_of
from tests.mutation.recorder import ROOT

SOURCE = '''"""A module."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    LIMIT = 2

LIMIT = 1


def judge(host: Host, row: Row) -> int | None:
    """Judge."""
    if row.ready and row.restarts > LIMIT:
        host.log.note("restarted too often")
        raise Refused("restarted too often", "See: pm2 logs")
    host.clock.sleep(3)
    return None
'''


def names(source: str = SOURCE) -> list[str]:
    return [mutant.name for mutant in mutants_of("sample", source)]


def test_every_kind_of_change_is_made_where_it_makes_sense() -> None:
    found = names()
    assert "sample: LIMIT = 1 => LIMIT = 2" in found
    condition = "sample.judge: if row.ready and row.restarts > LIMIT:"
    assert f"{condition} => if row.ready and row.restarts >= LIMIT:" in found
    assert f"{condition} => if row.ready or row.restarts > LIMIT:" in found
    assert f"{condition} => if not (row.ready and row.restarts > LIMIT):" in found
    raised = 'sample.judge: raise Refused("restarted too often", "See: pm2 logs")'
    assert f"{raised} => pass" in found
    assert "sample.judge: host.clock.sleep(3) => pass" in found
    assert "sample.judge: host.clock.sleep(3) => host.clock.sleep(4)" in found
    assert not any("TYPE_CHECKING" in name for name in found)


def test_words_for_people_are_left_alone() -> None:
    assert not any("XX" in name or "note" in name for name in names())


def test_a_mutant_differs_in_one_place_and_is_python() -> None:
    for mutant in mutants_of("sample", SOURCE):
        changed = mutant.of(SOURCE)
        compile(changed, "sample.py", "exec")
        assert changed != SOURCE
        assert changed.count("\n") >= SOURCE.count("\n") - 1


def test_a_mutant_knows_the_function_that_it_lies_in_and_its_lines() -> None:
    by_name = {mutant.name: mutant for mutant in mutants_of("sample", SOURCE)}
    slept = by_name["sample.judge: host.clock.sleep(3) => pass"]
    assert (slept.function, slept.lines) == ("judge", (18, 18))
    assert by_name["sample: LIMIT = 1 => LIMIT = 2"].function == ""


def test_alike_changes_are_told_apart_by_a_number() -> None:
    twice = SOURCE.replace("    host.clock.sleep(3)\n", "    host.clock.sleep(3)\n" * 2)
    found = names(twice)
    assert "sample.judge: host.clock.sleep(3) => pass" in found
    assert "sample.judge: host.clock.sleep(3) => pass #2" in found
    assert len(set(found)) == len(found)


def test_every_module_of_the_deployer_is_measured_or_left_out_for_a_reason() -> None:
    assert scope.unaccounted(ROOT / "deploy") == []


def test_a_new_module_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "novelty.py").touch()
    assert "novelty" in scope.unaccounted(tmp_path)
