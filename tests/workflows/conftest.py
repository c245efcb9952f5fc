"""What the tests of the workflows share: production, open for business."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows.production import Production, open_for_business


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Production]:
    """Give production: B serves, A was before; at the end no secret was told anywhere."""
    with open_for_business(tmp_path) as made:
        yield made
        made.keeps_its_secrets()
