"""A mutant is planted, told from the deployer or not, and the next one finds the deployer whole."""

import subprocess
import sys
import textwrap

import pytest

from tests.mutation.recorder import ROOT

pytestmark = pytest.mark.lengthy

PROGRAM = """
from tests.mutation import trial, workers
from tests.mutation.making import mutants_of
{ready}
source = workers.source_of({module!r})
for mutant in mutants_of({module!r}, source):
    if mutant.name == {name!r}:
        print(trial.tried(mutant, source, {runs!r}).outcome)
        print(trial.tried(mutant, source, ()).outcome)
"""
WARM = "from sim.stories import repertoire"
POINTED = "steps.point_to_new: releases.point(host, journal.read(host).release) => pass"


def outcomes(name: str, *runs: str, ready: str = "") -> list[str]:
    """Try a mutant in a process that has not imported the deployer, or has."""
    module = name.partition(":")[0].partition(".")[0]
    program = PROGRAM.format(ready=ready, module=module, name=name, runs=runs)
    found = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )
    return found.stdout.split("\n")[:-1]


def test_a_mutant_of_a_function_is_killed_by_an_oracle() -> None:
    assert outcomes(POINTED, "upgrade", ready=WARM) == ["verdict", "unreached"]


def test_a_mutant_of_a_constant_is_killed_before_the_import() -> None:
    name = 'layout: LINKED = ("ai_app", "venv", "pyproject.toml", "requirements.txt") => LINKED = '
    assert outcomes(f"{name}None", "upgrade") == ["start", "unreached"]


def test_a_mutant_that_changes_nothing_survives() -> None:
    name = 'steps.fetch: raise Refused("no wheel was given") => pass'
    assert outcomes(name, "upgrade", ready=WARM) == ["survived", "unreached"]


def test_a_mutant_that_never_ends_is_killed() -> None:
    was = "probation._wait: now = host.clock.now()"
    assert outcomes(f"{was} => now = None", "slow_start", ready=WARM)[0] != "survived"
