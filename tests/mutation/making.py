"""Making mutants of a source: the operators are mutmut's, and three that leave out or turn."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import libcst as cst
from libcst.metadata import (
    CodeRange,
    MetadataWrapper,
    ParentNodeProvider,
    PositionProvider,
    WhitespaceInclusivePositionProvider,
)
from mutmut.mutation.mutators import mutation_operators

from tests.mutation import sense
from tests.mutation.mutant import Mutant


class Place(NamedTuple):
    """Where a statement stands: its scope, the outermost function around it, and their lines."""

    scope: str
    function: str
    lines: tuple[int, int]
    around: tuple[int, int]


def mutants_of(module: str, source: str) -> list[Mutant]:
    """Return every mutant of a module that is worth a trial, in the order of the source."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor(wrapper.module)
    wrapper.visit(visitor)
    statements = _statements(source)
    seen, found, alike = {source}, [], Counter[str]()
    offsets = _offsets(source)
    for where, text in visitor.changes:
        begin, end = (offsets[at.line - 1] + at.column for at in (where.start, where.end))
        changed = source[:begin] + text + source[end:]
        if changed in seen or not _is_python(changed):
            continue
        seen.add(changed)
        was, becomes, line = _difference(source, changed)
        place = next(each for each in statements if each.lines[0] <= line <= each.lines[1])
        mutant = Mutant(
            module=module,
            scope=place.scope,
            function=place.function,
            begin=begin,
            end=end,
            text=text,
            lines=place.lines,
            around=place.around,
            was=was,
            becomes=becomes,
        )
        alike[mutant.name] += 1
        found.append(replace(mutant, number=alike[mutant.name]))
    return found


class _Visitor(cst.CSTVisitor):
    """Gathers the changes: a range of the source, and the text to put there."""

    METADATA_DEPENDENCIES = (
        ParentNodeProvider,
        PositionProvider,
        WhitespaceInclusivePositionProvider,
    )

    def __init__(self, module: cst.Module) -> None:
        super().__init__()
        self.module = module
        self.changes: list[tuple[CodeRange, str]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Change this node in every way, and go on below, unless nothing here makes sense."""
        if sense.left_alone(node, self.get_metadata(ParentNodeProvider, node, None)):
            return False
        for changed in _changed(node):
            if not sense.only_words(node, changed):
                where = self.get_metadata(WhitespaceInclusivePositionProvider, node)
                self.changes.append((where, self.module.code_for_node(changed)))
        if isinstance(node, cst.If | cst.While | cst.CompIf) and not _turned_otherwise(node.test):
            where = self.get_metadata(WhitespaceInclusivePositionProvider, node.test)
            self.changes.append((where, f"not ({self.module.code_for_node(node.test)})"))
        return True


def _changed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from operator(node)
    if isinstance(node, cst.Expr | cst.Raise):
        yield cst.Pass()


def _is_python(text: str) -> bool:
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _turned_otherwise(test: cst.BaseExpression) -> bool:
    """Say whether mutmut turns this condition itself."""
    return isinstance(test, cst.Comparison) or (
        isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not)
    )


def _offsets(source: str) -> list[int]:
    found = [0]
    for line in source.splitlines(keepends=True):
        found.append(found[-1] + len(line))
    return found


def _difference(source: str, changed: str) -> tuple[str, str, int]:
    """Return the lines that differ, before and after, and the number of the first one."""
    old, new = source.splitlines(), changed.splitlines()
    first = next(at for at, (one, two) in enumerate(zip(old, new, strict=False)) if one != two)
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    was, becomes = (
        " ".join(" ".join(lines[first : len(lines) - last]).split()) for lines in (old, new)
    )
    return was, becomes, first + 1


def _statements(source: str) -> list[Place]:
    """Return the place of every statement, inner ones first."""
    found: list[Place] = []

    def walk(body: list[ast.stmt], scope: str, function: str, around: tuple[int, int]) -> None:
        for node in body:
            within, runs_in = scope, function
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                within = f"{scope}.{node.name}".lstrip(".")
                runs_in = function or (within if isinstance(node, ast.FunctionDef) else "")
            lines = _lines(node)
            for inner in _blocks(node):
                walk(inner, within, runs_in, around if function else lines)
            found.append(Place(scope, function, lines, around if function else lines))

    walk(ast.parse(source).body, "", "", (0, 0))
    return found


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block
    for name in ("handlers", "cases"):
        for each in getattr(node, name, ()):
            yield each.body


def _lines(node: ast.stmt) -> tuple[int, int]:
    """Return the first and the last line of a statement, decorators and all."""
    assert node.end_lineno is not None
    decorators = getattr(node, "decorator_list", ())
    return min([node.lineno, *(each.lineno for each in decorators)]), node.end_lineno
