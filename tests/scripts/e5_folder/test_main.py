"""The command: it writes a folder, says what it is for, and spoils nothing."""

import json
from pathlib import Path

import pytest

from scripts.e5_folder import __main__ as command
from tests.ai_app.adapters.models.packing import TinyModel

FILES = {
    "1_Pooling/config.json",
    "config.json",
    "config_sentence_transformers.json",
    "model.safetensors",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
}


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "tiny.bin"
    path.write_bytes(TinyModel().packed())
    monkeypatch.setattr(command, "shipped", lambda: path)
    return path


def test_a_folder_is_written(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "models" / "e5"
    assert packed.exists()
    assert command.main([str(folder)]) == 0
    assert "can be given to the service as EMBEDDING_MODEL" in capsys.readouterr().out
    found = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    assert found == FILES
    prompts = json.loads((folder / "config_sentence_transformers.json").read_bytes())["prompts"]
    assert prompts == {"query": "query: ", "passage": "passage: "}
    config = json.loads((folder / "config.json").read_bytes())
    assert (config["vocab_size"], config["pad_token_id"]) == (6, 1)


@pytest.mark.usefixtures("packed")
def test_a_folder_that_is_there_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(tmp_path)]) == 2
    assert "REFUSED" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["tiny.bin"]


def test_a_packed_file_of_another_kind_is_refused(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed.write_bytes(b"nothing")
    assert command.main([str(tmp_path / "e5")]) == 2
    assert "begins with b'noth'" in capsys.readouterr().err
    assert not (tmp_path / "e5").exists()


def test_the_command_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 2
    assert "FOLDER" in capsys.readouterr().err
