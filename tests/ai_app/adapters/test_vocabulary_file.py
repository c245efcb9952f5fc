"""Vocabularies in files: what is shipped can be read, and what is wrong is said."""

from pathlib import Path

import pytest

from adapters.vocabulary_file import MalformedVocabulary, read_aliases
from services.vocabulary import Vocabulary

SHIPPED = Path(__file__).resolve().parents[3] / "ai_app" / "data"


@pytest.mark.parametrize(("name", "least"), [("skills", 250), ("jobs", 80)])
def test_what_is_shipped_is_a_vocabulary(name: str, least: int) -> None:
    aliases = read_aliases(SHIPPED / f"{name}.json")
    assert len(aliases) >= least
    known = Vocabulary(aliases)
    assert all(known.canonical(each) == each for each in aliases)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "cannot be read"),
        ("[]", "does not hold an object"),
        ('{"React": "리액트"}', "no list of texts at 'React'"),
        ('{"React": [1]}', "no list of texts at 'React'"),
    ],
)
def test_what_is_no_vocabulary_is_told(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "skills.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MalformedVocabulary, match=rf"skills\.json .*{why}"):
        read_aliases(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MalformedVocabulary, match=r"jobs\.json cannot be read"):
        read_aliases(tmp_path / "jobs.json")
