"""A fake uv: it makes environments and installs wheels, file by file, nothing of it durable."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from typing import TYPE_CHECKING

from deploy.ports import Result
from sim.nodes import File

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.world import World

INDEX = {"fastapi": "0.115.0", "uvicorn": "0.30.0"}
"""What the package index offers; of everything else version 1.0.0."""

PYTHON = "/usr/bin/python3.11"


def run(world: World, arguments: Sequence[str], write: Callable[[str, bytes], None]) -> Result:
    """Run one command of uv, writing each file through `write`, where the power may fail."""
    match list(arguments):
        case ["--version"]:
            world.pass_time(0.01)
            return Result(0, "uv 0.9.0\n", "")
        case ["venv", "--no-python-downloads", "--python", version, path]:
            return _venv(world, version, path, write)
        case ["pip", "install", "--no-python-downloads", "--python", python, *rest]:
            return _install(world, python.removesuffix("/bin/python"), rest, write)
        case _:
            raise AssertionError(f"the fake uv knows no {' '.join(arguments)}")


def _venv(world: World, version: str, path: str, write: Callable[[str, bytes], None]) -> Result:
    world.pass_time(0.05)
    if type(world.disk.node(f"/usr/bin/python{version}")) is not File:
        return Result(2, "", f"error: No interpreter found for Python {version}\n")
    if world.disk.node(path, follow=False) is not None:
        return Result(2, "", f"error: Failed to create virtual environment: {path} exists\n")
    site = f"{path}/lib/python{version}/site-packages"
    world.disk.make_directory(site)
    world.disk.make_directory(f"{path}/bin")
    write(f"{path}/pyvenv.cfg", b"home = /usr/bin\n")
    world.disk.link(f"{path}/bin/python", f"/usr/bin/python{version}")
    return Result(0, "", f"Creating virtual environment at: {path}\n")


def _install(
    world: World, environment: str, rest: list[str], write: Callable[[str, bytes], None]
) -> Result:
    """Install a wheel and what it needs: the newest, or with `--no-deps` the very pins given."""
    offline, exact = "--offline" in rest, "--no-deps" in rest
    wheel, *pins = [word for word in rest if not word.startswith("--")]
    path = re.sub(r"\[.*\]$", "", wheel)
    node = world.disk.node(path)
    site = next(
        (
            f"{environment}/lib/{name}/site-packages"
            for name in world.disk.names(f"{environment}/lib")
        ),
        None,
    )
    if type(node) is not File or site is None:
        return Result(2, "", f"error: Distribution not found at: file://{path}\n")
    members = unpacked(node.content)
    wanted = (
        pins if exact else [f"{name}=={INDEX.get(name, '1.0.0')}" for name in requirements(members)]
    )
    world.pass_time(0.7)
    for pin in wanted:
        name, _, version = pin.partition("==")
        if not ((offline and world.cached) or world.index_up):
            return Result(1, "", f"  x No solution found: {name} could not be fetched\n")
        _distribution(world, environment, site, (name, version), write)
    for member, content in members.items():
        world.disk.make_directory(f"{site}/{member}".rpartition("/")[0])
        write(f"{site}/{member}", content)
    return Result(0, "", f"Installed {len(wanted) + 1} packages\n")


def _distribution(
    world: World,
    environment: str,
    site: str,
    pin: tuple[str, str],
    write: Callable[[str, bytes], None],
) -> None:
    name, version = pin
    folder = f"{site}/{name}-{version}.dist-info"
    world.disk.make_directory(folder)
    write(f"{folder}/METADATA", f"Name: {name}\nVersion: {version}\n".encode())
    if name == "uvicorn":
        write(f"{environment}/bin/uvicorn", f"#!{environment}/bin/python\n".encode())


@functools.lru_cache(maxsize=64)
def unpacked(wheel: bytes) -> dict[str, bytes]:
    """Return the members of a wheel by name."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}


def requirements(members: dict[str, bytes]) -> list[str]:
    """Return the names that a wheel's metadata requires, extras left out."""
    metadata = next(
        content for name, content in members.items() if name.endswith(".dist-info/METADATA")
    )
    lines = metadata.decode().partition("\n\n")[0].splitlines()
    needed = [line.partition(": ")[2] for line in lines if line.startswith("Requires-Dist: ")]
    names = [
        re.split(r"[^A-Za-z0-9_-]", need)[0].lower() for need in needed if "extra ==" not in need
    ]
    return sorted(set(names))
