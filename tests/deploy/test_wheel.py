"""Tests of reading a wheel without installing it."""

import zipfile
from pathlib import Path

import pytest

from deploy import tree, wheel
from deploy.errors import Refused
from tests.wheels import DIST_INFO, NAME, sha_of, tiny_wheel, zipped


def test_it_says_what_it_is(tmp_path: Path) -> None:
    content = tiny_wheel(tmp_path, sha_of(7)).read_bytes()
    found = wheel.inspect(content, NAME, tree.digest(content).upper())
    assert (found.version, found.sha, found.sha256) == ("0.1.0", sha_of(7), tree.digest(content))
    assert found.files["api/main.py"] == tree.digest(f'"""The app of {sha_of(7)}."""\n'.encode())
    assert not any(name.startswith("refit") for name in found.files)


def test_the_real_one_is_whole(real_wheel: Path) -> None:
    found = wheel.inspect(real_wheel.read_bytes(), real_wheel.name)
    assert found.sha is not None


def test_an_older_one_names_no_commit(tmp_path: Path) -> None:
    path = tiny_wheel(tmp_path, sha_of(1), {"release.json": None})
    assert wheel.inspect(path.read_bytes(), NAME).sha is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ai_app/api/main.py": "changed"}, "ai_app/api/main.py differs from its RECORD"),
        ({"ai_app/extra.py": ""}, "ai_app/extra.py is not in its RECORD"),
        ({"ai_app/data/weights.bin": None}, "is in its RECORD but not in it"),
        ({"ai_app/__init__.py": None}, "ai_app/__init__.py is missing"),
        ({f"{DIST_INFO}/RECORD": None}, "no RECORD"),
        ({f"{DIST_INFO}/RECORD": b"\xff"}, "RECORD cannot be read"),
        ({"/etc/cron.d/x": ""}, "would be written outside"),
        ({"ai_app/../../x": ""}, "would be written outside"),
        ({"ai_app\\..\\x": ""}, "would be written outside"),
        ({"other/module.py": ""}, "belongs to neither"),
    ],
)
def test_what_is_not_whole_is_refused(
    tmp_path: Path, changes: dict[str, str | bytes | None], reason: str
) -> None:
    with zipfile.ZipFile(tiny_wheel(tmp_path, sha_of(1))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    changed: dict[str, str | bytes | None] = {**members, **changes}
    whole = {name: content for name, content in changed.items() if content is not None}
    path = zipped(tmp_path / "changed" / NAME, whole)
    with pytest.raises(Refused, match=reason):
        wheel.inspect(path.read_bytes(), NAME)


@pytest.mark.parametrize("text", ["not json", "[]", "{}", '"x"'])
def test_a_damaged_identity_is_refused(tmp_path: Path, text: str) -> None:
    path = tiny_wheel(tmp_path, sha_of(1), {"release.json": text})
    with pytest.raises(Refused, match=r"release\.json is damaged"):
        wheel.inspect(path.read_bytes(), NAME)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "wheel.whl",
        "refit_ai_service-0.1.0.tar.gz",
        "other_service-0.1.0-py3-none-any.whl",
        "refit_ai_service-0.1.0-py3-none-any.whl.part",
        "../refit_ai_service-0.1.0-py3-none-any.whl",
        "refit_ai_service-../x-py3-none-any.whl",
    ],
)
def test_a_name_that_is_not_this_service_s(name: str) -> None:
    with pytest.raises(Refused, match="no wheel of this service"):
        wheel.file_version(name)


def test_names_with_and_without_a_build_number() -> None:
    assert wheel.file_version(NAME) == "0.1.0"
    assert (
        wheel.file_version("refit_ai_service-1.2.3rc1+local-2-py3-none-any.whl") == "1.2.3rc1+local"
    )


def test_whatever_bit_flips_a_wheel_is_read_or_refused(tmp_path: Path) -> None:
    """Deflated, one flipped bit has zlib complain, or zipfile, in a dozen ways."""
    path = tmp_path / NAME
    with (
        zipfile.ZipFile(tiny_wheel(tmp_path, sha_of(1))) as plain,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as deflated,
    ):
        for name in plain.namelist():
            deflated.writestr(name, plain.read(name))
    content = path.read_bytes()
    refused = []
    for place in range(0, len(content), 3):
        flipped = bytearray(content)
        flipped[place] ^= 0x10
        try:
            wheel.inspect(bytes(flipped), NAME)
        except Refused as error:
            refused.append(error.reason)
    assert len(refused) > len(content) // 6
    assert all(reason.startswith(NAME) for reason in refused)
