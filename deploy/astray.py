"""Links in the app directory that lead astray: what a person made of them, and what mends it.

What is live is read from these links. One that cannot be read never means that nothing is live: a
deployment is refused, for it would have no way back and take away what serves.
"""

from __future__ import annotations

import posixpath
from contextlib import suppress
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from deploy import records, releases
from deploy.errors import Damaged, Refused
from deploy.layout import LINKED
from deploy.model import Live, Release, stamp_of
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.host import View


class Astray(NamedTuple):
    """What is wrong with a link, and the command that mends it."""

    text: str
    mend: str


def refuse(found: Astray | None) -> None:
    """Raise `Refused` where something leads astray."""
    if found is not None:
        raise Refused(found.text, found.mend)


def look(view: View) -> Astray | None:
    """Return the first thing that leads astray; None where it is certain what is live."""
    files, layout = view.files, view.layout
    if releases.lies_in_real_directories(files, layout) and files.kind(layout.current) is not None:
        return Astray(
            f"{layout.live} is a real directory although {layout.current} points elsewhere",
            f"Move the one that is not meant out of {layout.app}",
        )
    return pointer(view) or next(iter(links(view)), None)


def pointer(view: View) -> Astray | None:
    """Say what is wrong with the pointer; None where it leads to a release, or nothing is live."""
    files, layout = view.files, view.layout
    there, live = files.kind(layout.current), releases.current(files, layout)
    if there not in (None, Kind.LINK):
        return Astray(f"{layout.current} is no link", _linked_again(view))
    is_whole = live is not None and files.kind(f"{live}/ai_app") is not None
    if live is not None and is_whole and releases.is_ours(layout, live):
        return None
    if live is None and releases.lies_in_real_directories(files, layout):
        return None
    known = _known(view)
    if known is None and not is_whole:
        return None  # there is nothing to go back to
    if live is None:
        said = f"{layout.current} is not there"
    elif is_whole:
        said = f"{layout.current} leads to {live}, which is no release"
    else:
        said = f"{layout.current} leads to {live}, where no code lies"
    if known is not None:
        return Astray(f"{said}, yet {known} was live", pointing(view, known))
    own = f"{layout.releases}/{posixpath.basename(live or '')}"
    return Astray(said, f"cp -a {live} {own} && {pointing(view, own)} && {restart(view)}")


def links(view: View) -> list[Astray]:
    """Say which links do not lead through the pointer: a deployment changes where that leads alone.

    One that leads elsewhere would stay as it is, and so would what runs.
    """
    files, app, found = view.files, view.layout.app, []
    for name in LINKED:
        place = f"{app}/{name}"
        if files.kind(place) is Kind.LINK and not _is_through(view, place, name):
            said = f"{place} leads to {files.target(place)}, not through current/{name}"
            found.append(Astray(said, _led_through(view, place, name)))
    return found


def _is_through(view: View, place: str, name: str) -> bool:
    files, app = view.files, view.layout.app
    path = releases.leads_to(files, place)
    above = path.removesuffix(f"/current/{name}")
    return above == app or (above != path and files.resolve(above) == files.resolve(app))


def _led_through(view: View, place: str, name: str) -> str:
    """Return what has a link lead through the pointer, and keeps live the code that is."""
    files, layout, real = view.files, view.layout, view.files.resolve(place)
    live = releases.current(files, layout)
    if live is None:
        return _put_there(view, place, real)
    if files.kind(f"{live}/{name}") is None:
        return f"rm {place}"
    directory = posixpath.dirname(real)
    is_release = posixpath.dirname(directory) == files.resolve(layout.releases)
    first = f"{pointing(view, directory)} && " if name == "ai_app" and is_release else ""
    return f"{first}ln -sfn current/{name} {place}"


def _put_there(view: View, place: str, real: str) -> str:
    """Return what puts in the place of a link what it leads to, as an adoption wants it."""
    files, layout = view.files, view.layout
    if files.kind(real) in (None, Kind.LINK):
        return f"rm {place}"
    if real.startswith(f"{files.resolve(layout.app)}/"):
        return f"rm {place} && mv {quote(real)} {place}"
    copied = f"cp -a {quote(real)} {place}.copied && rm {place} && mv {place}.copied {place}"
    return f"{copied} && {restart(view)}" if place == layout.live else copied


def restart(view: View) -> str:
    """Return what has the service run where its code lies now: a process stays where it stood."""
    return f"{view.config.pm2} restart {view.config.app_name}"


def pointing(view: View, directory: str) -> str:
    """Return the command that points to a release."""
    return f"ln -sfn {quote(f'releases/{posixpath.basename(directory)}')} {view.layout.current}"


def _linked_again(view: View) -> str:
    """Return what makes a link of the pointer again: what lies there becomes a release, or goes."""
    files, layout, known = view.files, view.layout, _known(view)
    name = _name_of(view) or (None if known else f"{stamp_of(view.now)}-found")
    own = f"{layout.releases}/{name}"
    has_code = files.kind(f"{layout.current}/ai_app") is not None
    if has_code and name is not None and files.kind(own) is None:
        return f"mv {layout.current} {own} && {pointing(view, own)}"
    aside = f"mv {layout.current} {layout.current}.old"
    return aside if known is None else f"{aside} && {pointing(view, known)}"


def _name_of(view: View) -> str | None:
    """Return the name of the release that somebody has put in the place of the pointer."""
    with suppress(Damaged, OSError):
        release = records.load(view.files, Release, f"{view.layout.current}/manifest.json")
        return None if release is None else release.name
    return None


def _known(view: View) -> str | None:
    """Return the release that was live by other accounts and lies there; None where none does.

    The run directory may lead into it, or the record name it. Without a record it is the newest,
    where the link of a run directory tells that one was live.
    """
    files, layout = view.files, view.layout
    found = [posixpath.basename(posixpath.dirname(files.resolve(layout.live)))]
    try:
        record = records.load(files, Live, layout.record)
    except Damaged:
        record = None
    if record is not None:
        found.append(record.release)
    elif files.kind(layout.live) is Kind.LINK and files.kind(layout.releases) is not None:
        found += reversed(files.names(layout.releases))
    paths = (f"{layout.releases}/{name}" for name in found if name)
    return next((path for path in paths if _is_whole(view, path)), None)


def _is_whole(view: View, directory: str) -> bool:
    names = ("ai_app", "manifest.json")
    return all(view.files.kind(f"{directory}/{name}") is not None for name in names)
