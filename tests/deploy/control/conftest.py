"""What the control side's tests share."""

import pytest

from tests.deploy.control.publisher import Publisher


@pytest.fixture
def publisher() -> Publisher:
    """Give a publisher of a sound commit."""
    return Publisher()
