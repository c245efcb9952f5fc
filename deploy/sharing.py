"""The host's own files inside the run directory, which every release finds at one shared place.

What lies in the run directory is the newer truth: we had put a link there, and whoever put
something else in its place meant it. Nothing of it is ever deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.errors import Damaged, Refused
from deploy.model import moment_of, stamp_of
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.host import Host, View
    from deploy.ports import Reader


def link(host: Host, directory: str) -> None:
    """Link the host's own files into a release: those shared, and those that will be."""
    for name in host.config.kept:
        places = (f"{host.layout.shared}/{name}", f"{host.layout.live}/{name}")
        if any(host.files.kind(place) is not None for place in places):
            host.files.link(f"{directory}/ai_app/{name}", _way(name))


def vet(view: View, run: str) -> None:
    """Refuse where two directories are to be one: whoever knows what counts must bring it there."""
    for name in view.config.kept:
        reason = _quarrel(view.files, f"{run}/{name}", f"{view.layout.shared}/{name}")
        if reason is not None:
            shared = f"{view.layout.shared}/{name}"
            raise Refused(
                reason,
                f"Bring what counts together in {shared}, take {run}/{name} out of {run}, "
                f"then: ln -s {shared} {run}/{name}",
            )


def share(host: Host, directory: str) -> None:
    """Share what the host keeps for itself, made in a release by whoever runs there.

    Each place changes atomically; done again after an interruption, it goes on where it stopped:
    what was put aside is gone from its place, and what lies in the release lies there still.
    """
    for name in host.config.kept:
        _share(host, f"{directory}/ai_app/{name}", name)


def _share(host: Host, inside: str, name: str) -> None:
    files, shared = host.files, f"{host.layout.shared}/{name}"
    if files.kind(inside) in (None, Kind.LINK):
        return
    reason = _quarrel(files, inside, shared)
    if reason is not None:
        raise Damaged(reason)
    if not _is_free(files, shared):
        _put_aside(host, shared, inside)
    files.make_directory(host.layout.shared)
    files.link(shared, _way(name))
    files.exchange(inside, shared)


def _way(name: str) -> str:
    """Return how a release leads to what is shared."""
    return f"../../../shared/{name}"


def _is_free(reader: Reader, shared: str) -> bool:
    """Say whether nothing is shared there, or only what an interrupted exchange has left."""
    kind = reader.kind(shared)
    if kind is Kind.LINK:
        return reader.target(shared) == _way(shared.rpartition("/")[2])
    return kind is None


def _quarrel(reader: Reader, inside: str, shared: str) -> str | None:
    """Say that two directories, or one and something else, are to be one; None where not."""
    if reader.kind(inside) in (None, Kind.LINK) or _is_free(reader, shared):
        return None
    kinds = (reader.kind(inside), reader.kind(reader.resolve(shared)))
    if Kind.DIRECTORY not in kinds:
        return None
    return f"{inside} is not the link to {shared}, and both are there"


def _put_aside(host: Host, shared: str, inside: str) -> None:
    """Give what was shared another name beside it, which says when."""
    stamp = stamp_of(host.clock.now())
    while host.files.kind(f"{shared}.before-{stamp}") is not None:
        stamp = stamp_of(moment_of(stamp) + 1)
    host.files.rename(shared, f"{shared}.before-{stamp}")
    host.log.note(
        f"{inside} was no link any more: what lies there is shared from now on, and what was"
        f" shared before lies at {shared}.before-{stamp}"
    )
