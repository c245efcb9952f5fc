"""The parts of a sandbox for a test: where they cannot be had, it is not run, and says why."""

import functools
import os
from pathlib import Path

import pytest

from sim.sandbox import parts
from sim.sandbox.parts import Parts

REQUIRED = "REFIT_SANDBOX"
"""Set to `required` by the sessions that exist for real parts: there a missing one is a failure."""


@functools.lru_cache(maxsize=1)
def found_parts() -> Parts:
    """Give the parts; skip the test, or fail it where they are required, with the one line."""
    why = parts.obstacle()
    if why is not None and os.environ.get(REQUIRED) == "required":
        pytest.fail(why)
    if why is not None:
        pytest.skip(why)
    return parts.find()


def shared(factory: pytest.TempPathFactory, name: str) -> Path:
    """Give a folder that the workers of this one run of the tests share, and no other run."""
    own = factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    folder.mkdir(exist_ok=True)
    return folder
