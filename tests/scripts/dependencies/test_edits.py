"""Properties of editing pyproject.toml: any edit comes out as meant, and nothing else moves."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.dependencies import manifest
from scripts.dependencies.errors import Refused
from scripts.dependencies.manifest import Edit
from tests.scripts.dependencies.projects import (
    PYPROJECT,
    contents,
    edit,
    listed,
    merged,
    project,
)

NAMES = st.from_regex(r"[A-Za-z]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?", fullmatch=True)
RANGES = st.sampled_from(["", ">=1", "==1.4", ">=1,<2", "~=1.4", "!=1.5", "==1.*", ">1,<=3"])
EXTRAS = st.sampled_from(["", "[standard]", "[a,b]", "[x-y.z]"])
MARKERS = st.sampled_from(
    ["", "; python_version < '3.11'", "; sys_platform == 'win32' or extra=='x'"]
)
REQUIREMENTS = st.builds("{}{}{}{}".format, NAMES, EXTRAS, RANGES, MARKERS)
COMMENTS = st.text(st.sampled_from("ab ]['\",#=é"), max_size=8)
GAPS = st.sampled_from(["", "    # between ] them\n", "\n", "\n    # [\n"])


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a pyproject.toml in some style, and what it asks for."""
    entries = draw(st.lists(REQUIREMENTS, max_size=6))
    quotes = draw(st.sampled_from(['"', "'"]))
    told = [_quoted(entry, quotes) for entry in entries]
    if draw(st.booleans()):
        array = (
            f"[{', '.join(told)}{draw(st.sampled_from(['', ',', ' ']) if told else st.just(''))}]"
        )
    else:
        array = "[\n"
        for number, entry in enumerate(told):
            comma = "," if number < len(told) - 1 or draw(st.booleans()) else ""
            comment = draw(COMMENTS)
            array += f"{draw(GAPS)}    {entry}{comma}{f'  # {comment}' if comment else ''}\n"
        array += f"{draw(GAPS)}]"
    head = "[project]\nname = 'me'\nrequires-python = '>=3.10'\nother = [] # ]\n"
    tail = '\n[project.optional-dependencies]\nx = ["dependencies", "a" ] # [\ny = []\n'
    return f"{head}dependencies = {array} # end{tail}", entries


def _quoted(entry: str, quotes: str) -> str:
    return f"{quotes}{entry}{quotes}" if "'" not in entry else f'"{entry}"'


@pytest.mark.lengthy
@settings(max_examples=150, deadline=None)
@given(documents(), st.data())
def test_any_edit_comes_out_as_meant(drawn: tuple[str, list[str]], data: st.DataObject) -> None:
    text, entries = drawn
    assert list(manifest.entries(text)) == entries
    places = st.sampled_from(range(len(entries))) if entries else st.nothing()
    touched = data.draw(st.lists(places, unique=True)) if entries else []
    cut = data.draw(st.integers(0, len(touched)))
    replaced = {place: data.draw(REQUIREMENTS) for place in touched[:cut]}
    added = data.draw(st.lists(st.tuples(REQUIREMENTS, COMMENTS.map(str.strip)), max_size=3))
    wanted = Edit(removed=frozenset(touched[cut:]), replaced=replaced, added=added)
    after = manifest.edited(text, wanted)
    kept = [replaced.get(n, e) for n, e in enumerate(entries) if n not in wanted.removed]
    assert list(manifest.entries(after)) == [*kept, *(entry for entry, _ in added)]
    before, now = manifest.parsed(text), manifest.parsed(after)
    del before["project"]["dependencies"], now["project"]["dependencies"]
    assert now == before
    assert tomlkit.dumps(tomlkit.parse(after)) == after
    assert after.partition("dependencies = ")[0] == text.partition("dependencies = ")[0]
    assert after.partition("] # end")[2] == text.partition("] # end")[2]


@settings(max_examples=100, deadline=None)
@given(documents(), st.data())
def test_replacing_an_entry_changes_its_bytes_alone(
    drawn: tuple[str, list[str]], data: st.DataObject
) -> None:
    text, entries = drawn
    if not entries:
        return
    place = data.draw(st.sampled_from(range(len(entries))))
    after = manifest.edited(text, Edit(replaced={place: "mark-of-the-test>=1"}))
    head, _, tail = after.partition('"mark-of-the-test>=1"')
    assert text.startswith(head)
    assert text.endswith(tail)
    middle = text[len(head) : len(text) - len(tail)]
    assert middle[1:-1] == entries[place]


PINS = ("1.4", "1.5", "2", "2.3", "3")
CHANGES = {
    "fastapi": ("fastapi>=0.140", "fastapi==0.140", "FastAPI==2.3", "fastapi[x]==3", "fastapi"),
    "uvicorn[standard]": ("uvicorn==3", "uvicorn[a,standard]>=0.54,<3", "uvicorn[standard]==2"),
    "Scikit_Learn": ("scikit-learn==1.4", "scikit-learn>=1.4,<1.6", "scikit_learn!=1.5,>=1.2,<2"),
    "tomli": ("tomli==2.3", "tomli>=2.1; python_version < '3.12'", None),
    "zeta": ("zeta==1.5", "zeta~=1.5", None),
    "brought": ("brought==2", "brought == 1.4"),
}


@pytest.mark.lengthy
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_people_edit_is_merged_once_and_for_all(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = project(Path(name) / "p")
        lines, changed = [], set()
        for line in listed(root):
            known = line.partition("==")[0]
            choice = data.draw(st.sampled_from((line, *CHANGES.get(known, ()))))
            lines += [choice] if choice is not None else []
            changed |= {known} if choice != line else set()
        added = data.draw(
            st.lists(st.sampled_from(("n1>=2", "n2==1.5 # ] why", "n3")), unique=True)
        )
        edit(root, data.draw(st.permutations([*lines, *added])))
        assert merged(root) == 0
        after = contents(root)
        _prove_untouched(after["pyproject.toml"].decode(), changed)
        assert merged(root) == 0
        assert contents(root) == after
        entries = manifest.entries(after["pyproject.toml"].decode())
        assert len([entry for entry in entries if entry[:2] in {"n1", "n2", "n3"}]) == len(added)


def _prove_untouched(text: str, changed: set[str]) -> None:
    """See that every line of the former file is there in its order, but for those changed."""
    lines = iter(text.replace(",", "").splitlines())
    for line in filter(str.strip, PYPROJECT.replace(",", "").splitlines()):
        told = line.strip().strip("\"'")
        if not any(told.startswith(name.partition("[")[0]) for name in changed):
            assert line in lines, line


@pytest.mark.lengthy
@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4), st.integers(0, 8))
def test_whatever_is_typed_is_refused_or_merged_whole(typed: Sequence[str], at: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = project(Path(name) / "p")
        lines = listed(root)
        content = "\n".join([*lines[:at], *typed, *lines[at:]]).encode("utf-8", "replace")
        (root / "requirements.txt").write_bytes(content)
        before = contents(root)
        try:
            code = merged(root)
        except Refused as error:  # pragma: no cover
            raise AssertionError("a refusal is told, not raised") from error
        assert code in {0, 2}
        if code == 2:
            assert contents(root) == before
        else:
            manifest.requirements(manifest.entries((root / "pyproject.toml").read_text("utf-8")))
