"""What a job hands to the next one, in the file that GitHub Actions names."""

import tempfile
from pathlib import Path

import pytest

from deploy.control.workshop.local import OutputFile, local_workshop
from deploy.errors import Refused


def test_outputs_are_added_to_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "output"
    file.write_text("before=1\n", encoding="utf-8")
    outputs = OutputFile(str(file))
    outputs.tell("sha", "a" * 40)
    outputs.tell("manifest-sha256", "b" * 64)
    told = f"before=1\nsha={'a' * 40}\nmanifest-sha256={'b' * 64}\n"
    assert file.read_text(encoding="utf-8") == told


def test_without_a_place_to_work_in_nothing_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/directory")
    with pytest.raises(Refused, match="no directory can be made"), local_workshop():
        raise AssertionError("it began")


@pytest.mark.parametrize("name", ["", "a b", "a=b", "a\n", "A", "한"])
def test_a_name_is_a_word(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="not one word"):
        OutputFile(str(tmp_path / "output")).tell(name, "1")
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("value", ["", "a b", "a\nother=1", "a\r", "한", "a\0"])
def test_a_value_is_a_word(tmp_path: Path, value: str) -> None:
    with pytest.raises(Refused, match="not one word"):
        OutputFile(str(tmp_path / "output")).tell("sha", value)
    assert not (tmp_path / "output").exists()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="GITHUB_OUTPUT") as caught:
        OutputFile(str(tmp_path / "no" / "output")).tell("sha", "1")
    assert caught.value.advice
