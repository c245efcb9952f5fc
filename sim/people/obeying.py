"""Obeying: what a person does who is told a line for a shell, of the kind that moves files."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable, Sequence

from deploy.ports import Kind
from sim.machinery import standing
from sim.people.person import SimOperator
from sim.storage.nodes import File
from sim.world import World

AND, LEAD, BY_ROOT = " && ", ": ", "sudo "
HEADS = ("rm", "mv", "cp", "ln", "chown", "chmod", "pm2")


def commands_in(advice: str) -> tuple[list[str], ...]:
    """Return the commands of a piece of advice, in words; none where it is for a person to read.

    A sentence may lead to them: `Give it back: sudo chown ...`; one that asks for more does not.
    """
    lead, _, rest = advice.partition(LEAD)
    for line in (advice, "" if "," in lead else rest):
        found = tuple(shlex.split(part.removeprefix(BY_ROOT)) for part in line.split(AND))
        if all(words and posixpath.basename(words[0]) in HEADS for words in found):
            return found
    return ()


def obey(world: World, commands: Sequence[list[str]]) -> None:
    """Do what each command does; raise `OSError` where the host does not let it."""
    for head, *words in commands:
        if posixpath.basename(head) == "pm2":
            SimOperator(world).pm2(*words)
        else:
            ACTS[head](world, words)


def link(world: World, words: list[str]) -> None:
    """Do what `ln` does: into a directory, also one that a link leads to, unless told not to."""
    flags, target, place = words
    is_link = world.disk.kind(place) is Kind.LINK
    if type(world.disk.node(place)) is dict and not (is_link and "n" in flags):
        place = f"{place}/{posixpath.basename(target)}"
    world.disk.link(place, target)


def copy(world: World, words: list[str]) -> None:
    """Do what `cp -a` does with a tree, and `cp --remove-destination` with a file."""
    how, source, target = words
    if how == "--remove-destination":
        world.disk.remove(target)
        node = world.disk.node(source)
        assert isinstance(node, File), f"cp leaves out the directory {source}"
        world.disk.put(target, node.content, node.mode, durable=True)
        return
    assert how == "-a", f"cp {how}"
    assert world.disk.kind(target) is None, f"cp -a would copy into {target}"
    node = world.disk.node(source)
    if isinstance(node, File):
        world.disk.put(target, node.content, node.mode, durable=True)
        return
    world.disk.make_directory(target)
    for path, kind in world.disk.walk(source):
        if kind is Kind.LINK:
            world.disk.link(f"{target}/{path}", world.disk.target(f"{source}/{path}"))
        elif isinstance(node := world.disk.node(f"{source}/{path}"), File):
            world.disk.make_directory(f"{target}/{path}".rpartition("/")[0])
            world.disk.put(f"{target}/{path}", node.content, node.mode, durable=True)


def give_back(world: World, words: list[str]) -> None:
    """Do what `chown -R` does: all that lies there is the user's own again."""
    paths = [world.disk.canonical(word) for word in words if word.startswith("/")]
    world.disk.foreign -= frozenset(
        each for each in world.disk.foreign if any(f"{each}/".startswith(f"{p}/") for p in paths)
    )


def move(world: World, words: list[str]) -> None:
    """Do what `mv` does with a file or a tree, to a name that nothing has."""
    source, target = words
    assert world.disk.kind(target) is None, f"mv would move into {target}"
    standing.rename(world, source, target)


def remove(world: World, words: list[str]) -> None:
    """Do what `rm` does with a file or a link."""
    standing.remove(world, words[-1])


ACTS: dict[str, Callable[[World, list[str]], None]] = {
    "chmod": lambda *_: None,
    "chown": give_back,
    "cp": copy,
    "ln": link,
    "mv": move,
    "rm": remove,
}
