"""The speed of the simulator is measured over the same work each time, and of good runs alone."""

from __future__ import annotations

import gc
import re

import pytest

from deploy.errors import Refused
from sim import cli, speed
from sim.oracles.violation import Violation
from sim.stories import repertoire
from sim.stories.run import Run

NAME = "first_deploy"


def test_the_mix_is_the_same_each_time() -> None:
    ids = speed.mix([NAME])
    assert ids == speed.mix([NAME])
    assert len(set(ids)) == 1 + speed.FAULTS
    assert ids[0] == NAME


def test_every_deployment_and_effect_of_a_round_is_counted() -> None:
    runs = [repertoire.replay(run_id) for run_id in speed.mix([NAME])]
    pace = speed.of_tiny_wheels([NAME], rounds=2)
    assert pace.deployments == sum(run.deployments for run in runs)
    assert pace.effects == sum(run.effects for run in runs)
    assert len(pace.seconds) == 2
    assert min(pace.seconds) > 0


def test_a_world_goes_as_soon_as_its_run_is_over() -> None:
    repertoire.replay("answers_500")
    gc.collect()
    gc.disable()
    repertoire.replay("answers_500")
    left = gc.collect()
    gc.enable()
    assert left == 0, "a failure was kept together with the frames it left"


def test_the_quickest_round_is_told_and_the_slowest_beside_it() -> None:
    pace = speed.Pace(what="it", deployments=300, effects=60_000, seconds=(2.0, 1.0, 4.0))
    assert str(pace) == (
        "it: 300 deployments and 60000 effects a second on one core; "
        "300 deployments of 200 effects in 1.00 s, 4.00 s in the slowest of 3 rounds"
    )


def test_a_run_that_breaks_an_oracle_is_no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    def bad(run_id: str) -> Run:
        return Run(scenario=run_id, plan=(), violation=Violation("torn", "half"))

    monkeypatch.setattr(repertoire, "replay", bad)
    with pytest.raises(Refused, match="torn: half"):
        speed.of_tiny_wheels([NAME], rounds=1)


def test_the_command_tells_the_pace(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["speed", "--scenario", NAME, "--rounds", "1"]) == 0
    assert re.match(
        r"small wheels.*: [0-9]+ deployments and [0-9]+ effects", capsys.readouterr().out
    )
