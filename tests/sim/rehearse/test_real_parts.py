"""A host of real parts, its snapshot and the rehearsal on it: the real deployment ends the same."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from deploy import pm2, snapshot
from deploy.model import Apply
from sim.goods import wheels
from sim.rehearse.answer import render
from sim.rehearse.planned import Plan
from sim.rehearse.rehearsing import Wish, rehearse
from sim.sandbox import deployer, parts
from sim.sandbox.operator import SandboxOperator
from sim.sandbox.stage import Stage
from sim.states import start
from sim.states.canaries import PASSWORD, SECRETS
from sim.states.places import BASE, CONFIG
from sim.sweep import pool
from tests.sandboxes import found_parts

pytestmark = pytest.mark.real
PLENTY_S = 300.0
"""The answer is to be the right one even where many tests share the cores."""


def taken(operator: SandboxOperator) -> bytes:
    """Take a snapshot as a person on the host would: with the one-file deployer."""
    settings = {"python": parts.python_version(), "proxy_url": CONFIG.proxy_url}
    operator.put(CONFIG.layout.settings, json.dumps(settings).encode())
    said = operator.run(parts.PYTHON, deployer.PYZ, "snapshot", "--base", BASE)
    assert said.code == 0, said.err
    return said.out.encode()


def test_what_is_rehearsed_is_what_then_happens(tmp_path: Path) -> None:
    stage = Stage(tmp_path, found_parts())
    with stage.set(start.two_releases) as operator:
        before = pm2.rows_in(operator.pm2("jlist").out)
        document = taken(operator)
        assert pm2.rows_in(operator.pm2("jlist").out) == before
        for secret in (*SECRETS, PASSWORD):
            assert secret.encode() not in document
        found = snapshot.parse(document)
        assert "fastapi" in [pin.partition("==")[0] for pin in found.programs.cached]
        wheel = operator.read(start.request("C").wheel)
        request = Apply(wheel=wheels.FILE_NAME, sha=wheels.sha("C"))
        wish = Wish(
            snapshot=found,
            plan=Plan(request=request, wheel=wheel),
            workers=pool.cores(),
            seconds=PLENTY_S,
        )
        answer = rehearse(wish)
        assert answer.goes, render(answer)
        told = operator.deploy(replace(CONFIG), start.request("C"))
        assert told is not None
        assert told.exit_code == answer.exit_code == 0, told.message
