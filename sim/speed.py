"""How fast the simulator is on one core: deployments a second, each judged by every oracle.

What is measured is a fixed mix: every scenario of a host without faults, and under a few single
faults drawn from a seed. A round tells all of it, as a sweep would: the start is forked, the
deployer runs, every effect is watched and what came of it is judged. A first round, which is not
counted, builds the starts and fills the caches. What is told is the quickest round by processor
time, and the slowest beside it: other work on a machine makes rounds slow, and none makes one fast.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.errors import Refused
from sim.stories import premiere, repertoire, scenarios, story
from sim.stories.run import identify
from sim.sweep import plans, pool

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name

FAULTS = 4
"""So many single faults of each scenario are in the mix."""
ROUNDS = 3
Work = tuple[int, int]
"""What a round came to: deployments and effects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What was measured: the work of one round, and the processor seconds of each."""

    what: str
    deployments: int
    effects: int
    seconds: tuple[float, ...]

    def __str__(self) -> str:
        """Write it for people."""
        best, worst = min(self.seconds), max(self.seconds)
        return (
            f"{self.what}: {self.deployments / best:.0f} deployments and "
            f"{self.effects / best:.0f} effects a second on one core; {self.deployments} "
            f"deployments of {self.effects / self.deployments:.0f} effects in {best:.2f} s, "
            f"{worst:.2f} s in the slowest of {len(self.seconds)} rounds"
        )


def add(commands: Commands) -> None:
    """Add the command to those of the simulator."""
    text = "how many deployments a second one core simulates"
    found = commands.add_parser("speed", help=text, description=text)
    found.set_defaults(act=carry_out)
    found.add_argument("--wheel", type=Path, metavar="FILE", help="the real wheel, measured too")
    found.add_argument("--rounds", type=int, default=ROUNDS, metavar="N")
    found.add_argument("--scenario", action="append", metavar="NAME", help="only this one")


def carry_out(options: argparse.Namespace) -> int:
    """Measure and tell."""
    names = options.scenario or tuple(scenarios.names())
    print(of_tiny_wheels(names, options.rounds))
    if options.wheel is not None:
        print(of_a_real_wheel(options.wheel.read_bytes(), options.rounds))
    return 0


def mix(names: Iterable[str]) -> list[str]:
    """Return the ids of the runs to measure, always the same ones."""
    found = []
    for name in names:
        chance = random.Random(f"speed {name}")
        clean = story.tell(scenarios.named(name))
        single = list(plans.single_faults(clean.trace))
        found += [identify(name, ())]
        found += [
            identify(name, (fault,)) for fault in chance.sample(single, min(FAULTS, len(single)))
        ]
    return found


def of_tiny_wheels(names: Iterable[str], rounds: int) -> Pace:
    """Measure the mix: small releases, whose every file is read as often as a large one's."""
    ids = mix(names)

    def tell() -> Work:
        deployments = effects = 0
        for run_id in ids:
            run = repertoire.replay(run_id)
            if run.violation is not None:
                raise Refused(f"{run_id}: {run.violation}", f"python -m sim replay '{run_id}'")
            deployments += run.deployments
            effects += run.effects
            assert run.digest, "a sweep takes it of each run"
        return deployments, effects

    return _paced("small wheels, all scenarios, single faults", tell, rounds)


def of_a_real_wheel(content: bytes, rounds: int) -> Pace:
    """Measure the premiere: deployed over an older one, a broken one after it, and a restore."""

    def play() -> Work:
        scenes = list(premiere.play(content))
        for scene in scenes:
            if scene.violation is not None:
                raise Refused(f"{scene.title}: {scene.violation}", "python -m sim main")
        return len(scenes), sum(scene.trace.count("\n") for scene in scenes)

    return _paced("the real wheel, its premiere", play, rounds)


def _paced(what: str, work: Callable[[], Work], rounds: int) -> Pace:
    deployments, effects = work()
    pool.settle_in()
    seconds = []
    for _ in range(max(1, rounds)):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return Pace(what=what, deployments=deployments, effects=effects, seconds=tuple(seconds))
