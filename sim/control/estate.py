"""An estate: the control side's own world, AWS beside it, and the hosts behind that."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial

from deploy.control import artifact, releasable
from deploy.control.artifact import Manifest, Package, Part
from deploy.control.desk import Desk
from deploy.control.forge import COMPLETED, CONTEXT, MAIN, SUCCESS, Run, Status, record_of
from sim.aws.agent import Agent
from sim.aws.bucket import Bucket, Thing
from sim.aws.fleet import Fleet, Pace
from sim.aws.shell import SimShell
from sim.aws.store import SimStore
from sim.control.station import Station
from sim.goods import wheels
from sim.ports.forge import Repository, SimForge
from sim.ports.host import SimClock, SimLog
from sim.ports.notifier import Channel, SimNotifier
from sim.ports.workshop import Repository as Checkout
from sim.ports.workshop import workshop_of
from sim.states.places import BASE, HEALTH_URL
from sim.states.start import Start
from sim.world import World

SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIACANARYCANARY0001",
    "AWS_SECRET_ACCESS_KEY": "CanaryOfTheSecretAccessKeyOfAWS000000001",
    "GITHUB_TOKEN": "ghs_CanaryOfTheTokenOfTheJob00000000000001",
    "DISCORD_WEBHOOK": "https://discord.com/api/webhooks/100000000000000001/"
    "CanaryOfTheTokenOfTheWebhook-000000000000000000001",
}
"""No word of them may ever be seen: each is a canary."""
PLAIN = {
    "S3_ARTIFACTS_BUCKET": "artifacts",
    "SERVER_BASE_PATH": BASE,
    "HEALTH_CHECK_URL": HEALTH_URL,
    "GITHUB_REPOSITORY": "refit/service",
    "GITHUB_RUN_ID": "4711",
}
DEPLOYER = b"PK the deployer in one file"
LOCK = b"fastapi==0.133.0 --hash=sha256:" + b"0" * 64 + b"\n"
TAG = ("service", "ai")


@dataclass(slots=True, kw_only=True)
class Estate:
    """Everything that a control side can reach."""

    world: World
    """Of the control side itself: its clock, its effects, and their faults."""
    bucket: Bucket
    fleet: Fleet
    stations: Mapping[str, Station]
    forge: Repository = field(default_factory=Repository)
    channel: Channel = field(default_factory=Channel)
    env: dict[str, str] = field(default_factory=dict)
    """The environment of a control side that begins now."""

    @property
    def instances(self) -> tuple[str, ...]:
        """The ids of all hosts."""
        return tuple(sorted(self.stations))

    def desk(self) -> Desk:
        """Return the desk of a control side that begins now."""
        world = self.world
        return Desk(
            env=dict(self.env),
            clock=SimClock(world),
            log=SimLog(world),
            store=lambda _: SimStore(world, self.bucket),
            remote_shell=lambda _: SimShell(world, self.fleet),
            forge=lambda _: SimForge(world, self.forge),
            notifier=lambda _: SimNotifier(world, self.channel),
            workshop=lambda: nullcontext(workshop_of(world, Checkout())),
            outputs=lambda _: None,
            write=lambda path, content: world.disk.put(path, content, durable=True),
            chance=lambda: "c4a9ce",
        )

    def publish(self, letter: str, behaviour: str = "{}") -> str:
        """Put the artifact of a commit into the bucket, as CI does; return its commit."""
        sha, things, record = _artifact(letter, behaviour)
        self.bucket.things.update(things)
        self.forge.branches[MAIN].append(sha)
        self.forge.runs[sha] = [
            Run(id=number, name=name, status=COMPLETED, conclusion=SUCCESS, started="2026-01-28")
            for number, name in enumerate(releasable.REQUIRED)
        ]
        self.forge.statuses[sha] = [record]
        return sha

    def passes(self, seconds: float) -> None:
        """Let time pass for all."""
        self.world.pass_time(seconds)
        self.fleet.settle(self.world.machine.now)


@functools.cache
def _artifact(letter: str, behaviour: str) -> tuple[str, Mapping[str, Thing], Status]:
    """Return a commit, its artifact's things by their keys, and what the forge records of it.

    Built once: every story publishes the same ones.
    """
    sha, content = wheels.sha(letter), wheels.wheel(letter, behaviour)
    things: dict[str, Thing] = {}

    def part(name: str, content: bytes) -> Part:
        digest = hashlib.sha256(content).hexdigest()
        things[artifact.key(sha, name)] = Thing(content, digest)
        return Part(name=name, sha256=digest, size=len(content))

    manifest = Manifest(
        commit=sha,
        branch="main",
        interpreter="3.11",
        wheel=part(wheels.FILE_NAME, content),
        lock=part(artifact.LOCK, LOCK),
        deployer=part(artifact.DEPLOYER, DEPLOYER),
        packages=(Package(name="fastapi", version="0.133.0", hashes=(f"sha256:{'0' * 64}",)),),
    )
    written = part(artifact.MANIFEST, artifact.write(manifest))
    record = Status(context=CONTEXT, state=SUCCESS, description=record_of(written.sha256))
    return sha, things, record


def build(begin: Start, count: int = 1, pace: Pace | None = None) -> Estate:
    """Return an estate of hosts in one start state, its control side's clock beside theirs."""
    bucket = Bucket("artifacts")
    stations = {
        instance: Station(instance=instance, world=begin().fork(), bucket=bucket)
        for instance in (f"i-{number:017x}" for number in range(1, count + 1))
    }
    world = World()
    world.machine.now = next(iter(stations.values())).world.machine.now
    agents = {name: Agent(station.start, tags=dict((TAG,))) for name, station in stations.items()}
    fleet = Fleet(pace=pace or Pace(), agents=agents)
    for name, station in stations.items():
        station.lost = partial(_lost, fleet, name)
    env = {**SECRETS, **PLAIN, "EC2_INSTANCE_ID": min(stations)}
    estate = Estate(world=world, bucket=bucket, fleet=fleet, stations=stations, env=env)
    for letter in "ABC":
        estate.publish(letter)
    return estate


def _lost(fleet: Fleet, instance: str, begin: float, end: float) -> None:
    fleet.due += [(begin, instance, False), (end, instance, True)]
