"""A fake uv: it makes environments and installs wheels, file by file, nothing of it durable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deploy.ports import Result
from sim.programs.uv import installing, trial
from sim.programs.uv.wheelfile import Unusable
from sim.storage.nodes import File

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.programs.uv.installing import Write
    from sim.world import World

VERSION = "0.13.9"
ANYWHERE = "managed installations or search path"
SPELLED = re.compile(r"--[a-z0-9-]+")
"""As each of its options is."""
USAGE = {
    "venv": "uv venv [OPTIONS] [PATH]",
    "pip": "uv pip install [OPTIONS] <PACKAGE|--requirements <REQUIREMENTS>|"
    "--editable <EDITABLE>|--group <GROUP>>",
}


def run(world: World, arguments: Sequence[str], write: Write) -> Result:
    """Run one command of uv, writing each file through `write`, where the power may fail."""
    words = [word for word in arguments if word != "--no-python-downloads"]
    try:
        _vet(words)
        match words:
            case ["--version"]:
                world.pass_time(0.01)
                return Result(0, f"uv {VERSION} (x86_64-unknown-linux-gnu)\n", "")
            case ["python", "find", *asked] if len(asked) <= 1:
                world.pass_time(0.01)
                found = interpreter(
                    world, "".join(asked) or "3", f"virtual environments, {ANYWHERE}"
                )
                return Result(0, f"{found}\n", "")
            case ["venv", "--python", asked, path]:
                return _venv(world, asked, path, write)
            case ["venv", "--python", asked, "--clear", path]:
                world.disk.remove(path, durable=False)
                return _venv(world, asked, path, write)
            case ["pip", "install", "--dry-run", *rest]:
                return Result(0, "", trial.would_install(world, rest))
            case ["pip", "install", "--python", python, *rest]:
                return Result(0, "", installing.install(world, python, rest, write))
    except Unusable as error:
        return Result(error.code, "", f"error: {error}\n")
    raise AssertionError(f"the fake uv knows no {' '.join(arguments)}")


def _vet(words: Sequence[str]) -> None:
    """Refuse what is spelled like no option of uv's; raise `Unusable`."""
    usage = USAGE.get(words[0])
    for word in words if usage else ():
        if word.startswith("--") and SPELLED.fullmatch(word) is None:
            tip = f"tip: to pass '{word}' as a value, use '-- {word}'"
            told = f"unexpected argument '{word}' found\n\n  {tip}"
            more = f"Usage: {usage}\n\nFor more information, try '--help'."
            raise Unusable(2, f"{told}\n\n{more}")


def interpreter(world: World, asked: str, where: str = ANYWHERE) -> str:
    """Return the path of the interpreter that is asked for; raise `Unusable` without one."""
    if "/" in asked:
        if type(world.disk.node(asked)) is File:
            return asked
        raise Unusable(2, f"No interpreter found at path `{asked}`")
    if world.uv_finds and type(world.disk.node(world.uv_finds)) is File:
        return world.uv_finds
    if not re.fullmatch(r"[0-9.]+", asked):
        raise Unusable(2, f"No interpreter found for executable name `{asked}` in {where}")
    looked_at = () if world.uv_finds is None else world.disk.names("/usr/bin")
    found = [
        f"/usr/bin/{name}"
        for name in looked_at
        if re.fullmatch(rf"python{re.escape(asked)}(\.[0-9]+)*", name)
    ]
    if found:
        return found[-1]
    raise Unusable(2, f"No interpreter found for Python {asked} in {where}")


def _venv(world: World, asked: str, path: str, write: Write) -> Result:
    world.pass_time(0.05)
    python = interpreter(world, asked)
    told = f"Using CPython interpreter at: {python}\nCreating virtual environment at: {path}\n"
    failed = "Failed to create virtual environment"
    disk = world.disk
    there = disk.node(path)
    if there is None and disk.node(path, follow=False) is not None:
        why = f"failed to create directory `{path}`: File exists (os error 17)"
        return Result(2, "", f"{told}error: {failed}\n  cause: {why}\n")
    if there is not None and type(there) is not dict:
        return Result(2, "", f"{told}error: {failed}\n  cause: File exists at `{path}`\n")
    if there:
        what = "virtual environment" if "pyvenv.cfg" in there else "directory"
        hint = (
            f"hint: Use the `--clear` flag or set `UV_VENV_CLEAR=1` to replace the existing {what}"
        )
        why = f"A {what} already exists at: {path}"
        return Result(2, "", f"{told}error: {failed}\n  cause: {why}\n\n{hint}\n")
    try:
        _lay_out(world, path, python, write)
    except OSError as error:
        why = f"failed to create directory `{path}`: {error.strerror} (os error {error.errno})"
        return Result(2, "", f"{told}error: {failed}\n  cause: {why}\n")
    return Result(0, "", told)


def _lay_out(world: World, path: str, python: str, write: Write) -> None:
    disk, name = world.disk, python.rpartition("/")[2]
    disk.make_directory(f"{path}/lib/{name}/site-packages", durable=False)
    disk.make_directory(f"{path}/bin", durable=False)
    version = name.removeprefix("python")
    facts = (
        f"home = {python.rpartition('/')[0]}\nimplementation = CPython\nuv = {VERSION}\n"
        f"version_info = {version}\ninclude-system-site-packages = false\n"
    )
    write(f"{path}/pyvenv.cfg", facts.encode(), 0o644)
    for file, content in (
        ("CACHEDIR.TAG", b"Signature: 8a477f597d28d172789f06886806bc55"),
        (".gitignore", b"*"),
        ("bin/activate", f"VIRTUAL_ENV={path}\n".encode()),
    ):
        disk.put(f"{path}/{file}", content, durable=False)
    disk.link(f"{path}/lib64", "lib", durable=False)
    disk.link(f"{path}/bin/python", python, durable=False)
    disk.link(f"{path}/bin/python3", "python", durable=False)
    disk.link(f"{path}/bin/{name}", "python", durable=False)
