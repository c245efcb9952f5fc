"""A service that runs from where nothing leads: its code was moved, or the way to it is gone.

A process stays where it stands, whatever that is called now.
"""

from __future__ import annotations

import posixpath
from shlex import quote
from typing import TYPE_CHECKING

from deploy import releases
from deploy.astray import Astray, pointer, pointing, restart

if TYPE_CHECKING:
    from deploy.host import View
    from deploy.ports import Process


def unreferenced(view: View, process: Process) -> Astray | None:
    """Say what is wrong with a process of this service whose code nothing would lead back to."""
    layout, code = view.layout, process.cwd
    if view.files.kind(code) is None:
        return None  # whoever deleted it has left nothing to go back to
    directory = posixpath.dirname(code)
    mend = _moved(view)
    if posixpath.dirname(directory) == view.files.resolve(layout.releases):
        mend = pointing(view, directory)
    said = f"process {process.pid} serves from {code}, and {layout.current} leads to no release"
    return Astray(said, mend)


def carried_off(view: View, process: Process) -> Astray:
    """Say what is wrong where PM2 runs this service from out of its place.

    Its code was moved while it ran.
    """
    layout, directory = view.layout, posixpath.dirname(process.cwd)
    said = f"process {process.pid} is the service, and serves from {process.cwd}"
    pointed = pointer(view)
    if pointed is not None:
        return Astray(f"{said}; {pointed.text}", pointed.mend)
    if view.files.kind(process.cwd) is None:
        return Astray(said, restart(view))
    own = releases.current(view.files, layout)
    if own == f"{layout.releases}/{posixpath.basename(directory)}" and view.files.kind(own) is None:
        return Astray(
            f"{said}, yet {layout.current} leads to {own}", f"mv {quote(directory)} {own}"
        )
    return Astray(f"{said}, out of {layout.app}", _moved(view))


def _moved(view: View) -> str:
    """Return what to do about a service whose code lies where none belongs."""
    config = view.config
    return f"Move it to {view.layout.live}, or end it: {config.pm2} delete {config.app_name}"
