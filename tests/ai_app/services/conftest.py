"""The vocabularies that ship."""

from pathlib import Path

import pytest

from adapters.vocabulary_file import read_aliases
from services.vocabulary import Vocabulary

SHIPPED = Path(__file__).resolve().parents[3] / "ai_app" / "data"


@pytest.fixture(scope="session")
def skills() -> Vocabulary:
    return Vocabulary(read_aliases(SHIPPED / "skills.json"))


@pytest.fixture(scope="session")
def jobs() -> Vocabulary:
    return Vocabulary(read_aliases(SHIPPED / "jobs.json"))
