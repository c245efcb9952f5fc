"""Tests of the service as production runs it: uvicorn, from the run directory alone."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ai_app.conftest import RECORD

pytestmark = pytest.mark.lengthy

START_S_MAX = 30.0
POLL_S = 0.05


@pytest.fixture
def run_directory(root: Path, tmp_path: Path) -> Path:
    """Give a copy of the run directory, far from the checkout."""
    copy = tmp_path / "live"
    shutil.copytree(root / "ai_app", copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def test_it_serves_from_the_run_directory_alone(run_directory: Path) -> None:
    with served(run_directory) as port:
        assert get(port, "/api/ai/health") == (200, {"status": "ok"})
        status, version = get(port, "/api/ai/version")
    assert status == 200
    assert version["sha"] is None


def test_it_serves_the_release_whose_record_lies_there(run_directory: Path) -> None:
    (run_directory / "release.json").write_text(json.dumps(RECORD), encoding="utf-8")
    with served(run_directory) as port:
        _, version = get(port, "/api/ai/version")
    assert {name: version[name] for name in RECORD} == RECORD


def test_all_its_code_comes_from_the_run_directory(run_directory: Path) -> None:
    program = (
        "import sys, api.main;"
        "print(*(sys.modules[name].__file__ for name in sys.modules if name.partition('.')[0] in"
        " {'ai_app', 'api', 'controllers', 'services', 'adapters', 'schemas'}), sep='\\n')"
    )
    printed = subprocess.run(
        (sys.executable, "-c", program),
        cwd=run_directory,
        env=environment(run_directory),
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert str(run_directory / "api" / "main.py") in printed
    assert {Path(file).is_relative_to(run_directory) for file in printed} == {True}


@contextmanager
def served(
    run_directory: Path, home: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run uvicorn as PM2 would, until it listens; give its port, and end it."""
    port, home = free_port(), home or run_directory.parent
    command = (sys.executable, "-m", "uvicorn", "api.main:app", "--port", str(port))
    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(
            command,
            cwd=run_directory,
            env={**environment(run_directory, home), **(settings or {})},
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            wait_until_it_listens(port, process, Path(log.name))
            yield port
        finally:
            process.terminate()


def wait_until_it_listens(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S_MAX
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(POLL_S)
    pytest.fail(f"it did not listen within {START_S_MAX} s:\n{log.read_text(encoding='utf-8')}")


def environment(run_directory: Path, home: Path | None = None) -> dict[str, str]:
    """Give the environment that PM2's configuration gives, and nothing of ours."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(run_directory),
        "HOME": str(home or run_directory.parent),  # where people are kept
    }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def get(port: int, path: str) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()
