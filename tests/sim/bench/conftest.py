"""What the tests of the measurements share."""

from collections.abc import Iterator

import pytest

from tests.sim.bench import served
from tests.sim.bench.served import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server whose failures are known."""
    with served.server() as made:
        yield made
