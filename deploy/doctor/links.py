"""The links of the app directory: where they lead, and that it is a whole release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import astray, releases
from deploy.doctor.finding import Finding, hint, ok, wrong
from deploy.layout import LINKED
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.host import View
    from deploy.model import Release

APP_PIN = "refit-ai-service=="
"""How the service itself stands among the packages of its environment."""


def look(view: View) -> list[Finding]:
    """Follow `current` and what leads through it. Digests are for `status`."""
    files, layout = view.files, view.layout
    pointer = astray.pointer(view)
    if pointer is not None:
        return [wrong("links", *pointer)]
    live = releases.current(files, layout)
    if live is None:
        said = f"nothing is deployed under {layout.base} yet"
        if releases.lies_in_real_directories(files, layout):
            said = f"{layout.live} is a real directory: the next deployment adopts it"
        return [hint("links", said), *(wrong("links", *each) for each in astray.links(view))]
    found = [*_pointer(view, live), *_through(view, live)]
    return found or [ok("links", f"{layout.current} leads to {live}, and all else through it")]


def _restore(view: View) -> str:
    return f"{view.config.program} rollback restore --base {view.layout.base}"


def _pointer(view: View, live: str) -> list[Finding]:
    """Look where the pointer leads: to a release of ours that is complete."""
    files, layout = view.files, view.layout
    restore = _restore(view)
    if files.resolve(live).rpartition("/")[0] != files.resolve(layout.releases):
        said = f"{layout.current} leads to {files.resolve(live)}, which is no release"
        return [wrong("links", said, restore)]
    if files.kind(f"{live}/manifest.json") is None:
        return [wrong("links", f"{layout.current} leads to {live}, which is incomplete", restore)]
    return _environment(view, releases.manifest(files, live), live)


def _environment(view: View, release: Release, live: str) -> list[Finding]:
    """Look whether the environment of the live release is there: no deployment can do without."""
    files, path = view.files, view.files.resolve(f"{live}/venv")
    if release.environment is None or files.kind(f"{path}/bin") is Kind.DIRECTORY:
        return []
    said = f"{live}/venv leads to {path}, which is no environment"
    mend = f"{view.config.program} status --base {view.layout.base}"
    if release.wheel is not None:
        pins = [pin for pin in release.packages if not pin.startswith(APP_PIN)]
        exact = " ".join((f"{live}/{release.wheel}", *pins))
        mend = (
            f"{view.config.uv} venv --python {view.config.python} {path} && "
            f"{view.config.uv} pip install --python {path}/bin/python --no-deps {exact}"
        )
    return [wrong("links", said, mend)]


def _through(view: View, live: str) -> list[Finding]:
    """Look whether each name leads through the pointer, as far as the release has it."""
    files, app = view.files, view.layout.app
    found = [wrong("links", *each) for each in astray.links(view)]
    for name in LINKED:
        place, meant = f"{app}/{name}", f"current/{name}"
        if files.kind(f"{live}/{name}") is None and files.kind(place) is None:
            continue
        if files.kind(place) is not Kind.LINK:
            there = "is not there" if files.kind(place) is None else "is no link"
            aside = "" if files.kind(place) is None else f"mv {place} {place}.old && "
            found.append(wrong("links", f"{place} {there}", f"{aside}ln -s {meant} {place}"))
    return found
