"""What the fake uv would install, and from where: a dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programs.uv import index, wheelfile
from sim.programs.uv.wheelfile import Unusable
from sim.storage.nodes import File

if TYPE_CHECKING:
    from sim.world import World


def would_install(world: World, words: list[str]) -> str:
    """Say what an installation of these very packages would do; raise `Unusable` as it would.

    Nothing is written, and nothing is fetched: what is not in the cache stays out of it.
    """
    python = words[words.index("--python") + 1]
    if type(world.disk.node(python)) is not File:
        raise Unusable(2, f"No virtual environment or system Python found for path `{python}`")
    pins = [word for word in words if not word.startswith("--") and word != python]
    offline, kept = "--offline" in words, set(world.packages)
    world.pass_time(0.1)
    chosen = index.chosen(world, [wheelfile.need_of(pin) for pin in pins], offline=offline)
    world.packages.clear()
    world.packages.update(kept)
    absent = [each for each in chosen if "--no-cache" in words or each not in kept]
    told = [f"Resolved {_counted(chosen)} in 4ms"]
    told += [f"Would download {_counted(absent)}"] if absent else []
    told += [f"Would install {_counted(chosen)}"]
    return "".join(f"{line}\n" for line in told)


def _counted(packages: list[tuple[str, str]]) -> str:
    return f"{len(packages)} package{'' if len(packages) == 1 else 's'}"
