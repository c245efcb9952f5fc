"""Tests of merging an edited requirements.txt into pyproject.toml: torn three times before."""

from pathlib import Path

import pytest

from scripts.dependencies.__main__ import main
from tests.scripts.dependencies.projects import (
    PYPROJECT,
    contents,
    edit,
    listed,
    merged,
    project,
    resolve,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path)


def text(root: Path) -> str:
    return (root / "pyproject.toml").read_text(encoding="utf-8")


def change(root: Path, before: str, after: str) -> None:
    lines = listed(root)
    assert before in lines
    edit(root, [after if line == before else line for line in lines])


def test_the_listing_has_what_is_asked_for_then_what_that_brings(root: Path) -> None:
    assert [line for line in listed(root) if not line.startswith("# ")] == [
        *("fastapi==3", "uvicorn[standard]==3", "Scikit_Learn==1.65"),
        *('tomli==3; python_version < "3.11"', "zeta==1.65", "brought==3"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "entry", "now"),
    [
        ("fastapi==3", "fastapi>=0.140", '"fastapi>=0.133"', '"fastapi>=0.140"'),
        ("uvicorn[standard]==3", "uvicorn==3", '"uvicorn[standard]>=0.32"', '"uvicorn>=0.32"'),
        (
            *("uvicorn[standard]==3", "Uvicorn[standard,more]>=0.54,<3"),
            *('"uvicorn[standard]>=0.32"', '"uvicorn[more,standard]>=0.54,<3"'),
        ),
        (
            *("Scikit_Learn==1.65", "scikit-learn>=1.4,<2"),
            *("'Scikit_Learn>=1.2,<2'", '"Scikit_Learn>=1.4,<2"'),
        ),
        (
            *('tomli==3; python_version < "3.11"', "tomli==3; python_version < '3.12'"),
            *("\"tomli>=2; python_version < '3.11'\"", "\"tomli>=2; python_version < '3.12'\""),
        ),
        ('tomli==3; python_version < "3.11"', "tomli", None, '"tomli>=2"'),
    ],
)
def test_a_changed_line_changes_its_entry_and_no_other_byte(
    root: Path, before: str, after: str, entry: str | None, now: str
) -> None:
    change(root, before, after)
    assert merged(root) == 0
    told = entry or "\"tomli>=2; python_version < '3.11'\""
    assert text(root) == PYPROJECT.replace(told, now, 1)
    assert main(["check"], root=root) == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fastapi==3", "fastapi==0.140"),
        ("Scikit_Learn==1.65", "SCIKIT.learn == 1.5"),
        ("brought==3", "brought==2"),
    ],
)
def test_a_pin_is_for_the_lock(root: Path, before: str, after: str) -> None:
    change(root, before, after)
    assert merged(root) == 0
    assert text(root) == PYPROJECT
    assert after.rpartition("=")[2].strip() in "".join(listed(root))
    assert before not in listed(root)


def test_a_line_without_a_version_takes_the_newest(root: Path) -> None:
    change(root, "fastapi==3", "fastapi==2")
    assert merged(root) == 0
    change(root, "fastapi==2", "fastapi")
    assert merged(root) == 0
    assert "fastapi==3" in listed(root)


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("fastapi==3", '    "fastapi>=0.133",          # 0.133: the first to take Starlette 1\n'),
        ("uvicorn[standard]==3", '    "uvicorn[standard]>=0.32", # the ] of [standard]\n'),
        ("zeta==1.65", '    "zeta~=1.4" # no comma\n'),
    ],
)
def test_a_removed_line_removes_its_entry_with_its_reason(root: Path, name: str, gone: str) -> None:
    edit(root, [line for line in listed(root) if line != name])
    assert merged(root) == 0
    assert text(root) == PYPROJECT.replace(gone, "", 1)


def test_what_others_brought_may_go_with_them(root: Path) -> None:
    edit(root, [x for x in listed(root) if not x.startswith(("fastapi", "brought"))])
    assert merged(root) == 0
    assert "brought" not in "".join(listed(root))


