"""Tests of trees: digests, the plan that makes one equal another, and carrying it out."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy import tree
from deploy.adapters.files import LocalFiles
from deploy.config import Config
from deploy.errors import Damaged, Remains
from deploy.local import local_host

FILES = LocalFiles()
TREES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123"))


@given(source=TREES, target=TREES)
def test_carried_out_on_paper_a_plan_makes_the_target_the_source(
    source: dict[str, str], target: dict[str, str]
) -> None:
    plan = tree.plan(source, target)
    for path in plan.delete:
        del target[path]
    target.update({path: source[path] for path in plan.copy})
    assert target == source
    assert tree.difference(source, target) is None
    assert tree.plan(source, target) == tree.Plan((), ())


def test_a_difference_names_what_differs_and_not_too_much_of_it() -> None:
    expected = {"changed": "1", **dict.fromkeys("abcde", "1")}
    said = tree.difference(expected, {"changed": "2", "new": "1"})
    assert said == "missing: a, b, c and 2 more; changed: changed; too many: new"


def filled(folder: Path, files: dict[str, str]) -> str:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return str(folder)


def test_a_tree_is_its_files_by_content(tmp_path: Path) -> None:
    names = ["a/__init__.py", "b/__init__.py", "a/__pycache__/x.pyc", "uploads/x", "b/uploads/x"]
    root = filled(tmp_path, dict.fromkeys(names, ""))
    (tmp_path / "link").symlink_to("a")
    empty = tree.digest(b"")
    assert tree.digests(FILES, root, besides=("uploads",)) == {
        "a/__init__.py": empty,
        "b/__init__.py": empty,
        "b/uploads/x": empty,
    }


def test_a_sync_is_exact_and_sees_a_change_of_the_same_size(tmp_path: Path) -> None:
    source = filled(tmp_path / "source", {"same": "1", "changed": "12", "in/new": "n"})
    target = filled(tmp_path / "target", {"same": "1", "changed": "21", "old/gone": "x"})
    expected = tree.digests(FILES, source)
    tree.sync(FILES, source, target, expected)
    assert tree.digests(FILES, target) == expected


def test_a_sync_of_a_damaged_source_is_found_out(tmp_path: Path) -> None:
    source, target = filled(tmp_path / "source", {"file": "damaged"}), str(tmp_path / "target")
    expected = {"file": tree.digest(b"whole")}
    tree.sync(FILES, source, target, expected)
    with pytest.raises(Damaged, match="changed: file"):
        tree.verify(FILES, target, expected)


def test_a_tree_that_is_not_there_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="is not there"):
        tree.verify(FILES, str(tmp_path / "none"), {})


class Stubborn(LocalFiles):
    """Files of which one tree cannot be removed, as one that holds a directory of root's."""

    def remove(self, path: str) -> None:
        if path.endswith("first"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        super().remove(path)


def test_what_cannot_be_removed_keeps_nothing_else_and_is_told(tmp_path: Path) -> None:
    paths = [filled(tmp_path / name, {"file": ""}) for name in ("first", "second")]
    host = replace(local_host(Config(base=str(tmp_path))), files=Stubborn())
    left = tree.taken_away(host, paths)
    assert [each.path for each in left] == [f"{tmp_path}/{tree.DISCARDED}first"]
    assert not Path(paths[1]).exists()
    with pytest.raises(Remains, match=f"sudo rm -r {left[0].path}"):
        tree.see_gone(left)
