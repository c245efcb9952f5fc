"""The whole way in one process: GitHub, the control side, AWS, a host, Discord."""

import contextlib
import io
import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import responses

from deploy.control import cli
from deploy.control.desk import Desk
from deploy.control.forge import Forge
from deploy.control.notifier import Notifier
from deploy.control.settings import Settings
from deploy.control.web.discord import Discord
from deploy.control.web.github import GitHub as GitHubForge
from deploy.control.webhook import parse_webhook
from deploy.control.workshop.local import OutputFile
from scripts import warn
from sim import cli as simulator
from sim.aws.shell import SimShell
from sim.aws.store import SimStore
from sim.control import estate as estates
from sim.control import oracles
from sim.control.estate import Estate
from sim.goods import lock, wheels
from sim.oracles import truth
from sim.ports.host import SimClock, SimLog
from sim.ports.workshop import FILES, Repository, workshop_of
from sim.states import canaries, start
from sim.states.start import Start
from tests.workflows import documents
from tests.workflows.api import Api
from tests.workflows.documents import CD, CI, ROLLBACK
from tests.workflows.github import Environment, GitHub
from tests.workflows.programs import WHEEL, Call, Programs
from tests.workflows.runs import Run

WEBHOOK = f"https://discord.com/api/webhooks/123456789012345678/{'canary_of_the_webhook_' * 3}xx"
HEARD = re.escape(WEBHOOK).replace("/api/", "/api/v[0-9]+/")
HEALTH = "http://localhost:8000/api/ai/health"
BASE = "/home/ubuntu/refit"
VIRTUAL = ("--age-max-s=1e12", "--seconds=300", "--workers=1")
"""What a rehearsal is told beside the words of its step: neither clock is that of a real host."""
ARTIFACTS = {
    "AWS_ACCESS_KEY_ID": "AKIACANARYOFARTIFACTS",
    "AWS_SECRET_ACCESS_KEY": "canary/of/the/secret/key/of/artifacts",
    "S3_ARTIFACTS_BUCKET": "artifacts",
}


def secrets_of(estate: Estate) -> dict[str, str]:
    """Return the secrets of production."""
    return {
        "AWS_ACCESS_KEY_ID": "AKIACANARYPRODUCTION",
        "AWS_SECRET_ACCESS_KEY": "canary/of/the/secret/key/of/production",
        "EC2_INSTANCE_ID": estate.instances[0],
        "S3_ARTIFACTS_BUCKET": "artifacts",
        "SERVER_BASE_PATH": BASE,
        "HEALTH_CHECK_URL": HEALTH,
        "DISCORD_WEBHOOK": WEBHOOK,
    }


