"""Errands of a control side to a host at rest: each reply says what is so on the host."""

from __future__ import annotations

import json
from dataclasses import asdict

from deploy import receiving, replies
from deploy.config import Config
from deploy.instruction import Instruction, Task
from deploy.replies import Reply
from deploy.status import Status
from sim.aws.bucket import Bucket
from sim.oracles import truth
from sim.oracles.retention import stamps_of
from sim.oracles.violation import Violation
from sim.ports.host import host_of
from sim.states.canaries import WORDS
from sim.states.places import APP, BASE, CONFIG
from sim.world import World

INSTANCE = "i-0123456789abcdef0"
REPLY = "reply.json"
DONE, REFUSED = 0, 2


def judge(world: World, config: Config, found: Status) -> None:
    """Send every errand that changes nothing; raise `Violation` where a reply is not true."""
    listed = _sent(world, config, Task.LIST).result
    assert isinstance(listed, dict)
    for half in ("code", "wheel"):
        ids = [f"{half}_{stamp}" for stamp in stamps_of(world, half)[:10]]
        if [each["id"] for each in listed[half]] != ids:
            raise Violation("reply", f"listed are {listed[half]}, there are {ids}")
    told = _sent(world, config, Task.STATUS).result
    if told != json.loads(json.dumps(asdict(found))):
        raise Violation("reply", f"the status is told as {told}, it is {found}")
    if truth.phase(world) is None and not (world.rival or world.disk.foreign):
        _nothing_left(world, config)
    for url, ends in _addresses(config):
        _sent(world, config, Task.STATUS, url, ends)


def before(world: World, config: Config) -> None:
    """Ask a host, which may be new, to close what is open before anything was asked of it."""
    if truth.phase(world) is None and not (world.rival or world.disk.foreign):
        _nothing_left(world, config)


def _addresses(config: Config) -> tuple[tuple[str, int], ...]:
    """Return addresses of the health check as a control side may know it, and what comes of it."""
    near, path = f"localhost:{config.port}", config.health_path
    return (
        (f"http://{near}{path}", DONE),
        (f"http://127.0.0.1:{config.port}{path}", DONE),
        (f"https://ai.example.org{path}", DONE),
        (f"http://localhost:9{path}", REFUSED),
        (f"http://localhost:80000{path}", REFUSED),
        (f"http://localhost{path}", REFUSED),
        (f"https://ai.example.org{path}/more", REFUSED),
    )


def reports(world: World, told: Instruction, reply: Reply) -> None:
    """Judge the reply to an instruction that changes the host: it holds the report that is kept."""
    _names_what_is_live(world, reply)
    if reply.report is None:
        if told.task in (Task.APPLY, Task.RESTORE) and reply.exit_code in (DONE, 1):
            raise Violation("reply", f"{told.task.value} ended with {reply.exit_code}, unreported")
        return
    named = reply.report["asked"]
    marked = isinstance(named, dict) and named.get("errand") == told.id
    if told.task is not Task.RECOVER and not marked:
        raise Violation("reply", f"the report to {told.id} names {named}")
    path = f"{CONFIG.layout.reports}/{reply.report['deployment']}.json"
    kept = truth.document(world, path)
    if kept is not None and kept != json.loads(json.dumps(reply.report)):
        raise Violation("reply", f"the report in it is not the one in {path}")


def _nothing_left(world: World, config: Config) -> None:
    """Where nothing is open, whoever has it closed is told of the last deployment."""
    reply = _sent(world, config, Task.RECOVER)
    folder = config.layout.reports
    kept = [name for name in truth.names(world, folder) if not name.startswith("journal")]
    newest = (truth.document(world, f"{folder}/{max(kept)}") or None) if kept else None
    if reply.result != newest or reply.message != "Nothing was left open":
        raise Violation("reply", f"nothing is open, told is {reply.message}: {reply.result}")


def _sent(
    world: World, config: Config, task: Task, health: str | None = None, ends: int = DONE
) -> Reply:
    """Have an instruction carried out; return the reply that was left, judged for itself."""
    bucket = Bucket("artifacts")
    world.distant = bucket
    url = bucket.signed("PUT", REPLY, world.machine.now + 600)
    told = Instruction(
        id="errand-1", task=task, base=BASE, report_urls={INSTANCE: url}, health_url=health
    )
    host = host_of(world, config)
    reply = receiving.carry_out(host, told, INSTANCE)
    left = bucket.things.get(REPLY)
    if any("could not be left" in line for line in host.log.lines()):
        raise Violation("reply", "the reply was left, and its host says that it could not be")
    again = None if left is None else replies.read(left.content)
    if left is None or again is None or replies.write(again) != replies.write(reply):
        raise Violation("reply", f"the reply to {task.value} was not left as it is")
    if (reply.id, reply.instance, reply.exit_code) != (told.id, INSTANCE, ends):
        raise Violation("reply", f"{task.value} for {health}: {reply}")
    begins = "REFUSED, nothing was touched: " if ends else ""
    if not reply.message.startswith(begins) or (ends and str(health) not in reply.message):
        raise Violation("reply", f"exit {ends}, told: {reply.message}")
    _names_what_is_live(world, reply)
    if any(word in left.content.decode(errors="replace") for word in WORDS):
        raise Violation("secrets", f"the reply to {task.value} holds a secret of the host")
    return again


def _names_what_is_live(world: World, reply: Reply) -> None:
    """What a reply names as live is so once it was left, whatever was live before."""
    manifest = truth.document(world, f"{APP}/current/manifest.json") or {}
    live = {"release": manifest["name"], "sha": manifest["sha"]} if manifest else {}
    if reply.live is not None and {**reply.live, "version": 0} != {**live, "version": 0}:
        raise Violation("reply", f"live is told as {reply.live}, it is {live}")


def only_records(world: World, other: World) -> bool:
    """Say whether two hosts differ in nothing but the lock, which who closes things takes."""
    state = f"{APP}/.deploy"
    same = all(
        truth.document(world, path) == truth.document(other, path)
        for path in (CONFIG.layout.journal, CONFIG.layout.record, CONFIG.layout.failures)
    )
    mine, others = (set(truth.names(each, state)) - {"lock"} for each in (world, other))
    return same and mine == others
