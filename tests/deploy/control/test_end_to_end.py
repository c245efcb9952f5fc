"""From a release to a verdict over real protocols; exit code, message and what is served agree."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace

import pytest

from deploy.control.payload import VERDICTS
from sim.control import oracles, troubles
from sim.goods import lock, wheels
from sim.harm.faults import parse_plan
from sim.ports.workshop import FILES, SHA, Repository, workshop_of
from sim.world import Crash
from tests.contracts.clouds import credentials
from tests.deploy.control.wire import Wire, publish, wired

pytestmark = pytest.mark.lengthy

C = ("release", "--sha", wheels.sha("C"))


@pytest.fixture
def wire() -> Iterator[Wire]:
    with credentials(), wired() as made:
        yield made


def served(wire: Wire) -> str | None:
    (letter,) = oracles.serving(wire.estate).values()
    return letter


def agrees(wire: Wire, code: int, serves: str) -> None:
    """The exit code, the one message and what is really served say the same."""
    (message,) = wire.messages
    word, _ = VERDICTS[code]
    assert f": {word}." in str(message["content"])
    assert served(wire) == serves
    assert "Signature" not in wire.said + str(message)


def test_a_good_release(wire: Wire) -> None:
    assert wire.run(*C) == 0
    agrees(wire, 0, "C")
    assert wheels.sha("C") in wire.said


def test_a_commit_becomes_a_wheel_and_is_released(wire: Wire) -> None:
    forge = wire.estate.forge
    forge.branches["main"].append(SHA)
    forge.runs[SHA] = forge.runs[wheels.sha("C")]
    files = {**FILES, "requirements.lock": lock.content()}
    checkout = Repository(files=files, needs=("fastapi", "uvicorn"))
    workshop = workshop_of(wire.estate.world, checkout)
    wire.desk = replace(wire.desk, workshop=lambda: nullcontext(workshop))
    assert wire.run("publish", "--sha", SHA) == 0, wire.said
    assert wire.run("release", "--latest") == 0, wire.said
    (message,) = wire.messages
    assert SHA in str(message)
    assert f"live: {SHA}" in wire.said


def test_a_release_that_crashes(wire: Wire) -> None:
    wire.estate.bucket.things.clear()
    wire.estate.forge.branches["main"].clear()
    sha = wire.estate.publish("D", '{"fails_after_s": 0.5}')
    publish(wire.estate, wire.store)
    assert wire.run("release", "--sha", sha) == 1
    agrees(wire, 1, "B")
    assert "crashed" in wire.said


def test_a_release_that_does_not_import(wire: Wire) -> None:
    wire.estate.bucket.things.clear()
    sha = wire.estate.publish("D", '{"imports": false}')
    publish(wire.estate, wire.store)
    assert wire.run("release", "--sha", sha) == 2
    agrees(wire, 2, "B")


def test_the_newest_release(wire: Wire) -> None:
    assert wire.run("release", "--latest") == 0
    agrees(wire, 0, "C")


def test_a_restore_and_a_look(wire: Wire) -> None:
    assert wire.run("rollback", "restore", "--target", "ec2") == 0
    agrees(wire, 0, "A")
    assert wire.run("status", "--target", "ec2") == 0
    assert wheels.sha("A") in wire.said
    assert wire.run("rollback", "list", "--target", "ec2", "--json") == 0
    assert '"code"' in wire.said


def test_an_agent_that_does_not_answer(wire: Wire) -> None:
    troubles.is_offline(wire.estate)
    assert wire.run(*C) == 2
    agrees(wire, 2, "B")
    assert "does not answer" in wire.said
    assert wire.ssm.fleet.commands == {}


def test_a_megabyte_of_output(wire: Wire) -> None:
    """L23, I30: only the head of an output is kept; the reply is whole."""
    troubles.chatters(wire.estate)
    assert wire.run(*C, "--json") == 0
    agrees(wire, 0, "C")
    assert "save_processes: " in wire.said


def test_a_host_that_works_for_25_minutes(wire: Wire) -> None:
    """I29, I47: the runner stopped watching, and was red where the host was green."""
    troubles.works_long(wire.estate)
    began = wire.estate.world.machine.now
    assert wire.run(*C) == 0
    agrees(wire, 0, "C")
    assert wire.estate.world.machine.now - began > 25 * 60


@pytest.mark.parametrize("operation", ["SendCommand", "ListCommandInvocations"])
def test_denied_it_fails_fast(wire: Wire, operation: str) -> None:
    """L22: AccessDenied looked like progress until the time was over."""
    wire.ssm.refusals[operation] = "AccessDeniedException"
    began = wire.estate.world.machine.now
    code = wire.run(*C)
    assert code == (2 if operation == "SendCommand" else 3)
    assert wire.estate.world.machine.now - began < 60
    assert "AccessDenied" in wire.said
    if code == 3:
        (command,) = wire.ssm.fleet.commands
        assert f"python -m deploy watch {command}" in wire.said


def test_a_lost_reply_is_looked_for(wire: Wire) -> None:
    wire.ssm.refusals["SendCommand"] = "lost"
    assert wire.run(*C) == 0
    agrees(wire, 0, "C")
    assert len(wire.ssm.fleet.commands) == 1


def test_killed_in_the_middle_the_watch_is_taken_up(wire: Wire) -> None:
    troubles.works_long(wire.estate)
    world = wire.estate.world
    world.load(parse_plan("0.clock.sleep@watch#12=kill_after"))
    with pytest.raises(Crash):
        wire.run(*C)
    world.begin(1)
    (command,) = wire.ssm.fleet.commands
    assert wire.messages == []
    assert wire.run("watch", command) == 0
    agrees(wire, 0, "C")
    mark = wire.ssm.fleet.commands[command].order.mark
    assert wire.run("watch", mark) == 0
    assert len(wire.ssm.fleet.commands) == 1


def test_what_was_never_sent_cannot_be_watched(wire: Wire) -> None:
    for which in ("run-1-1-apply-20260101000000", "00000000-0000-4000-8000-000000000099"):
        assert wire.run("watch", which) == 2
        assert "REFUSED, nothing was touched" in wire.said
