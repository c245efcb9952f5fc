"""Tests of what google-genai alone needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.gemini.gen_ai import GenAi
from schemas.errors import WordsDown
from tests.ai_app.adapters.gemini.wires import KEY, PROMPT, text_chunk, wire_of

CHECK = """
import sys
from adapters.gemini.writer import open_writer
writer = open_writer("google-genai", api_key="k", model="m", deadline_s=1.0)
assert "google.genai" not in sys.modules
writer._through._open()
assert "google.genai" in sys.modules
assert "google.generativeai" not in sys.modules
"""


@pytest.mark.lengthy
def test_it_is_imported_with_the_first_words_and_does_not_warn(root: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", CHECK]
    done = subprocess.run(
        command, cwd=root / "ai_app", capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_without_it_there_are_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.genai", None)
    with pytest.raises(WordsDown, match="google-genai is not installed"):
        list(GenAi(api_key=KEY, model="m", temperature=0.4).attempt(PROMPT, 1.0))


def test_what_a_model_thinks_is_not_what_it_says() -> None:
    wire = wire_of("google-genai")
    chunk = text_chunk("안녕", finish="STOP")
    chunk["candidates"][0]["content"]["parts"].insert(0, {"text": "hm, ", "thought": True})
    with wire.open(wire.body([chunk])) as (attempts, _):
        assert [each.text for each in attempts.attempt(PROMPT, 5.0)] == ["안녕"]


def test_the_time_that_is_left_is_told_in_milliseconds_and_never_as_none() -> None:
    wire = wire_of("google-genai")
    with wire.open(wire.body([text_chunk("네", finish="STOP")])) as (attempts, _):
        assert isinstance(attempts, GenAi)
        list(attempts.attempt(PROMPT, 5.0))
        told = [attempts._config(PROMPT, left_s).http_options.timeout for left_s in (5.0, -1.0)]
    assert told == [5_000, 1]
