"""Putting a mutant into this process: into a function that is there, or before the import."""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, FunctionType, ModuleType

from tests.mutation.mutant import Mutant


def swap(mutant: Mutant, source: str, path: str) -> None:
    """Give a function that is in use the code of the mutant; nothing else of the module changes."""
    code = compile(mutant.of(source), path, "exec", dont_inherit=True)
    for name in mutant.function.split("."):
        code = next(
            each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name
        )
    found: object = sys.modules[f"deploy.{mutant.module}"]
    for name in mutant.function.split("."):
        found = vars(found)[name]
    _bare(found).__code__ = code
    forget()


def _bare(found: object) -> FunctionType:
    """Return the function within a property, a class method, a cache or a context manager."""
    for name in ("fget", "__func__", "__wrapped__"):
        found = getattr(found, name, found)
    assert isinstance(found, FunctionType)
    return found


def forget() -> None:
    """Empty the caches of the deployer: what they hold comes from the code before."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith("deploy."):
            for value in vars(module).values():
                clear = getattr(value, "cache_clear", None)
                if clear is not None:
                    clear()


class Finder(MetaPathFinder, Loader):
    """Finds one module of the deployer with another source than its file has."""

    def __init__(self, name: str, source: str, path: str) -> None:
        self.name, self.source, self.path = name, source, path

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(name, self, origin=self.path) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.path, "exec"), vars(module))  # noqa: S102 - the mutant


def precede(mutant: Mutant, source: str, path: str) -> None:
    """Have the mutant imported instead of its module, which was not imported yet."""
    name = f"deploy.{mutant.module}"
    assert name not in sys.modules
    sys.meta_path.insert(0, Finder(name, mutant.of(source), path))
