"""Shrinking real failures: the deployer is broken on purpose, in this process."""

from collections.abc import Iterator

import pytest

from deploy import health, pm2, repair, report
from deploy.host import Host
from deploy.model import Release
from sim import cli
from sim.stories import repertoire, scenarios

pytestmark = pytest.mark.lengthy

UNRELATED = (*("0.run.pm2@check#1=noise", "0.run.pm2@verify#1=noise!", "0.run.pm2@stop#1=lost"),)
NEEDED = ("0.run.pm2@start#1=previous_is_edited", "0.run.caddy@reload_proxy#1=lost")
FIVE = f"third:{'+'.join((UNRELATED[0], NEEDED[0], *UNRELATED[1:], NEEDED[1]))}"
"""Where nobody proves the previous release: it was edited, and must be gone back to."""


@pytest.fixture
def no_parachute(monkeypatch: pytest.MonkeyPatch) -> None:
    def looks_away(_host: Host, _previous: str, _release: Release) -> None:
        return

    monkeypatch.setattr(repair, "_prove_previous", looks_away)


def shrunk(run_id: str, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = cli.main(["shrink", run_id, *words])
    return code, capsys.readouterr().out


@pytest.mark.usefixtures("no_parachute")
def test_of_five_faults_the_two_that_matter_remain(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = shrunk(FIVE, capsys)
    assert code == 1
    (replay,) = (line for line in said.splitlines() if line.startswith("replay it: "))
    found = replay.split("'")[1]
    assert found == f"upgrade:{NEEDED[0]}+{NEEDED[1].replace('=lost', '=fails')}"
    assert f"without {NEEDED[0]}: ends well" in said
    assert said.count("  without ") == 3, "each fault, and the start state"
    run = repertoire.replay(found)
    assert run.violation is not None
    assert run.violation.oracle == "level 3"
    assert shrunk(FIVE, capsys)[1].splitlines()[:-1] == said.splitlines()[:-1]


@pytest.mark.usefixtures("no_parachute")
def test_what_is_minimal_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = shrunk(f"upgrade:{NEEDED[0]}+0.run.caddy@reload_proxy#1=fails", capsys)
    assert code == 1
    assert "->" not in said
    assert "Nothing of it can be left out" in said


def test_a_failure_without_faults_becomes_the_smallest_world(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lie = {"release": "another", "sha": None, "version": None}
    monkeypatch.setattr(report, "identity", lambda _release: lie)
    code, said = shrunk("third:0.run.pm2@check#1=noise", capsys)
    assert code == 1
    assert "replay it: python -m sim replay 'first_deploy'" in said


def test_any_violation_will_do_where_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the process unproven, `started_by_hand` breaks one oracle, and others alone another."""
    real = health.judge_process

    def trusting(facts: health.Facts, expected: health.Expected) -> object:
        verdict = real(facts, expected)
        return None if facts.listener is not None else verdict

    monkeypatch.setattr(health, "judge_process", trusting)
    code, said = shrunk("started_by_hand", capsys, "--any")
    assert code == 1
    assert "VIOLATION" in said


def test_what_does_not_fail_is_not_shrunk(capsys: pytest.CaptureFixture[str]) -> None:
    assert shrunk("upgrade:0.files.flush@flush#1=error", capsys) == (
        0,
        "upgrade:0.files.flush@flush#1=error does not fail: 2 then 0\n",
    )


@pytest.mark.parametrize("run_id", ["upgrade:0.files.flush@flush#99=error", "nothing", "upgrade:x"])
def test_what_proves_nothing_is_refused(run_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["shrink", run_id]) == 2
    assert "refused" in capsys.readouterr().err


@pytest.fixture
def a_whim(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PM2's table is read once more in every second start."""
    real, starts = pm2.start, [0]

    def start(host: Host) -> None:
        starts[0] += 1
        if starts[0] % 2:
            pm2.rows(host)
        real(host)

    scenarios.named("upgrade").start()
    monkeypatch.setattr(pm2, "start", start)
    yield
    assert starts[0] == 2


@pytest.mark.usefixtures("a_whim")
def test_what_comes_out_differently_is_not_trusted(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = shrunk("upgrade", capsys)
    assert code == 1
    assert "does not come out the same twice" in said
