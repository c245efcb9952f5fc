"""Tests of the real wheel of this checkout: what a host will receive."""

import base64
import csv
import hashlib
import io
import json
import subprocess
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.conftest import SHA, build_wheel

DIST_INFO = "refit_ai_service-0.1.0.dist-info"


@pytest.fixture(scope="module")
def files(real_wheel: Path) -> dict[str, bytes]:
    """Give the wheel's files by name."""
    with zipfile.ZipFile(real_wheel) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_its_name_is_the_one_the_pipeline_uses(real_wheel: Path) -> None:
    assert real_wheel.name == "refit_ai_service-0.1.0-py3-none-any.whl"


def test_it_holds_ai_app_only(files: dict[str, bytes]) -> None:
    assert {name.partition("/")[0] for name in files} == {"ai_app", DIST_INFO}


def test_it_holds_exactly_the_tracked_files_byte_for_byte(
    files: dict[str, bytes], root: Path
) -> None:
    held = {name: data for name, data in files.items() if name.startswith("ai_app/")}
    del held["ai_app/release.json"]
    assert held == {name: (root / name).read_bytes() for name in tracked(root)}
    assert any(not name.endswith(".py") for name in held), "no data file puts this to the test"


def test_it_carries_the_page(files: dict[str, bytes], root: Path) -> None:
    page = {path.relative_to(root).as_posix() for path in (root / "ai_app" / "page").iterdir()}
    assert {"ai_app/page/index.html", "ai_app/page/main.js", "ai_app/page/page.css"} <= page
    assert page <= set(files)


def test_it_names_the_commit_it_was_built_from(files: dict[str, bytes]) -> None:
    assert json.loads(files["ai_app/release.json"]) == {
        "sha": SHA,
        "version": "0.1.0",
        "built_at": "2026-01-01T00:00:00Z",
    }


def test_building_leaves_no_release_in_the_source_tree(real_wheel: Path, root: Path) -> None:
    assert real_wheel.is_file()
    assert not (root / "ai_app" / "release.json").exists()


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "requirements.txt"])
def test_it_carries_what_lies_beside_the_run_directory(
    files: dict[str, bytes], root: Path, name: str
) -> None:
    assert files[f"{DIST_INFO}/extra_metadata/{name}"] == (root / name).read_bytes()


def test_its_default_dependencies_need_neither_torch_nor_grpc(files: dict[str, bytes]) -> None:
    metadata = message_from_bytes(files[f"{DIST_INFO}/METADATA"])
    needed: list[str] = metadata.get_all("Requires-Dist", [])
    heavy = [line for line in needed if line.startswith(("sentence-transformers", "grpcio"))]
    assert len(heavy) == 2
    assert all("extra ==" in line for line in heavy)


def test_its_record_is_right(files: dict[str, bytes]) -> None:
    record = f"{DIST_INFO}/RECORD"
    rows = list(csv.reader(io.StringIO(files[record].decode())))
    told = {name: (told_digest, size) for name, told_digest, size in rows}
    assert len(told) == len(rows)
    assert told.pop(record) == ("", "")
    assert told == {
        name: (f"sha256={digest(data)}", str(len(data)))
        for name, data in files.items()
        if name != record
    }


def test_the_same_commit_gives_the_same_bytes(real_wheel: Path, tmp_path: Path) -> None:
    assert build_wheel(tmp_path).read_bytes() == real_wheel.read_bytes()


def tracked(root: Path) -> list[str]:
    """Give the files under ai_app that git has, or would have at the next commit."""
    options = ("--cached", "--others", "--exclude-standard", "-z")
    command = ("git", "-C", str(root), "ls-files", *options, "ai_app")
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [name for name in names.split("\0") if name and (root / name).is_file()]


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
