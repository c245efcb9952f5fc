"""How the fake uv installs a wheel and what it requires, from its cache or from the index."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.programs.uv import index, locked, wheelfile
from sim.programs.uv.locked import Asked
from sim.programs.uv.wheelfile import Unusable
from sim.storage.nodes import File

if TYPE_CHECKING:
    from sim.world import World

Write = Callable[[str, bytes, int], None]
SCRIPTS = {"fastapi": "fastapi.cli:main", "uvicorn": "uvicorn.main:main"}
SHEBANG_MAX = 127


def install(world: World, python: str, rest: list[str], write: Write) -> str:
    """Install a wheel and what it needs: the newest, or with `--no-deps` the very pins given.

    Returns what uv says; raises `Unusable` before anything is written.
    """
    constraint = locked.constraint(world, rest)
    environment = _environment(world, python)
    told_wheel, *pins = locked.operands(rest)
    asked = locked.asked(told_wheel)
    path = asked.path
    node = world.disk.node(path)
    if type(node) is not File:
        raise Unusable(1, f"Distribution not found at: file://{path}")
    asked.prove(node.content, whole=constraint.whole)
    found = wheelfile.members(path, node.content)
    told = f"Using Python environment at: {environment}\n"
    if _is_there(world, environment, asked.url, node, found):
        return f"{told}Checked 1 package in 1ms\n"
    wanted = [wheelfile.need_of(pin) for pin in pins]
    if "--no-deps" not in rest:
        wanted += wheelfile.needs(found, asked.extras)
    world.pass_time(0.7)
    wanted = [constraint.narrowed(need) for need in wanted]
    chosen = index.chosen(world, wanted, offline="--offline" in rest)
    for name, version in chosen:
        constraint.prove(name, version)
    world.packages.update(chosen)
    for name, version in chosen:
        _distribution(world, environment, name, version, write)
    _uninstall(world, environment, wheelfile.info_folder(found))
    _wheel(world, environment, asked, node, write)
    lines = [f" + {name}=={version}\n" for name, version in chosen]
    own = wheelfile.info_folder(found).removesuffix(".dist-info").replace("_", "-").split("-")
    lines.append(f" + {'-'.join(own[:-1])}=={own[-1]} (from {asked.url})\n")
    return f"{told}Installed {len(lines)} packages\n{''.join(lines)}"


def _environment(world: World, python: str) -> str:
    """Return the environment of an interpreter; raise `Unusable` where there is none."""
    if type(world.disk.node(python)) is not File:
        none = "No virtual environment or system Python installation found for path"
        raise Unusable(2, f"{none} `{python}`; run `uv venv` to create an environment")
    environment = python.removesuffix("/bin/python")
    if world.disk.node(f"{environment}/pyvenv.cfg") is None:
        raise Unusable(2, "The interpreter at `/usr` is externally managed")
    return environment


def _site(world: World, environment: str) -> str:
    (name,) = world.disk.names(f"{environment}/lib")
    return f"{environment}/lib/{name}/site-packages"


def _distribution(world: World, environment: str, name: str, version: str, write: Write) -> None:
    disk, module, site = world.disk, name.replace("-", "_"), _site(world, environment)
    folder = f"{site}/{module}-{version}.dist-info"
    disk.make_directory(folder, durable=False)
    disk.make_directory(f"{site}/{module}", durable=False)
    disk.put(f"{site}/{module}/__init__.py", b"", durable=False)
    for part, content in (("INSTALLER", "uv"), ("WHEEL", "Wheel-Version: 1.0\n"), ("RECORD", "")):
        disk.put(f"{folder}/{part}", content.encode(), durable=False)
    write(f"{folder}/METADATA", f"Name: {name}\nVersion: {version}\n".encode(), 0o644)
    if name == "uvicorn":
        write(f"{environment}/bin/{name}", _script(environment, SCRIPTS[name]), 0o755)


def _script(environment: str, entry: str) -> bytes:
    """Return a console script; the kernel bounds the length of its first line."""
    python, (module, _, function) = f"{environment}/bin/python", entry.partition(":")
    first = f"#!{python}\n"
    if len(first) > SHEBANG_MAX:
        first = f"#!/bin/sh\n'''exec' '{python}' \"$0\" \"$@\"\n' '''\n"
    return (
        f"{first}# -*- coding: utf-8 -*-\nimport sys\nfrom {module} import {function}\n"
        f'if __name__ == "__main__":\n    sys.exit({function}())\n'
    ).encode()


@functools.lru_cache(maxsize=512)
def _stamp(wheel: bytes) -> str:
    return json.dumps({"timestamp": hashlib.sha256(wheel).hexdigest()})


def _is_there(
    world: World, environment: str, url: str, node: File, found: dict[str, bytes]
) -> bool:
    """Say whether this very wheel, from this very place and unchanged, is installed."""
    folder = f"{_site(world, environment)}/{wheelfile.info_folder(found)}"
    for part, content in (
        ("direct_url.json", _direct(url)),
        ("uv_cache.json", _stamp(node.content)),
    ):
        there = world.disk.node(f"{folder}/{part}")
        if type(there) is not File or there.content != content.encode():
            return False
    return True


@functools.lru_cache(maxsize=256)
def _direct(url: str) -> str:
    return json.dumps({"url": url, "archive_info": {}}, separators=(",", ":"))


def _uninstall(world: World, environment: str, folder: str) -> None:
    """Remove what a former installation recorded."""
    site = _site(world, environment)
    record = world.disk.node(f"{site}/{folder}/RECORD")
    if type(record) is File:
        for line in record.content.decode().splitlines():
            world.disk.remove(f"{site}/{line.partition(',')[0]}", durable=False)


@functools.lru_cache(maxsize=512)
def _laid_out(path: str, wheel: bytes, url: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return what uv adds to the metadata of a wheel, and the members with the record of all."""
    found = dict(wheelfile.members(path, wheel))
    folder = wheelfile.info_folder(found)
    told = {"INSTALLER": "uv", "REQUESTED": "", "direct_url.json": _direct(url)}
    added = {part: text.encode() for part, text in {**told, "uv_cache.json": _stamp(wheel)}.items()}
    record = found.pop(f"{folder}/RECORD").decode().splitlines()
    for part, content in added.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
        record.append(f"{folder}/{part},sha256={digest.decode()},{len(content)}")
    found[f"{folder}/RECORD"] = "".join(f"{line}\n" for line in sorted(record)).encode()
    return added, found


def _wheel(world: World, environment: str, asked: Asked, node: File, write: Write) -> None:
    """Write the members of a wheel, and what uv adds to them; the record comes last."""
    added, found = _laid_out(asked.path, node.content, asked.url)
    folder, site = wheelfile.info_folder(found), _site(world, environment)
    world.disk.make_directory(f"{site}/{folder}", durable=False)
    for part, content in added.items():
        world.disk.put(f"{site}/{folder}/{part}", content, durable=False)
    for member, content in found.items():
        world.disk.make_directory(f"{site}/{member}".rpartition("/")[0], durable=False)
        write(f"{site}/{member}", content, 0o644)