def test_an_added_line_comes_last_with_its_reason(root: Path) -> None:
    edit(root, [*listed(root), "new_one[x]>=1,<3  # for ] this", "pinned==1.5"])
    assert merged(root) == 0
    assert text(root) == PYPROJECT.replace(
        '    "zeta~=1.4" # no comma\n',
        '    "zeta~=1.4", # no comma\n    "new_one[x]>=1,<3", # for ] this\n    "pinned>=1.5",\n',
    )
    assert "pinned==1.5" in listed(root)


def test_what_is_in_one_line_stays_in_one(tmp_path: Path) -> None:
    whole = '[project]\nname = "a"\nrequires-python = ">=3.10"\ndependencies = ["b>=1"] # c\n'
    root = project(tmp_path, whole)
    edit(root, [*listed(root), "new>=1"])
    assert merged(root) == 0
    assert text(root) == whole.replace('["b>=1"]', '["b>=1", "new>=1"]')


def test_it_is_done_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, [*listed(root), "new>=1"])
    assert merged(root) == 0
    before = contents(root)
    assert merged(root) == 0
    assert contents(root) == before
    assert "asks for nothing new" in capsys.readouterr().out


def test_comments_spaces_and_order_are_no_edit(root: Path) -> None:
    before = contents(root)
    edit(root, ["", "# mine", *(f"  {line}  " for line in reversed(listed(root)))])
    assert merged(root) == 0
    assert contents(root) == before


def test_lines_may_end_as_on_windows(root: Path) -> None:
    lines = [line.replace("fastapi==3", "fastapi>=0.140") for line in listed(root)]
    (root / "requirements.txt").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert merged(root) == 0
    assert "fastapi>=0.140" in text(root)


SECRET = "hunter2"  # noqa: S105 - what must not be repeated
HOSTILE = {
    "a bound of the lock": ("fastapi==0.132", "outside of >=0.133"),
    "a wider range": ("fastapi>=0.1", "wider than >=0.133"),
    "an open end": ("scikit-learn>=1.4", "wider than >=1.2,<2"),
    "an empty range": ("fastapi>=2,<1", "no version is in >=2,<1"),
    "a bound of an extra": ("grpcio==1.75", "conflicts with >=1.60,<1.71, which the extra gemini"),
    "a range beyond it": ("grpcio>=1.71", "conflicts with >=1.60,<1.71"),
    "itself": ("Refit.AI_service", "this project itself"),
    "twice": ("fastapi==2\nFastAPI==2", "there twice"),
    "a file": ("-r other.txt", "-r is an option"),
    "an editable": ("-e .", "-e is an option"),
    "a constraint": ("--constraint=x", "--constraint is an option"),
    "an index": (f"--index-url https://u:{SECRET}@h/simple", "--index-url is an option"),
    "an extra index": (f"--extra-index-url https://u:{SECRET}@h", "--extra-index-url is"),
    "an address": (f"x @ https://u:{SECRET}@host/x.whl", "by address"),
    "a bare address": (f"git+https://u:{SECRET}@host/x", "by address"),
    "a file's address": ("x @ file:/x.whl", "by address"),
    "a path": ("./x.whl", "no requirement"),
    "a digest": (f"x==1 --hash=sha256:{'0' * 64}", "no requirement"),
    "no operator": ("fastapi=2", "no requirement"),
    "an unclosed extra": ("uvicorn[standard", "no requirement"),
    "a lone bracket": ("]", "no requirement"),
    "a quotation mark": ('x">=1', "no requirement"),
    "a marker that is none": ("x>=1; python is good", "no requirement"),
    "the text operator": ("x===1", "write =="),
    "a continuation": ("x>=1 \\", "goes on in the next line"),
    "a control character": ("x>=1 \x07", "control character"),
    "a line break of others": ("x>=1\u2028y>=1", "control character"),
    "a carriage return": ("x>=1 # a\rb", "control character"),
    "a long line": (f"x>=1 # {'y' * 2000}", "longer than any"),
    "a conflict of git": ("<<<<<<< HEAD", "no requirement"),
    "a range of the brought": ("brought>=1", "only its pin can change"),
    "extras of the brought": ("brought[x]==3", "only its pin can change"),
    "what there is not": ("fastapi==9", "no version of"),
    "a newcomer that there is not": ("x>=9", "no version of"),
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_what_cannot_be_merged_is_refused_with_its_reason(
    root: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile, why = HOSTILE[kind]
    start = hostile[:5].lower()  # in the place of the line that it changes
    lines = [line for line in listed(root) if not line.lower().startswith(start)]
    edit(root, [*lines, *hostile.split("\n")])
    before = contents(root)
    assert merged(root) == 2
    assert contents(root) == before
    told = capsys.readouterr().err
    assert why in told
    assert "nothing was changed" in told
    assert SECRET not in told


def test_every_line_is_named_at_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, [*listed(root), "-r a", "x=1"])
    assert merged(root) == 2
    told, count = capsys.readouterr().err, len(listed(root))
    assert f"requirements.txt, line {count - 1}: " in told
    assert f"requirements.txt, line {count}: " in told


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "asks for nothing any more"),
        (b"\xff\xfe", "is no UTF-8"),
        (b"a\n" * 3000, "more than 2000 lines"),
    ],
)
def test_a_file_that_is_none_is_refused(
    root: Path, content: bytes, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "requirements.txt").write_bytes(content)
    before = contents(root)
    assert merged(root) == 2
    assert contents(root) == before
    assert why in capsys.readouterr().err


