"""The hosts that the statements are about: `--hosts` names them; by default, hosts of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.sandbox.stage import Stage
from sim.shell import backends
from sim.states import hosts, start
from tests.acceptance.seen import Host, Seen, Settings, settings
from tests.sandboxes import found_parts

backends.register()

STAGED = "two_releases"
"""The host of real parts that is made for the statements; any other was brought up by somebody."""


def is_staged(host: Host) -> bool:
    """Say whether this is a sandbox that has to be made first."""
    backend = getattr(host, "backend", None)
    return isinstance(backend, backends.SandboxBackend) and backend.hostname == STAGED


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs real parts."""
    found = getattr(item, "callspec", None)
    if found is not None and is_staged(found.params.get("_testinfra_host")):
        item.add_marker("real")


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Give the place where hosts of real parts are made."""
    return Stage(tmp_path_factory.mktemp("stage"), found_parts())


@pytest.fixture(scope="module")
def host(_testinfra_host: Host, request: pytest.FixtureRequest) -> Iterator[Host]:
    """Give the host, made where it has to be."""
    if not is_staged(_testinfra_host):
        yield _testinfra_host
        return
    made: Stage = request.getfixturevalue("stage")
    with made.set(start.two_releases) as operator:
        hosts.until_it_serves(operator)
        yield backends.of_sandbox(Path(operator.host.ground.root) / "run", STAGED)


@pytest.fixture(scope="session")
def given() -> Settings:
    """Give what the environment says of the host."""
    return settings()


@pytest.fixture(scope="module")
def seen(host: Host, given: Settings) -> Seen:
    """Give one look at the host, for all the statements of a file."""
    return Seen(host, given)
