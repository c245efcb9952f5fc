"""Tests of the judgement on a service: the right process, saying it runs the right release."""

import json

import pytest

from deploy.health import Expected, Facts, State, judge
from deploy.pm2 import Row
from deploy.ports import Answer, Process

SHA = "a" * 40
EXPECTED = Expected(
    code="/app/releases/new/ai_app",
    environment="/app/environments/new",
    sha=SHA,
    restarts_max=2,
)
ROW = Row("ai-service", 10, "online", 0)
PROCESS = Process(10, 1, EXPECTED.code, ("/app/venv/bin/python",))
GOOD = Facts(
    rows=(ROW,),
    listener=PROCESS,
    interpreter="/app/environments/new/bin",
    health=Answer(200, b'{"status":"ok"}'),
    version=Answer(200, json.dumps({"sha": SHA}).encode()),
)


def judged(**changes: object) -> State:
    return judge(GOOD._replace(**changes), EXPECTED).state  # type: ignore[arg-type]


def test_all_is_well() -> None:
    assert judged() is State.HEALTHY
    assert judged(interpreter=None) is State.HEALTHY
    assert judged(rows=(ROW._replace(restarts=2),)) is State.HEALTHY
    assert judged(rows=(ROW._replace(pid=1),)) is State.HEALTHY  # a worker of PM2's process listens


@pytest.mark.parametrize(
    "changes",
    [
        {"rows": ()},
        {"rows": (ROW, ROW)},
        {"rows": (ROW._replace(status="errored"),)},
        {"rows": (ROW._replace(status="stopped"),)},
        {"rows": (ROW._replace(restarts=3),)},
        {"listener": PROCESS._replace(cwd="/app/releases/old/ai_app")},
        {"interpreter": "/app/environments/new-but-longer/bin"},
        {"health": Answer(404, b"{}")},
        {"version": None},
        {"version": Answer(200, b'{"sha":"b"}')},
        {"version": Answer(200, b"[]")},
        {"version": Answer(200, b"no json")},
    ],
)
def test_waiting_would_not_help(changes: dict[str, object]) -> None:
    assert judged(**changes) is State.HOPELESS


@pytest.mark.parametrize(
    "changes",
    [
        {"listener": None},
        {"listener": PROCESS._replace(pid=99)},
        {"listener": Process(0, 0, "", ())},
        {"rows": (ROW._replace(pid=0),)},
        {"health": None},
        {"health": Answer(503, b'{"detail":"loading"}')},
        {"health": Answer(200, b'{"status":"starting"}')},
        {"health": Answer(200, b"<html>")},
        {"health": Answer(301, b"")},
    ],
)
def test_it_may_still_come(changes: dict[str, object]) -> None:
    assert judged(**changes) is State.WAITING


def test_a_release_that_names_no_commit_is_not_asked_for_one() -> None:
    expected = EXPECTED._replace(sha=None, environment=None)
    verdict = judge(GOOD._replace(version=None), expected)
    assert verdict.state is State.HEALTHY
