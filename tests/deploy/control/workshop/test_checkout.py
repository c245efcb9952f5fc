"""What git says of a checkout, and whether we name a content as it does."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.control.workshop.checkout import is_blob, look
from deploy.control.workshop.local import local_workshop
from deploy.errors import CommandFailed, Refused
from tests.deploy.control.repository import GIT, Clone


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """Give a repository without a commit."""
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "checkout").mkdir()
    clone = Clone(tmp_path / "checkout")
    clone.git("init", "--quiet", "--initial-branch=main")
    return clone


def test_a_commit_is_told_with_all_its_files(clone: Clone) -> None:
    names = ["a b.txt", "한글/파일.txt", "quo'te\".txt", "tab\there.txt", "new\nline.txt", "x/y/z"]
    for name in names:
        clone.write(name, name)
    (clone.root / "link").symlink_to("x")
    sha = clone.commit()
    with local_workshop(str(clone.root)) as workshop:
        found = look(workshop)
    assert (found.head, found.branch, found.dirt) == (sha, "main", ())
    assert found.committed_at == 1_767_225_600
    assert sorted(found.blobs) == sorted(names)
    assert found.odd == {"link"}
    assert all(is_blob(name.encode(), found.blobs[name]) for name in names)
    assert not is_blob(b"other", found.blobs["x/y/z"])


def test_what_differs_is_told_by_its_present_name(clone: Clone) -> None:
    for name in ("kept", "old", "gone"):
        clone.write(name, name * 20)
    clone.commit()
    clone.git("mv", "old", "new")
    (clone.root / "gone").unlink()
    clone.write("folder/한 글", "")
    with local_workshop(str(clone.root)) as workshop:
        assert look(workshop).dirt == ("folder/한 글", "gone", "new")


def test_a_repository_of_longer_names_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "longer").mkdir()
    clone = Clone(tmp_path / "longer")
    clone.git("init", "--quiet", "--object-format=sha256")
    clone.write("a", "one")
    name = clone.git("hash-object", "a")
    assert is_blob(b"one", name)
    assert not is_blob(b"two", name)


def test_a_folder_inside_a_checkout_is_not_its_top(clone: Clone) -> None:
    clone.write("folder/a", "")
    clone.commit()
    with (
        local_workshop(str(clone.root / "folder")) as workshop,
        pytest.raises(Refused, match="not the top"),
    ):
        look(workshop)


def test_a_checkout_without_a_commit_is_no_commit(clone: Clone) -> None:
    with local_workshop(str(clone.root)) as workshop, pytest.raises(CommandFailed, match="git"):
        look(workshop)


@given(st.binary(max_size=50), st.binary(max_size=50))
@settings(max_examples=50, deadline=None)
def test_a_name_is_of_one_content(one: bytes, two: bytes) -> None:
    empty = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert is_blob(one, empty) is (one == b"")
    assert is_blob(two, empty) is (two == b"")
