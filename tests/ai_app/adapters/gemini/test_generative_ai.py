"""Tests of what google-generativeai alone needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.gemini import generative_ai
from adapters.gemini.generative_ai import GenerativeAi
from schemas.errors import WordsDown
from tests.ai_app.adapters.gemini.wires import KEY, PROMPT, text_chunk, wire_of

CHECK = """
import sys
from adapters.gemini.writer import open_writer
writer = open_writer("google-generativeai", api_key="k", model="m", deadline_s=1.0)
assert "google.generativeai" not in sys.modules
writer._through._open()
assert "google.generativeai" in sys.modules
"""


@pytest.mark.lengthy
def test_it_is_imported_with_the_first_words_and_does_not_warn(root: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", CHECK]
    done = subprocess.run(
        command, cwd=root / "ai_app", capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_without_it_there_are_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.generativeai", None)
    with pytest.raises(WordsDown, match="extra `gemini`"):
        generative_ai._import()
    with pytest.raises(WordsDown, match="extra `gemini`"):
        list(GenerativeAi(api_key=KEY, model="m", temperature=0.4).attempt(PROMPT, 1.0))


@pytest.mark.parametrize(
    ("model", "name"), [("gemini-x", "models/gemini-x"), ("tunedModels/ours", "tunedModels/ours")]
)
def test_a_model_is_named_as_the_wire_does(model: str, name: str) -> None:
    assert GenerativeAi(api_key=KEY, model=model, temperature=0.4)._model == name


@pytest.mark.filterwarnings("ignore:Unrecognized FinishReason:UserWarning")
def test_a_reason_to_finish_that_came_after_the_library_is_no_good_end() -> None:
    wire = wire_of("google-generativeai")
    chunk = text_chunk("안녕")
    chunk["candidates"][0]["finishReason"] = 1_234
    with wire.open(wire.body([chunk])) as (attempts, _), pytest.raises(WordsDown, match="1234"):
        list(attempts.attempt(PROMPT, 5.0))
