"""The host's own files inside the run directory, which every release finds at one shared place.

What lies in the run directory is the newer truth: we had put a link there, and whoever put
something else in its place meant it. Nothing of it is ever deleted.
"""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from deploy.errors import Damaged, Refused
from deploy.model import moment_of, stamp_of
from deploy.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deploy.host import Host, View
    from deploy.layout import Layout
    from deploy.ports import Reader


ASIDE = ".before-"
"""What comes after the name of what was shared before, and before the moment that it was until."""


def link(host: Host, directory: str) -> None:
    """Link the host's own files into a release: those shared, and those that will be."""
    for name in host.config.kept:
        places = (f"{host.layout.shared}/{name}", f"{host.layout.live}/{name}")
        if any(host.files.kind(place) is not None for place in places):
            host.files.link(f"{directory}/ai_app/{name}", _way(name))


def unshared(reader: Reader, shared: str, run: str, kept: Iterable[str]) -> Iterator[str]:
    """Yield what lies in a run directory, and does not lead to where it is shared."""
    for name in kept:
        if not _is_shared(reader, f"{run}/{name}", f"{shared}/{name}"):
            yield name


def vet(view: View, run: str) -> None:
    """Refuse what could not be shared as it is: whoever knows what counts must say so."""
    for name in unshared(view.files, view.layout.shared, run, view.config.kept):
        quarrel = _quarrel(view.files, view.layout, f"{run}/{name}", name)
        if quarrel is not None:
            raise Refused(*quarrel)


def share(host: Host, directory: str) -> None:
    """Share what the host keeps for itself, made in a release by whoever runs there.

    Each place changes atomically; done again after an interruption, it goes on where it stopped:
    what was put aside is gone from its place, and what lies in the release lies there still.
    """
    run, kept = f"{directory}/ai_app", host.config.kept
    for name in tuple(unshared(host.files, host.layout.shared, run, kept)):
        _share(host, f"{run}/{name}", name)


def _share(host: Host, inside: str, name: str) -> None:
    files, shared = host.files, f"{host.layout.shared}/{name}"
    quarrel = _quarrel(files, host.layout, inside, name)
    if quarrel is not None:
        raise Damaged(*quarrel)
    if not _is_free(files, shared):
        _put_aside(host, shared, inside)
    files.make_directory(host.layout.shared)
    if files.kind(inside) is Kind.LINK:  # the release keeps its own, which leads to the same
        files.link(shared, files.target(inside))
        return
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


def _is_shared(reader: Reader, inside: str, shared: str) -> bool:
    """Say whether nothing lies there, or a link that leads to where it is shared."""
    if reader.kind(inside) is not Kind.LINK:
        return reader.kind(inside) is None
    ours = reader.target(inside) == _way(shared.rpartition("/")[2])
    return ours or reader.resolve(inside) == reader.resolve(shared)


def _quarrel(reader: Reader, layout: Layout, inside: str, name: str) -> tuple[str, str] | None:
    """Say why what lies in a release could not be shared as it is, and what to do about it.

    A link must hold from anywhere, and for every release. Of two directories, or one and something
    else, nobody can say what of either counts.
    """
    shared, real = f"{layout.shared}/{name}", reader.resolve(inside)
    is_link = reader.kind(inside) is Kind.LINK
    if is_link and real.startswith((f"{reader.resolve(layout.live)}/", f"{layout.releases}/")):
        reason = f"{inside} leads to {real}, which the next release will not have"
        copied = f"cp --remove-destination {quote(real)} {inside}"
        return reason, f"Put in its place what it leads to: {copied}"
    if is_link and not reader.target(inside).startswith("/"):
        reason = f"{inside} leads to {reader.target(inside)}, which does not hold from elsewhere"
        return reason, f"Give the whole path: ln -sfn {quote(real)} {inside}"
    if _is_free(reader, shared):
        return None
    kinds = (reader.kind(inside), reader.kind(shared if is_link else reader.resolve(shared)))
    if Kind.DIRECTORY not in kinds:
        return None
    reason = f"{inside} is not the link to {shared}, and both are there"
    way = f"take {inside} out of its directory, then: ln -s {shared} {inside}"
    return reason, f"Bring what counts together in {shared}, {way}"


def _put_aside(host: Host, shared: str, inside: str) -> None:
    """Give what was shared another name beside it, which says when."""
    stamp = stamp_of(host.clock.now())
    while host.files.kind(f"{shared}{ASIDE}{stamp}") is not None:
        stamp = stamp_of(moment_of(stamp) + 1)
    host.files.rename(shared, f"{shared}{ASIDE}{stamp}")
    host.log.note(
        f"{inside} did not lead to {shared} any more: what is there is shared from now on, and"
        f" what was shared before lies at {shared}{ASIDE}{stamp}"
    )
