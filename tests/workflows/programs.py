"""The programs that `run` steps call: scripted sessions of nox, and our own commands in process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.workflows import words
from tests.workflows.tokens import NotUnderstood

if TYPE_CHECKING:
    from tests.workflows.stepping import Runner

CONTROL = ".nox/control/bin/python"
INSTALLED = ".nox-is-installed"
WHEEL = "dist/refit_ai_service-0.1.0-py3-none-any.whl"


@dataclass
class Call:
    """One program being called: its words, its environment, and where."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    runner: "Runner"
    said: list[str] = field(default_factory=list)


Program = Callable[[Call], int]


@dataclass
class Programs:
    """All that can be called. What no session says otherwise succeeds."""

    deploy: Program
    rehearse: Program
    warn: Program
    sessions: dict[str, int | Callable[[], int]] = field(default_factory=dict)
    """How sessions of nox end."""
    calls: list[tuple[str, ...]] = field(default_factory=list)
    interrupt: Callable[[], None] = lambda: None
    """Sends the signal that a runner sends to what it runs when its job is cancelled."""

    def call(self, call: Call) -> int:
        """Call a program; one that is not known raises."""
        self.calls.append(call.argv)
        match call.argv:
            case ("sudo", "apt-get" | "sysctl", *_):
                return 0
            case ("python", "-m", "pip", "install", *packages) if set(packages) <= {"nox", "uv"}:
                (call.runner.programs / INSTALLED).touch()
                return 0
            case ("python", "-m", "nox", "-s", *sessions):
                return self._nox(call, tuple(sessions))
            case (str(program), "-m", "deploy", *_) if program == CONTROL:
                return self.deploy(call)
            case (str(program), "-m", "sim", "rehearse", *_) if program == CONTROL:
                return self.rehearse(call)
            case ("python", "scripts/warn.py", *_):
                return self.warn(call)
        raise NotUnderstood(f"the command {call.argv}")

    def _nox(self, call: Call, sessions: tuple[str, ...]) -> int:
        workspace = call.runner.workspace
        if not (call.runner.programs / INSTALLED).exists():
            call.said.append("No module named nox")
            return 1
        if not (workspace / ".git").exists():
            call.said.append("nox > Failed to find the noxfile.py")
            return 2
        if sessions == ("control", "--install-only"):
            words.place(workspace / CONTROL)
            return 0
        for session in sessions:
            code = self.sessions.get(session, 0)
            code = code if isinstance(code, int) else code()
            call.said.append(f"nox > Session {session} {'failed' if code else 'was successful'}.")
            if code:
                return 1
            if session == "wheel":
                (workspace / WHEEL).parent.mkdir()
                (workspace / WHEEL).write_bytes(b"a wheel")
        return 0