@dataclass
class Production:
    """One repository, one host, one channel; the commits are A, B (live), C..."""

    estate: Estate
    github: GitHub
    api: Api
    messages: list[str] = field(default_factory=list)
    """What the channel of Discord was sent, each as its JSON."""
    rehearsal: int | None = 0
    """How a rehearsal ends; None has it carried out, which takes its time."""
    behaviour: dict[str, str] = field(default_factory=dict)
    """How the app of a commit behaves, by its letter."""
    defects: dict[str, Any] = field(default_factory=dict)
    """What is wrong with the checkout that is published."""
    during: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What happens while a host is watched at something: apply, restore, snapshot; once each."""
    look: int = 2
    """At which look that is: before the first, nothing is known of the host yet."""
    looks: dict[str, int] = field(default_factory=dict)
    """How often what was sent under a mark was looked at."""

    # ------------------------------------------------------------------ what is asked

    def push(self, letter: str = "C", branch: str = "main", message: str = "") -> list[Run]:
        """A commit arrives."""
        sha = wheels.sha(letter)
        if branch == "main":
            self.api.history.insert(0, sha)
        return self.github.push(branch, sha, message)

    def pushed(self, letter: str = "C", branch: str = "main") -> Run:
        """A commit arrives, and one run begins."""
        (run,) = self.push(letter, branch)
        return run

    def release(self, **inputs: str) -> Run:
        """A person begins a release."""
        return self.github.dispatch(CD, **inputs)

    def roll_back(self, mode: str = "restore", **inputs: Any) -> Run:  # noqa: ANN401
        """A person begins a rollback."""
        return self.github.dispatch(ROLLBACK, mode=mode, **inputs)

    # ------------------------------------------------------------------ what is seen

    @property
    def serves(self) -> str | None:
        """The letter of the commit that the host serves."""
        (station,) = self.estate.stations.values()
        later = {letter: wheels.app_files(wheels.wheel(letter)) for letter in "DE"}
        return truth.served(station.world, {**oracles.known_trees(), **later})

    @property
    def commands(self) -> list[str]:
        """The marks of all that was sent to the host."""
        return [command.order.mark for command in self.estate.fleet.commands.values()]

    @property
    def changes(self) -> list[str]:
        """The marks of all that was sent to change it."""
        return [mark for mark in self.commands if "-apply-" in mark or "-restore-" in mark]

    @property
    def message(self) -> str:
        """The one message that was sent."""
        (message,) = self.messages
        return message

    def keeps_its_secrets(self) -> None:
        """No secret in a log, a message, a command or an object."""
        places = [self.github.environments["production"].secrets, ARTIFACTS]
        kept = [*canaries.SECRETS, canaries.PASSWORD]
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "DISCORD_WEBHOOK"):
            kept += [place[name] for place in places if place.get(name, "").strip()]
        logs = [run.text for run in self.github.runs]
        sent = [each.order.script for each in self.estate.fleet.commands.values()]
        things = [
            each.content.decode(errors="replace") for each in self.estate.bucket.things.values()
        ]
        texts = [*logs, *self.messages, *sent, *things, *self.estate.world.said]
        for secret in kept:
            assert not any(secret in text for text in texts), f"{secret[:6]}... was told"

    # ------------------------------------------------------------------ what is called

    def deploy(self, call: Call) -> int:
        """Run a command of the control side with exactly the environment of its step."""
        self.estate.world.begin(self.estate.world.command + 1)
        return said(call, lambda: cli.main(call.argv[3:], self.desk(call)))

    def rehearse(self, call: Call) -> int:
        """Rehearse: really where it is asked for, else as told, once there is a snapshot."""
        if self.rehearsal is None:
            with _inside(call.runner.workspace):
                return said(call, lambda: simulator.main([*call.argv[3:], *VIRTUAL]))
        (snapshot,) = [word for word in call.argv if word.startswith("--snapshot=")]
        path = call.runner.workspace / snapshot.partition("=")[2]
        if not path.is_file():
            call.said.append(f"REFUSED, nothing was touched: {path.name} is not there")
            return 2
        json.loads(path.read_text())
        call.said.append("NO-GO" if self.rehearsal else "GO")
        return self.rehearsal

    def desk(self, call: Call) -> Desk:
        """Return the desk of a runner, its parts simulated, its web real down to the request."""
        world, clock = self.estate.world, SimClock(self.estate.world)

        def forge(found: Settings) -> Forge | None:
            if found.repository is None or found.github_token is None:
                return None
            return GitHubForge(repository=found.repository, token=found.github_token, clock=clock)

        def notifier(found: Settings) -> Notifier | None:
            if found.webhook is None:
                return None
            return Discord(webhook=parse_webhook(found.webhook.reveal()), clock=clock)

        return Desk(
            env=dict(call.env),
            clock=clock,
            log=SimLog(world),
            store=lambda _: SimStore(world, self.estate.bucket),
            remote_shell=lambda _: Watched(SimShell(world, self.estate.fleet), self),
            forge=forge,
            notifier=notifier,
            workshop=lambda: self.workshop(call),
            outputs=lambda found: None if found.output is None else OutputFile(found.output),
            write=lambda path, content: _write(call.runner.workspace / path, content),
            chance=lambda: "abc123",
        )

    @contextmanager
    def workshop(self, call: Call) -> Iterator[Any]:
        """Give the checkout of a step's commit, and the wheel that was built of it before."""
        letters = {wheels.sha(letter): letter for letter in "ABCDE"}
        repository = self.repository(letters[call.env["GITHUB_SHA"]])
        workshop = workshop_of(self.estate.world, repository)
        path = f"{call.env['GITHUB_WORKSPACE']}/{WHEEL}"
        if (call.runner.workspace / WHEEL).exists():
            self.estate.world.disk.make_directory(path.rpartition("/")[0])
            self.estate.world.disk.put(path, repository.wheel(), durable=True)
        yield workshop

    def repository(self, letter: str) -> Repository:
        """Return the checkout of a commit."""
        app = wheels.app_files(wheels.wheel(letter, self.behaviour.get(letter, "{}")))
        ours = {f"ai_app/{name}": data for name, data in app.items() if name != "release.json"}
        others = {name: data for name, data in FILES.items() if not name.startswith("ai_app/")}
        files = {**others, **ours, "requirements.lock": lock.content()}
        return Repository(
            sha=wheels.sha(letter), files=files, needs=("fastapi", "uvicorn"), **self.defects
        )


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Be in a folder, as a step is in its checkout."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


@dataclass
class Watched:
    """The remote shell, past which other things happen while a host is watched."""

    shell: SimShell
    production: Production

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        return getattr(self.shell, name)

    def standings(self, command: str) -> Any:  # noqa: ANN401 - as the port says
        mark = self.production.estate.fleet.commands[command].order.mark
        looks = self.production.looks
        looks[mark] = looks.get(mark, 0) + 1
        for what in [each for each in self.production.during if f"-{each}-" in mark]:
            if looks[mark] == self.production.look:
                self.production.during.pop(what)()
        return self.shell.standings(command)


def said(call: Call, act: Callable[[], int]) -> int:
    """Do something and keep what it says; return its exit code."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = act()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    call.said += out.getvalue().splitlines()
    return code


@contextmanager
def open_for_business(folder: Path, begin: Start = start.two_releases) -> Iterator[Production]:
    """Give production: B serves, A was before, and C is about to be pushed."""
    estate = estates.build(begin)
    estate.bucket.things.clear()
    programs = Programs(deploy=_unset, rehearse=_unset, warn=_unset)
    programs.interrupt = lambda: signal.raise_signal(signal.SIGINT)
    github = GitHub(workflows=documents.all_of_them(), programs=programs, folder=folder)
    github.environments["artifacts"] = Environment(secrets=dict(ARTIFACTS))
    github.environments["production-approval"] = Environment()
    github.environments["production"] = Environment(secrets=secrets_of(estate))
    production = Production(estate, github, Api(github, [wheels.sha("B"), wheels.sha("A")]))
    github.branches["main"] = wheels.sha("B")
    programs.deploy, programs.rehearse = production.deploy, production.rehearse
    programs.warn = lambda call: said(call, lambda: warn.main(list(call.argv[2:])))
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        production.api.serve(mock)

        def told(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
            production.messages.append(str(json.loads(request.body or b"")))
            return 200, {}, "{}"

        mock.add_callback("POST", re.compile(HEARD), callback=told)
        yield production


def _unset(call: Call) -> int:
    raise AssertionError(call.argv)


__all__ = ["CD", "CI", "ROLLBACK", "Production", "open_for_business"]
