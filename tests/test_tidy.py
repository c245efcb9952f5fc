"""The house rules on form that no linter checks, as tests."""

import ast
import functools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ai_app", "deploy", "sim", "scripts")
FUNCTION_LINES_MAX = 40
FILE_LINES_MAX = 200
LISTS = {"noxfile.py": 270}
"""What is a list of small things, one after the other, may be longer."""
LINE_LENGTH_MAX = 100
ADAPTERS = re.compile(r"^deploy/control/(aws|web)/")
"""Where the control side may reach for a library."""
EMPTY_WORDS = re.compile(r"\b(base|context|handler|helper|manager|task|util)s?\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def found(*folders: str) -> list[str]:
    """Give the Python files under these folders."""
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return sorted(file.relative_to(ROOT).as_posix() for file in files)


SOURCES = [*found(*PACKAGES), "noxfile.py"]
TESTS = found("tests")


@functools.cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@functools.cache
def parsed(name: str) -> ast.Module:
    return ast.parse(text(name), filename=name)


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def test_a_function_fits_on_a_screen() -> None:
    long = [
        f"{name}: {node.name} has {lines} lines"
        for name in SOURCES
        for node in functions(parsed(name))
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert long == []


def test_a_file_is_short() -> None:
    lengths = {name: len(text(name).splitlines()) for name in SOURCES}
    assert {
        name: length for name, length in lengths.items() if length > LISTS.get(name, FILE_LINES_MAX)
    } == {}


def test_a_line_is_short() -> None:
    assert [
        f"{name}: {line}"
        for name in (*SOURCES, *TESTS)
        for line in text(name).splitlines()
        if len(line) > LINE_LENGTH_MAX
    ] == []


def test_a_module_opens_with_one_sentence() -> None:
    openings = {name: ast.get_docstring(parsed(name)) or "" for name in (*SOURCES, *TESTS)}
    first = {name: said.split("\n\n")[0] for name, said in openings.items()}
    assert [name for name, said in first.items() if not said.endswith(".")] == []


def test_imports_are_absolute() -> None:
    assert [
        f"{name}: {ast.unparse(node)}"
        for name in (*SOURCES, *TESTS)
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.ImportFrom) and node.level
    ] == []


def test_a_module_is_named_for_what_it_holds() -> None:
    assert [name for name in SOURCES if EMPTY_WORDS.search(re.sub(r"[_/.]", " ", name))] == []


def test_what_is_public_says_what_it_is_for() -> None:
    assert [
        f"{name}: {node.name}"
        for name in found("deploy", "sim")
        for node in parsed(name).body
        if isinstance(node, DEFINITIONS)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ] == []


def imported(name: str) -> set[str]:
    """Give the top-level packages that a module imports."""
    names: set[str] = set()
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_the_deployer_is_of_the_standard_library_alone() -> None:
    allowed = {"deploy", *sys.stdlib_module_names}
    ours = [name for name in found("deploy") if not ADAPTERS.search(name)]
    assert {name: more for name in ours if (more := imported(name) - allowed)} == {}


@pytest.mark.parametrize("package", ["ai_app", "deploy", "sim", "tests"])
def test_a_folder_of_modules_is_a_package(package: str) -> None:
    folders = {(ROOT / name).parent for name in found(package)}
    assert sorted(str(f) for f in folders if not (f / "__init__.py").is_file()) == []
