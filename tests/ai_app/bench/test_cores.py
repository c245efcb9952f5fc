"""Tests of who runs where."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ai_app.bench import cores

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no say in it")


def test_who_measures_stays_on_the_first_core_and_gets_all_of_them_back() -> None:
    before = os.sched_getaffinity(0)
    with cores.apart() as core:
        assert os.sched_getaffinity(0) == {min(before)}
        assert core == (max(before) if len(before) > 1 else None)
    assert os.sched_getaffinity(0) == before


def test_every_thread_of_a_process_is_kept_on_its_core() -> None:
    core = max(os.sched_getaffinity(0))
    code = (
        "import threading, sys; t = threading.Thread(target=sys.stdin.read); t.start(); "
        "print(flush=True); t.join()"
    )
    with subprocess.Popen(
        (sys.executable, "-c", code), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        cores.keep_on(core, process.pid)
        tasks = [int(task.name) for task in Path(f"/proc/{process.pid}/task").iterdir()]
        assert len(tasks) == 2
        assert all(os.sched_getaffinity(task) == {core} for task in tasks)
        process.stdin.close()


def test_without_a_core_nobody_is_moved() -> None:
    before = os.sched_getaffinity(0)
    cores.keep_on(None, os.getpid())
    assert os.sched_getaffinity(0) == before
