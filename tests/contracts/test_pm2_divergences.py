"""Every known difference between the fake PM2 and the real one is still there."""

import json
from collections.abc import Callable, Iterator

import pytest

from tests.contracts.divergences import DIVERGENCES
from tests.contracts.pm2_bench import FILE, WORLDS, Bench, app, opened

MINE = [each.behaviour for each in DIVERGENCES if each.port == "pm2"]
UNSEEN = {
    "max_memory_restart never strikes": "the real one looks twice a minute",
    "two calls at once are one after the other": "the real ones hang seldom, not always",
}
"""Differences that no test can wait for, and why."""


@pytest.fixture(scope="module", params=WORLDS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with opened(request.param) as made:
        made.start()
        yield made


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def knows_examples(bench: Bench) -> bool:
    try:
        return bench.pm2("examples").code == 0
    except AssertionError:
        return False


def knows_node(bench: Bench) -> bool:
    """Look at an app of node's cluster: it tells its version once it runs."""
    script = "/home/ubuntu/app/sleeper.js"
    bench.put(script, b"#!/usr/bin/node\nsetInterval(() => {}, 1000)\n")
    described = app("many", script=script, exec_mode="cluster", interpreter=None, args="x")
    bench.config(described, path=f"{FILE}.json")
    bench.pm2("start", f"{FILE}.json", "--only", "many")
    bench.wait(1)
    knows = "node_version" in bench.row("many")
    bench.pm2("delete", "many")
    return knows


def tells_a_trace(bench: Bench) -> bool:
    bench.put("/home/ubuntu/bad.config.js", b"module.exports = {")
    return "\n    at " in bench.pm2("start", "/home/ubuntu/bad.config.js").err


def shows_its_own_log(bench: Bench) -> bool:
    return "pm2.log" in bench.pm2("logs", "--nostream").out


def shows_metrics(bench: Bench) -> bool:
    bench.wait(1)
    return "host metrics" in bench.pm2("list").out


REAL_ALONE: dict[str, Callable[[Bench], bool]] = {
    "help is one line": lambda bench: "--silent" in bench.pm2("--help").out,
    "the pretty list is JSON": lambda bench: not is_json(bench.pm2("prettylist").out),
    "a command that nobody here uses is unknown": knows_examples,
    "the list has no line of host metrics": shows_metrics,
    "the logs of all lack PM2's own": lambda bench: (
        "pm2.log" in bench.pm2("logs", "--nostream").out
    ),
    "a configuration that is none is told without a trace": tells_a_trace,
    "apps of node are like all others": knows_node,
}


def test_each_is_seen_or_said_to_be_out_of_sight() -> None:
    assert sorted(MINE) == sorted([*REAL_ALONE, *UNSEEN])


@pytest.mark.parametrize("behaviour", REAL_ALONE)
def test_it_is_still_so(bench: Bench, behaviour: str, request: pytest.FixtureRequest) -> None:
    is_real = "real" in request.node.callspec.id
    assert REAL_ALONE[behaviour](bench) is is_real
