"""The grade of the simulator: every planted bug is caught, and by the oracle that should see it."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from deploy import deployment
from tests.planted import incidents, swaps
from tests.planted.bug import Bug, planted
from tests.planted.table import BUGS
from tests.planted.trial import copied, hunted, ran, tried

ROWS_MIN = 100
DEPLOY = Path(deployment.__file__).parent


@pytest.mark.planted
@pytest.mark.parametrize("bug", BUGS, ids=[bug.name for bug in BUGS])
def test_a_planted_bug_is_caught(bug: Bug, tmp_path: Path) -> None:
    found = tried(bug, tmp_path)
    assert found["oracle"] == bug.caught_by, found
    assert struck_as_told(found["id"] or "", bug.faults), f"by accident: {found}"


def struck_as_told(run_id: str, pattern: str) -> bool:
    """Say whether a bug showed under the fault that the table names, or without any."""
    _, _, plan = run_id.partition(":")
    return fnmatch(plan, pattern)


PATTERNS = sorted({bug.faults for bug in BUGS})


@pytest.mark.planted
@pytest.mark.parametrize("faults", PATTERNS, ids=[pattern or "none" for pattern in PATTERNS])
def test_nothing_is_caught_where_nothing_is_planted(faults: str, tmp_path: Path) -> None:
    copy = copied(tmp_path)
    scenarios = sorted({name for bug in BUGS if bug.faults == faults for name in bug.scenarios})
    found = hunted(copy, tuple(scenarios), faults)
    assert found["oracle"] is None, found
    assert found["runs"] > len(scenarios) * bool(faults)


@pytest.mark.planted
def test_a_sweep_stops_at_the_first_violation_and_says_how_to_replay_it(tmp_path: Path) -> None:
    bug = next(bug for bug in BUGS if bug.name == "secrets are told")
    planted(bug, copied(tmp_path))
    words = ("sweep", "--scenario", "upgrade", "--workers", "1", "--reports", str(tmp_path))
    done = ran(tmp_path, "sim", *words)
    assert done.returncode == 1, done.stderr
    assert "VIOLATION secrets" in done.stdout
    (replay,) = (line for line in done.stdout.splitlines() if line.startswith("replay it: "))
    run_id = replay.split("'")[1]
    assert ran(tmp_path, "sim", "replay", run_id).returncode == 1
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["violations"] == 1


def test_every_text_of_the_table_stands_in_the_deployer() -> None:
    """A bug that cannot be planted any more is caught by nobody."""
    places = [(bug.name, edit) for bug in BUGS for edit in bug.edits]
    texts = {edit.file: (DEPLOY / edit.file).read_text(encoding="utf-8") for _, edit in places}
    assert [name for name, edit in places if texts[edit.file].count(edit.old) != 1] == []


def test_the_table_is_long_and_names_each_bug_once() -> None:
    names = [bug.name for bug in BUGS]
    assert len(set(names)) == len(names) >= ROWS_MIN
    assert {bug.caught_by for bug in BUGS} >= {"order", "verdict", "torn", "pair", "report"}


def test_every_two_steps_of_every_tuple_are_swapped() -> None:
    tuples = [
        deployment.PREPARE_RELEASE,
        deployment.PREPARE_RESTORE,
        deployment.CHANGE,
        deployment.RESTORE,
        deployment.FINISH,
    ]
    assert len(swaps.rows()) == sum(len(steps) * (len(steps) - 1) // 2 for steps in tuples)


def test_a_table_that_has_rotted_fails(tmp_path: Path) -> None:
    copy = copied(tmp_path)
    planted(BUGS[0], copy)
    with pytest.raises(AssertionError, match="0 times, not once"):
        planted(BUGS[0], copy)


def test_every_incident_is_planted_or_looked_at_elsewhere() -> None:
    named = {name for names in incidents.PLANTED.values() for name in names}
    assert named <= {bug.name for bug in BUGS}
    assert not incidents.PLANTED.keys() & incidents.ELSEWHERE.keys()
    for reason in incidents.ELSEWHERE.values():
        for path in re.findall(r"`(tests/[a-z_/.]+)`", reason):
            assert (DEPLOY.parent / path).exists(), path
