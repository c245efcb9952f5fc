"""Chronicles for tests: one in which an oracle objects, a hostile one, and one that is long."""

import functools
from dataclasses import replace

import pytest

from deploy.model import Apply, Restore
from sim.goods import wheels
from sim.oracles import ending
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states import start
from sim.states.places import CONFIG, UPLOADS
from sim.stories import deployer
from sim.stories.run import Run
from sim.timeline import recording
from sim.timeline.model import Chronicle, Kind
from sim.timeline.recorder import Recorder

FAULT = "restore_latest:0.run.pm2@start#1=fails"
KILLED = "answers_500:0.files.read@verify#3=kill_after"
HOSTILE = "</script><script>alert(1)</script>\u2028<b onclick='x'>&amp;\u202e`\ud800\x07\n"


@functools.cache
def told(run_id: str) -> Chronicle:
    """Tell a run once for all tests: a chronicle is never changed."""
    return recording.chronicle(run_id)


def objected(monkeypatch: pytest.MonkeyPatch, run_id: str = FAULT) -> Chronicle:
    """Tell a run at whose end an oracle objects."""

    def objects(case: Case) -> None:
        if case.verdict.exit_code == 1:
            raise Violation("verdict", "exit 1, but C serves")

    monkeypatch.setattr(ending, "ORACLES", (objects,))
    return recording.chronicle(run_id)


def hostile() -> Chronicle:
    """Return a chronicle in which every text that comes from a run would break out if it could."""
    found = told(FAULT)
    bad = HOSTILE
    rows = tuple(
        replace(
            row,
            detail=row.detail + bad,
            outcome=row.outcome + bad,
            step=row.step + bad,
            changes=(
                *row.changes,
                (f"disk/home/{bad}", f"l {bad}"),
                (f"process/{bad}", "\t".join([bad] * 6)),
            ),
        )
        for row in found.rows
    )
    tellings = tuple(
        replace(each, asked=each.asked + bad, message=bad, reason=bad, failed_step=bad)
        for each in found.tellings
    )
    run = replace(found.run, violation=Violation(bad, bad), serves=bad)
    return replace(found, run=run, rows=rows, tellings=tellings, story=bad, instead=bad)


def long(effects_min: int = 10_000) -> Chronicle:
    """Tell a life of one host in which it is deployed to, and restored, for days."""
    world = start.two_releases().fork()
    recorder, run = Recorder(), Run(scenario="long", plan=(), trace=world.trace)
    recorder.attend(world, "host")
    turn = 0
    while len(world.trace) < effects_min:
        world.begin(turn)
        requests = (_request("C"), _request("B"), Restore(force="again"))
        ended = deployer.told_by(world, CONFIG, requests[turn % len(requests)])
        assert ended is not None
        run.verdicts.append(str(ended.exit_code))
        world.pass_time(3600)
        turn += 1
    run.effects = len(world.trace)
    return recording.written(recorder, run, "A long life of one host.", None)


def _request(letter: str) -> Apply:
    path = UPLOADS.format(letter=letter)
    return Apply(wheel=path, sha=wheels.sha(letter), force="again")


def effects(chronicle: Chronicle) -> int:
    """Count the effects of a chronicle."""
    return sum(row.kind is Kind.EFFECT for row in chronicle.rows)
