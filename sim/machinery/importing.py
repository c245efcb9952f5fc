"""Whether the entry module of the service imports, given what it finds on the disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from deploy import dotenv
from sim.machinery.behaviour import MUTE, Behaviour, behaviour_of
from sim.storage.disk import Disk
from sim.storage.nodes import Directory, File, Node


def import_error(disk: Disk, code: str, python: str, beside: str = "") -> str | None:
    """Say why the entry module does not import from `code` with the interpreter `python`.

    It reads the `.env` that lies in the code, and another `beside` it where one is named.
    """
    main = disk.node(f"{code}/api/main.py")
    if type(main) is not File:
        return "ModuleNotFoundError: No module named 'api.main'"
    if not python.endswith("/bin/python") or type(disk.node(python)) is not File:
        return f"bad interpreter: {python}"
    behaviour = behaviour_of(main.content)
    if not behaviour.imports:
        return "ImportError: cannot import name 'app' from 'api.main'"
    library = disk.node(f"{python.removesuffix('/bin/python')}/lib")
    installed = _distributions(library) if type(library) is dict else set()
    for name in behaviour.requires:
        if name not in installed:
            return f"ModuleNotFoundError: No module named '{name}'"
    for path in (beside, f"{code}/.env") if behaviour.numbers else ():
        for name in _unfit(disk.node(path) if path else None, behaviour.numbers):
            return f"ValidationError: 1 validation error for Settings\n{name.lower()}\n  no integer"
    return None


def _unfit(env: Node | None, numbers: Collection[str]) -> Iterator[str]:
    """Give the settings of a `.env` that should be numbers, and are none."""
    for name, value in dotenv.settings(env.content.decode()) if type(env) is File else ():
        if name in numbers and not value.isdecimal():
            yield name


def importing(disk: Disk, code: str) -> Behaviour:
    """Return how the app behaves when its entry module is imported."""
    main = disk.node(f"{code}/api/main.py")
    return behaviour_of(main.content) if type(main) is File else MUTE


def _distributions(library: Directory) -> set[str]:
    found: set[str] = set()
    for version in library.values():
        site = version.get("site-packages") if type(version) is dict else None
        if type(site) is dict:
            found.update(name.split("-")[0] for name in site if name.endswith(".dist-info"))
    return found
