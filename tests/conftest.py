"""What tests of more than one package share."""

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILT_AT = 1_767_225_600  # 2026-01-01T00:00:00Z
SHA = "0123456789abcdef0123456789abcdef01234567"


def pytest_collection_finish() -> None:
    """Look for garbage seldom: what was collected stays to the end, and is much to look through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def _signals_are_heard() -> None:
    """Hear what a run in the background ignores, such as one by `nohup`: a child would as well."""
    for number, handler in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGHUP, signal.SIG_DFL),
        (signal.SIGTERM, signal.SIG_DFL),
    ):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the checkout."""
    return ROOT


def build_wheel(into: Path) -> Path:
    """Build this checkout's real wheel, under a commit and a moment that the tests know."""
    subprocess.run(
        (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)),
        cwd=ROOT,
        env={**os.environ, "REFIT_RELEASE_SHA": SHA, "SOURCE_DATE_EPOCH": str(BUILT_AT)},
        check=True,
        capture_output=True,
    )
    (wheel,) = into.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def real_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the real wheel of this checkout, built once."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))
