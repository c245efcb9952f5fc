"""A deployer killed at any moment: the live tree is one whole release, and `recover` closes it."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from deploy import deployment
from tests.deploy.real import ROOT, RealHost, Release

pytestmark = pytest.mark.lengthy

KILLS = int(os.environ.get("REFIT_KILLS", "8"))
"""Hosts of real parts are killed too: `tests/sim/sandbox/test_killed.py`."""
ENOUGH = 40
"""So many kills fall into every phase."""
KILLS_FIRST = max(3, KILLS // 4)
ATTEMPTS_MAX = 3 * KILLS
APPLY = (*deployment.PREPARE_RELEASE, *deployment.CHANGE, *deployment.FINISH)
RESTORE = (*deployment.PREPARE_RESTORE, *deployment.CHANGE, *deployment.FINISH)


def children_of(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for child in found]


def killed(
    host: RealHost, words: tuple[str, ...], chance: random.Random, *, at: str | None = None
) -> bool:
    """Start a command and kill it a moment after a step of it has begun; say whether it still ran.

    Every other time its children are killed as well, as when a session ends.
    """
    step = at or chance.choice(RESTORE if "restore" in words else APPLY).__name__
    after_s = chance.uniform(0, 0.2 if step == "build_environment" else 0.008)
    whole = chance.random() < 0.5
    with subprocess.Popen(
        host.command(*words), cwd=ROOT, env=host.env, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if f" {step}: " in line:
                break
        time.sleep(after_s)
        children = children_of(process.pid) if whole else []
        process.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def test_an_upgrade_or_a_restore_killed_at_any_moment(
    host: RealHost, releases: list[Release]
) -> None:
    chance = random.Random(20260128)
    whole_trees = [release.tree for release in releases]
    host.done(*releases[0].words)
    host.done(*releases[1].words)
    kills, recovered = 0, set()
    for attempt in range(ATTEMPTS_MAX):
        if kills == KILLS:
            break
        words = chance.choice(releases).words
        if attempt % 3 == 2:
            words = ("rollback", "restore", "--backup-id", chance.choice(host.backups()))
        kills += killed(host, (*words, "--force", "killed before"), chance)
        assert host.tree() in whole_trees
        recovered.add(host.run("recover").returncode)
        assert host.tree() in whole_trees
        assert host.status()["drift"] == []
    assert kills == KILLS
    assert recovered == {0, 1} or (KILLS < ENOUGH and recovered <= {0, 1})
    host.done(*releases[3].words, "--force", "at last")
    assert host.tree() == releases[3].tree
    assert host.leftovers() == []


def test_a_first_deployment_killed_at_any_moment(
    tmp_path: Path, cache: Path, releases: list[Release]
) -> None:
    chance = random.Random(20260127)
    first = releases[0]
    kills = 0
    for attempt in range(ATTEMPTS_MAX):
        if kills == KILLS_FIRST:
            break
        base = tmp_path / f"base-{attempt}"
        base.mkdir()
        host = RealHost(base, cache)
        kills += killed(host, first.words, chance)
        assert host.tree() in (None, first.tree)
        ended = host.run("recover")
        # Nothing to go back to: a change cut off ends with a clean host, which a person must see.
        cleared = ended.returncode == 3 and "CLEARED" in ended.stdout
        assert ended.returncode == 0 or cleared
        assert host.tree() in (None, first.tree)
        if host.tree() is None:
            host.done(*first.words, "--force", "killed before")
            assert host.tree() == first.tree
            assert host.leftovers() == []
    assert kills == KILLS_FIRST


def test_whoever_recovers_need_not_know_how_it_was_begun(
    host: RealHost, releases: list[Release]
) -> None:
    host.done(*releases[0].words)
    chance = random.Random(1)
    for _ in range(ATTEMPTS_MAX):
        killed(host, (*releases[1].words, "--force", "again"), chance, at="point_to_new")
        if "changing" in str(host.status()["unclosed"]):
            break
    serving = RealHost(host.base, host.cache, service=True)
    assert "ROLLED BACK" in serving.done("recover", code=1).stdout
    assert host.tree() == releases[0].tree


def ends(pid: int) -> bool:
    """Say whether a process ends, at the latest within some seconds; a zombie has ended."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False


def waiting_uv(folder: Path) -> tuple[Path, Path]:
    """Make a uv that says when it installs, by a file, and then takes its time."""
    program, begun = folder / "uv", folder / "begun"
    real = shutil.which("uv", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    program.write_text(
        f"""#!/bin/sh
if [ "$1" = pip ]; then : > {begun}; exec sleep 60; fi
exec {real} "$@"
"""
    )
    program.chmod(0o755)
    return program, begun


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_asked_to_end_says_how_it_ended(
    host: RealHost, releases: list[Release], number: signal.Signals, tmp_path: Path
) -> None:
    host.done(*releases[0].words)
    program, begun = waiting_uv(tmp_path)
    (host.base / "infra").mkdir(exist_ok=True)
    (host.base / "infra/deploy.json").write_text(json.dumps({"uv": str(program)}))
    process = subprocess.Popen(
        host.command(*releases[1].words), cwd=ROOT, env=host.env, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stderr is not None
        until = time.monotonic() + 30
        while not begun.exists() and time.monotonic() < until:
            time.sleep(0.01)
        (waiting,) = children_of(process.pid)
        process.send_signal(number)
        said = process.stderr.read()
    assert process.returncode == 2
    assert f"interrupted by {number.name}" in said
    assert "Traceback" not in said
    assert ends(waiting)
    assert host.tree() == releases[0].tree
    assert host.status()["unclosed"] is None