def test_what_others_bring_cannot_be_taken_away_alone(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, [line for line in listed(root) if line != "brought==3"])
    assert merged(root) == 2
    assert "brought is brought by others, and stays" in capsys.readouterr().err


def test_an_edit_survives_a_pyproject_that_was_edited_too(root: Path) -> None:
    edited = PYPROJECT.replace('"zeta~=1.4" # no comma', '"zeta~=1.5", # mine\n    "mine>=1",')
    (root / "pyproject.toml").write_text(edited, encoding="utf-8")
    change(root, "fastapi==3", "fastapi>=0.140")
    assert merged(root) == 0
    assert text(root) == edited.replace("fastapi>=0.133", "fastapi>=0.140", 1)
    assert "mine==3" in listed(root)


def test_an_entry_edited_in_both_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited = PYPROJECT.replace("fastapi>=0.133", "fastapi>=0.135")
    (root / "pyproject.toml").write_text(edited, encoding="utf-8")
    change(root, "fastapi==3", "fastapi>=0.140")
    assert merged(root) == 2
    assert "its entry in pyproject.toml has changed too" in capsys.readouterr().err


def test_a_lock_is_not_made_over_an_edit(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(root, "fastapi==3", "fastapi==2")
    before = contents(root)
    assert main(["lock"], root=root, resolver=resolve) == 2
    assert contents(root) == before
    assert "nox -s merge-requirements" in capsys.readouterr().err
    assert main(["lock", "--discard-edits"], root=root, resolver=resolve) == 0
    assert "fastapi==3" in listed(root)


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "requirements.txt"])
def test_a_file_that_is_not_there_is_told_in_words(
    root: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / name).unlink()
    assert merged(root) == 2
    assert name in capsys.readouterr().err


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("[project", "is no TOML"),
        ("[project]\nname = 'a'\n", "has no project.requires-python"),
        (PYPROJECT.replace("grpcio>=1.60", "grpcio=1.60"), "is no requirement"),
        (PYPROJECT.replace("fastapi>=0.133", "fastapi=0.133"), "is no requirement"),
    ],
)
def test_a_pyproject_that_is_none_is_refused(
    root: Path, broken: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "pyproject.toml").write_text(broken, encoding="utf-8")
    edit(root, [*listed(root), "new>=1"])
    before = contents(root)
    assert merged(root) == 2
    assert contents(root) == before
    assert why in capsys.readouterr().err
