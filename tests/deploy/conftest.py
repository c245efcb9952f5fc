"""What the deployer's tests share: a real host in a directory, and releases to deploy to it."""

from pathlib import Path

import pytest

from tests.deploy.real import RealHost, Release, release


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give uv a cache of its own, used again by all tests of a process."""
    return tmp_path_factory.mktemp("uv-cache")


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """Give four releases; the first is number 0."""
    folder = tmp_path_factory.mktemp("wheels")
    return [release(folder, number) for number in range(4)]


@pytest.fixture
def host(tmp_path: Path, cache: Path) -> RealHost:
    """Give an empty host without a service."""
    base = tmp_path / "base"
    base.mkdir()
    return RealHost(base, cache)
