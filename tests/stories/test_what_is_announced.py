"""Stories of the one message at the end of a run: it says what the host is, whatever was asked."""

import json

import pytest

from deploy.control.announcement import Facts, Operation, announce
from deploy.control.payload import payload
from deploy.control.secret import Secret
from deploy.model import Apply, Restore
from deploy.report import document
from sim.goods import wheels
from sim.harm.faults import parse_plan
from sim.states import start
from sim.states.canaries import PASSWORD
from sim.states.start import request
from sim.world import World
from tests.stories.telling import ask, offered, served


def announced(world: World, asked: Apply | Restore, *secrets: Secret) -> str:
    """Let a host carry out a request; return what the channel shows of it, escapes undone."""
    ended = ask(world, asked)
    assert ended.report is not None
    report = json.loads(json.dumps(document(ended.report)))
    deploys = isinstance(asked, Apply)
    facts = Facts(
        operation=Operation.DEPLOYMENT if deploys else Operation.ROLLBACK,
        exit_code=ended.exit_code,
        duration_s=60.0,
        commit=asked.sha if isinstance(asked, Apply) else None,
    )
    made = payload(announce(facts, {"i-0": report}), secrets)
    return json.dumps(made, ensure_ascii=False).replace("\\", "")


def test_l28_a_way_back_is_announced_as_one_and_says_what_serves() -> None:
    """L28: "recovered by the safety backup" was reported as success."""
    world = offered("X", '{"fails_after_s": 0.3}')
    said = announced(world, request("X"))
    assert "Deployment: went back, the previous release serves" in said
    assert "level 2" in said
    assert f"Live now: commit {wheels.sha('A')}" in said
    assert served(world) == "A"


def test_l28_a_rollback_that_was_recovered_is_no_success() -> None:
    """L28, of a rollback: the backup did not serve, and what was live before it does."""
    world = start.two_releases().fork()
    world.load(parse_plan("0.run.pm2@start#1=hangs"))
    said = announced(world, Restore())
    assert "Rollback: went back, the previous release serves" in said
    assert "recovered as its safety backup holds it" in said
    assert "start: pm2 start did not end within 60 s" in said
    assert "proved healthy" not in said


def test_l06_where_nothing_works_nothing_is_said_to_serve() -> None:
    """L06: a rollback that failed left no service, and nobody was told."""
    world = start.two_releases().fork()
    world.load(parse_plan("0.http.get@verify#1=500!"))
    said = announced(world, Restore())
    assert "Rollback: a person must look" in said
    assert "level 3" in said
    assert "not proven to serve" in said
    assert "recover --base" in said


@pytest.mark.parametrize(
    ("code_only", "words"),
    [
        (True, "not restored: the code alone was asked for"),
        (False, "restored with the code"),
    ],
)
def test_l29_the_announcement_says_what_was_done_with_the_dependencies(
    code_only: bool, words: str
) -> None:
    """L29: it said "dependencies: yes" when they were skipped."""
    said = announced(start.two_releases().fork(), Restore(code_only=code_only))
    assert "Rollback: done" in said
    assert f'"name": "Dependencies", "value": "{words}"' in said


def test_l47_what_went_back_left_the_dependencies_alone() -> None:
    """L47: the message spoke of what was asked, not of what was done."""
    said = announced(offered("X", '{"fails_after_s": 0.3}'), request("X"))
    assert '"name": "Dependencies", "value": "unchanged"' in said


def test_i30_the_end_of_a_long_reason_is_announced() -> None:
    """I30: the error was in the tail, and the tail was cut."""
    said = announced(offered("X", '{"imports": false}'), request("X"))
    assert "refused, nothing was touched" in said
    assert "ImportError" in said


def test_i31_a_secret_of_the_host_is_not_announced() -> None:
    """I31: a secret travelled in words that were logged."""
    world = offered("B")
    world.load(parse_plan("0.run.uv@build_environment#2=tells"))
    assert PASSWORD not in announced(world, request("B"))
