"""Hosts of real parts for the suites: skipped where there can be none, unless they must be."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sim.sandbox import host, parts
from sim.sandbox.host import SandboxHost

WANTED = "REFIT_SANDBOX"
"""In the environment as `required`, a machine that cannot hold a sandbox fails its tests."""


@contextmanager
def fresh_host() -> Iterator[SandboxHost]:
    """Give a host that nothing was ever deployed to."""
    obstacle = parts.obstacle()
    if obstacle is not None and os.environ.get(WANTED) == "required":
        pytest.fail(f"a sandbox is required: {obstacle}")
    if obstacle is not None:
        pytest.skip(obstacle)
    with host.host(parts.find()) as made:
        yield made
