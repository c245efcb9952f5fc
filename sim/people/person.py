"""The operator of a simulated host: what a person does there changes the world at once.

No fault strikes a person, no site counts them: on the same disk and machine as the deployer they
have a plan and a trace of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deploy.config import Config
from deploy.errors import Unreachable
from deploy.model import Apply, Restore
from deploy.ports import Answer, Process, Result
from sim.harm.faults import parse_plan
from sim.machinery import clockwork
from sim.machinery.running import Running
from sim.people import by_hand, sitting
from sim.people.filing import Filing
from sim.people.operator import Told
from sim.ports.commands import SimCommands
from sim.ports.host import SimProcesses
from sim.ports.network import SimHttp
from sim.states.places import APP, CONFIG, DAY_S, HOME, INTERPRETER, PM2_HOME, PROXY_PORT
from sim.world import World

STEP = "person"
"""In which a person has effects, of which no trace tells."""
PATIENCE_S = 600.0
"""So long a person waits for a program."""
HAPPENS_S = 300.0
"""So long a person looks on at what has begun; crashes last for days."""


@dataclass(frozen=True, slots=True)
class SimOperator(Filing):
    """A person on a simulated host."""

    @property
    def _own(self) -> World:
        """The same host, its disk and machine shared, without the deployer's plan and oracle."""
        return replace(
            self.world,
            plan={},
            lasting={},
            fired=set(),
            trace=[],
            counts={},
            guard=None,
            witness=None,
            step=STEP,
            dead=False,
            locks={},
            said=[],
        )

    # -- time

    def now(self) -> float:
        return self.world.machine.now + self.world.ahead_s

    def wait(self, seconds: float) -> None:
        self.world.pass_time(seconds)

    def pass_days(self, days: float) -> None:
        happens_s = min(days * DAY_S, HAPPENS_S)
        self.world.pass_time(happens_s)
        clockwork.leap(self.world.machine, days * DAY_S - happens_s)

    def step_clock(self, seconds: float) -> None:
        self.world.ahead_s += seconds

    # -- programs and processes

    def run(self, *argv: str) -> Result:
        result = SimCommands(self._own).run(argv, timeout_s=PATIENCE_S)
        self.world.disk.flush()
        return result

    def pm2(self, *arguments: str, cwd: str = HOME) -> Result:
        env, commands = {"PM2_HOME": PM2_HOME}, SimCommands(self._own)
        return commands.run(("pm2", *arguments), timeout_s=PATIENCE_S, cwd=cwd, env=env)

    def get(self, url: str) -> Answer | None:
        try:
            return SimHttp(self._own).get(url, timeout_s=CONFIG.http_timeout_s)
        except Unreachable:
            return None

    def listener(self, port: int) -> Process | None:
        return SimProcesses(self._own).listener(port)

    def kill(self, pid: int) -> None:
        self.world.machine.exit(pid)

    def kill_pm2(self) -> None:
        self.world.machine.kill_daemon()

    def occupy(self, port: int, *, aside: bool = False) -> None:
        home, argv = f"{APP}-old", ("python3", "-c")  # its name begins as that of our place does
        stranger = Running(parent=1, name="stranger", cwd=home, argv=argv, port=port, aside=aside)
        self.world.machine.spawn(stranger)

    def start_by_hand(self) -> None:
        self.world.machine.spawn(by_hand.service_of(self.world.disk))

    def start_proxy(self) -> None:
        by_hand.start_proxy(self.world)

    def stop_proxy(self) -> None:
        holder, self.world.machine.proxy = self.listener(PROXY_PORT), None
        if holder is not None:
            self.kill(holder.pid)

    def lose_power(self) -> None:
        self.world.machine.lose_power()

    def boot(self) -> None:
        self.start_proxy()
        self.pm2("resurrect")

    # -- the surroundings

    def cut_index(self) -> None:
        self.world.index_up = False

    def open_index(self) -> None:
        self.world.index_up = True

    def forget_packages(self) -> None:
        self.world.packages.clear()

    def remove_interpreter(self) -> None:
        self.world.disk.remove(INTERPRETER)

    # -- the deployer

    def deploy(
        self, config: Config, request: Apply | Restore | None, events: Sequence[str] = ()
    ) -> Told | None:
        own = replace(self._own, rival=self.world.rival or bool(self.world.locks))
        world = own if self.world.locks or self.world.guard is not None else self.world
        return sitting.told(world, config, request, parse_plan("+".join(events)), SimOperator)

    def is_locked(self) -> bool:
        return self.world.rival or CONFIG.layout.lock in self.world.locks

    def hold_lock(self) -> None:
        self.world.rival = True

    def let_lock_go(self) -> None:
        self.world.rival = False
