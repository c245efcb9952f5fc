"""Tests of the file of centres that ships: it is of the model and of the texts that ship."""

from pathlib import Path

import numpy as np
import pytest

from adapters.centres_file import read_centres
from api import centres
from api.knowledge import load_centred, read_vocabularies
from api.settings import Settings
from controllers.reference import reference_centres
from tests.ai_app.services.embedding.doubles import HashEncoder


def test_the_command_writes_what_the_reference_texts_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(centres_file=tmp_path / "centres.npy")
    monkeypatch.setattr(centres, "Settings", lambda: settings)
    monkeypatch.setattr(centres, "load_encoder", HashEncoder)
    centres.main()
    known = read_vocabularies(settings)
    expected = reference_centres(HashEncoder(), settings.evaluation_directory, known)
    of_queries, of_passages = read_centres(settings.centres_file)
    assert np.allclose(of_queries, expected.of_queries)
    assert np.allclose(of_passages, expected.of_passages)


def test_the_file_that_ships_is_where_some_of_the_texts_crowd() -> None:
    settings = Settings()
    known = read_vocabularies(settings)
    encoder = load_centred(settings, known)
    raw = encoder.plain
    found = reference_centres(raw, settings.evaluation_directory, known, every=16)
    for mine, shipped in zip(
        (found.of_queries, found.of_passages), read_centres(settings.centres_file), strict=True
    ):
        cosine = mine @ shipped / np.linalg.norm(mine) / np.linalg.norm(shipped)
        assert cosine > 0.99


def test_another_model_is_seen_where_it_crowds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.knowledge.load_encoder", lambda _name: HashEncoder())
    settings = Settings(embedding_model="other/model")
    encoder = load_centred(settings, read_vocabularies(settings))
    assert encoder.identity.name == "hash"
    assert encoder.queries(["a"]).shape == (1, encoder.identity.dimension)
