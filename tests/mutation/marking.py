"""Marks in the deployer: each statement of a function says that it is reached, at next to no cost.

A tracer would be called for every call in the whole simulator, which takes several times as long.
"""

import ast
import builtins
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import TypeVar

NAME = "__reached__"
Line = tuple[str, int]
Block = TypeVar("Block", bound=ast.AST)
BLOCKS = ("body", "orelse", "finalbody")


class Marker(ast.NodeTransformer):
    """Puts a mark before each statement within functions."""

    def __init__(self, path: str) -> None:
        self.path, self.depth = path, 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1
        has_words = ast.get_docstring(node, clean=False) is not None
        node.body = [*node.body[:has_words], *self._marked(node.body[has_words:])]
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if self.depth and not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            for name in BLOCKS:
                block = getattr(node, name, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    setattr(node, name, self._marked(block))
        return node

    def _marked(self, block: Sequence[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for each in block:
            place = ast.Constant((self.path, each.lineno))  # type: ignore[arg-type] # it may
            call = ast.Call(ast.Name(NAME, ast.Load()), [place], [])
            mark = ast.copy_location(ast.Expr(call), each)
            found += [ast.fix_missing_locations(mark), each]
        return found


class _Loader(SourceFileLoader):
    """Loads a module with marks; what is compiled lies nowhere."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = Marker(path).visit(ast.parse(self.get_data(path)))
        return compile(tree, path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    """Finds the modules of the deployer."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] != "deploy":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(name, spec.loader.path)
        return spec


def listen() -> set[Line]:
    """Have the deployer, which is not imported yet, marked; return where its lines will be."""
    assert "deploy" not in sys.modules
    reached: set[Line] = set()
    setattr(builtins, NAME, reached.add)
    sys.meta_path.insert(0, _Finder())
    return reached
