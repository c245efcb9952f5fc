"""The house rules on form that no linter checks, as tests."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ai_app", "deploy", "sim", "scripts")
FUNCTION_LINES_MAX = 40
FILE_LINES_MAX = 200
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


def parsed(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=name)


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


@pytest.mark.parametrize("name", SOURCES)
def test_a_function_fits_on_a_screen(name: str) -> None:
    long = {
        node.name: lines
        for node in functions(parsed(name))
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    }
    assert not long


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_is_short(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= FILE_LINES_MAX


@pytest.mark.parametrize("name", [*SOURCES, *TESTS])
def test_a_line_is_short(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > LINE_LENGTH_MAX] == []


@pytest.mark.parametrize("name", [*SOURCES, *TESTS])
def test_a_module_opens_with_one_sentence(name: str) -> None:
    text = ast.get_docstring(parsed(name)) or ""
    assert text.split("\n\n")[0].endswith(".")


@pytest.mark.parametrize("name", [*SOURCES, *TESTS])
def test_imports_are_absolute(name: str) -> None:
    imports = (node for node in ast.walk(parsed(name)) if isinstance(node, ast.ImportFrom))
    assert [ast.unparse(node) for node in imports if node.level] == []


@pytest.mark.parametrize("name", SOURCES)
def test_a_module_is_named_for_what_it_holds(name: str) -> None:
    words = re.sub(r"[_/.]", " ", name)
    assert not EMPTY_WORDS.search(words)


@pytest.mark.parametrize("name", found("deploy", "sim"))
def test_what_is_public_says_what_it_is_for(name: str) -> None:
    silent = [
        node.name
        for node in parsed(name).body
        if isinstance(node, DEFINITIONS)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize("name", [name for name in found("deploy") if not ADAPTERS.search(name)])
def test_the_deployer_is_of_the_standard_library_alone(name: str) -> None:
    imported = set()
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.partition(".")[0])
    assert imported <= {"deploy", *sys.stdlib_module_names}


@pytest.mark.parametrize("package", ["ai_app", "deploy", "sim", "tests"])
def test_a_folder_of_modules_is_a_package(package: str) -> None:
    folders = {(ROOT / name).parent for name in found(package)}
    assert sorted(str(f) for f in folders if not (f / "__init__.py").is_file()) == []
