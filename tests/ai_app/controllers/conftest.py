"""People who are kept where the test is."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople


@pytest.fixture
def people(tmp_path: Path, nobody: Path) -> Iterator[DatabasePeople]:
    opened = open_people(f"sqlite:///{copyfile(nobody, tmp_path / 'people.db')}")
    yield opened
    opened.close()
