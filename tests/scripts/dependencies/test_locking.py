"""Tests of making the lock: what uv is asked, what is taken from it, how files are replaced."""

import os
import stat
from pathlib import Path

import pytest

from scripts.dependencies import lock, locking
from scripts.dependencies.__main__ import main
from scripts.dependencies.errors import Refused
from scripts.dependencies.files import replace
from tests.scripts.dependencies.projects import PYPROJECT, contents, listed, project, resolve

UV = """#!/bin/sh
echo "$@" >> "{calls}"
case "$*" in *--all-extras*) exit {extras} ;; *{lacking}*) exit 1 ;; *--only-binary*) exit 0 ;; esac
[ -f requirements.lock ] && cp requirements.lock "{former}"
printf '# words of uv\\nzeta==1.5 \\\\\\n    --hash=sha256:{digest}\\n' > requirements.lock
"""
SMALL = '[project]\nname = "a"\nrequires-python = ">=3.10,<4"\ndependencies = ["zeta~=1.4"]\n'


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a uv on the PATH that writes down what it is asked."""
    return with_uv(tmp_path, monkeypatch)


def with_uv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, extras: int = 0, lacking: str = "no machine"
) -> Path:
    program, told = tmp_path / "bin" / "uv", tmp_path / "calls"
    program.parent.mkdir()
    facts = {"calls": told, "former": tmp_path / "former", "digest": "0" * 64}
    facts |= {"extras": extras, "lacking": lacking.replace(" ", "?")}
    program.write_text(UV.format(**facts), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return told


def test_uv_is_asked_for_every_python_and_no_address(calls: Path) -> None:
    locking.made(SMALL, None)
    words, extras, *built = calls.read_text(encoding="utf-8").splitlines()
    for word in ("--universal", "--python-version 3.10", "--generate-hashes", "--no-annotate"):
        assert word in words
    assert "--no-emit-index-url" in words
    assert "--all-extras" in extras
    assert "--constraint requirements.lock" in extras
    assert len(built) == len(locking.MACHINES)


def test_the_former_lock_is_kept_to_and_more_may_be_asked(calls: Path, tmp_path: Path) -> None:
    former = locking.made(SMALL, None)
    assert locking.made(SMALL, former, ["--upgrade"]) == former
    assert (tmp_path / "former").read_text(encoding="utf-8") == former
    assert calls.read_text(encoding="utf-8").count("--upgrade\n") == 1


def test_it_says_what_it_was_made_from(calls: Path) -> None:
    text = locking.made(SMALL, None)
    assert calls.is_file()
    assert text == (
        f"{lock.NOTICE}\n# From: zeta~=1.4\n# Python: >=3.10,<4\n"
        f"zeta==1.5 \\\n    --hash=sha256:{'0' * 64}\n"
    )
    found = lock.read(text)
    assert [(row.name, str(row.version), row.hashes) for row in found.rows] == [
        ("zeta", "1.5", ("0" * 64,))
    ]


def test_an_extra_that_does_not_fit_on_top_is_found_here_and_not_on_a_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_uv(tmp_path, monkeypatch, extras=1)
    with pytest.raises(Refused, match="uv finds no versions that fit"):
        locking.made(SMALL, None)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_what_a_host_would_have_to_compile_is_not_taken(
    machine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_uv(tmp_path, monkeypatch, lacking=machine)
    with pytest.raises(Refused, match="uv finds no versions that fit"):
        locking.made(SMALL, None)


def test_without_uv_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/no/such/place")
    with pytest.raises(Refused, match="uv cannot resolve"):
        locking.made(SMALL, None)


def test_a_lock_with_an_address_is_not_taken() -> None:
    def leaking(*_: object) -> str:
        return f"# via\nzeta==1.5 ; x @ 'https://h' \\\n --hash=sha256:{'0' * 64}\n"

    with pytest.raises(Refused):
        locking.made(SMALL, None, resolver=leaking)


def test_a_lock_that_is_wrong_is_not_taken() -> None:
    def wrong(*_: object) -> str:
        return f"zeta==3 \\\n    --hash=sha256:{'0' * 64}\n"

    with pytest.raises(Refused, match="has zeta 3, outside of"):
        locking.made(SMALL, None, resolver=wrong)


def test_upgrading_one_leaves_the_others(tmp_path: Path) -> None:
    root = project(tmp_path)
    words = ["lock", "--upgrade-package", "fastapi==0.140", "--upgrade-package", "brought==2"]
    assert main(words, root=root, resolver=resolve) == 0
    assert {"fastapi==0.140", "brought==2"} <= set(listed(root))
    assert main(["lock", "--upgrade-package", "fastapi"], root=root, resolver=resolve) == 0
    assert {"fastapi==3", "brought==2"} <= set(listed(root))
    assert main(["lock", "--upgrade"], root=root, resolver=resolve) == 0
    assert "brought==3" in listed(root)


def test_a_dependency_of_two_versions_has_two_lines(tmp_path: Path) -> None:
    def forked(*_: object) -> str:
        digest = f"\\\n    --hash=sha256:{'0' * 64}"
        return (
            f"zeta==1.4 ; python_full_version < '3.11' {digest}\n"
            f"zeta==1.5 ; python_full_version >= '3.11' {digest}\n"
        )

    (tmp_path / "pyproject.toml").write_text(SMALL.replace("zeta~", "zeta[x]~"), encoding="utf-8")
    assert main(["lock"], root=tmp_path, resolver=forked) == 0
    assert listed(tmp_path)[-2:] == [
        'zeta[x]==1.4; python_full_version < "3.11"',
        'zeta[x]==1.5; python_full_version >= "3.11"',
    ]
    assert main(["check"], root=tmp_path) == 0
    before = contents(tmp_path)
    assert main(["merge"], root=tmp_path, resolver=forked) == 0
    assert contents(tmp_path) == before
    lines = listed(tmp_path)
    (tmp_path / "requirements.txt").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert main(["merge"], root=tmp_path, resolver=forked) == 2


def test_nothing_is_written_where_uv_refuses(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "pyproject.toml").write_text(PYPROJECT.replace(">=0.133", ">=9", 1), encoding="utf-8")
    before = contents(root)
    assert main(["lock"], root=root, resolver=resolve) == 2
    assert contents(root) == before


def test_a_file_is_replaced_whole_with_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    target.chmod(0o640)
    replace(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_replacement_that_fails_leaves_the_old_and_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "place"
    (target / "below").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        replace(target, b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["place"]
