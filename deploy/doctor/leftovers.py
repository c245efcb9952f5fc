"""What interrupted runs left behind: an open journal first, and what nothing refers to."""

from __future__ import annotations

import posixpath
import shlex
from typing import TYPE_CHECKING

from deploy import astray, backups, journal, records, releases, tree
from deploy.doctor.finding import Finding, hint, ok, wrong
from deploy.errors import Damaged
from deploy.model import Release
from deploy.ports import Kind
from deploy.unfinished import UNFINISHED

if TYPE_CHECKING:
    from deploy.host import View

JOURNAL = "journal"
"""What a finding is about that tells of a deployment left open."""


def look(view: View) -> list[Finding]:
    """Look for what is open, and else for what is over and still there."""
    try:
        plan = journal.peek(view.files, view.layout)
    except Damaged as error:
        return [wrong(JOURNAL, error.reason, error.advice)]
    if plan is not None:  # what lies about is then its work
        said = f"{plan.deployment} is {plan.phase.value}: under way, or interrupted"
        return [wrong(JOURNAL, said, f"{view.config.program} recover --base {view.layout.base}")]
    is_known = _is_known_what_is_live(view)  # nothing that it needs may be told
    found = [
        hint("leftover", f"{what}: {path}", f"{_remove(view, path)} {shlex.quote(path)}")
        for what, paths in (
            ("a write that was cut off", _unfinished(view)),
            ("of a run that was cut off", _cut_off(view)),
            ("a safety backup of a restore that is over", _safety(view)),
            ("a release that was never completed", _incomplete(view) if is_known else ()),
            ("an environment that nothing refers to", _unneeded(view) if is_known else ()),
            ("a wheel that was never deployed", _names(view, view.layout.incoming)),
        )
        for path in paths
    ]
    return found or [ok("leftovers", "no run left anything behind")]


def _is_known_what_is_live(view: View) -> bool:
    live = releases.current(view.files, view.layout)
    is_whole = live is None or view.files.kind(f"{live}/manifest.json") is not None
    return is_whole and astray.pointer(view) is None


def _remove(view: View, path: str) -> str:
    """Return what removes it: another user's directory lets go of nothing that lies in it."""
    try:
        below = view.files.walk(path) if view.files.kind(path) is Kind.DIRECTORY else ()
        inner = [f"{path}/{each.path}" for each in below if each.kind is Kind.DIRECTORY]
        mine = all(view.files.marks(each).mine for each in (path, *inner))
    except OSError:  # it cannot even be looked into
        mine = False
    return "rm -r" if mine else "sudo rm -r"


def _names(view: View, folder: str) -> list[str]:
    if view.files.kind(view.files.resolve(folder)) is not Kind.DIRECTORY:
        return []
    return [f"{folder}/{name}" for name in view.files.names(folder)]


def _unfinished(view: View) -> list[str]:
    layout = view.layout
    infra = map(posixpath.dirname, (layout.pm2_config, layout.caddy_site))
    folders = (layout.app, layout.state, layout.reports, layout.shared, *infra)
    paths = [path for folder in folders for path in _names(view, folder)]
    return [path for path in paths if path.endswith(UNFINISHED)]


def _cut_off(view: View) -> list[str]:
    layout = view.layout
    folders = (layout.backups, layout.releases, layout.environments)
    paths = [path for folder in folders for path in _names(view, folder)]
    begins = (tree.DISCARDED, posixpath.basename(backups.partial(layout, "")))
    return [path for path in paths if posixpath.basename(path).startswith(begins)]


def _safety(view: View) -> list[str]:
    begins = backups.safety(view.layout, "").code
    return [path for path in _names(view, view.layout.backups) if path.startswith(begins)]


def _incomplete(view: View) -> list[str]:
    """Return releases without a manifest; the live one is for whoever looks at the links."""
    live = releases.current(view.files, view.layout)
    return [
        path
        for path in _names(view, view.layout.releases)
        if path not in (live, *_cut_off(view)) and view.files.kind(f"{path}/manifest.json") is None
    ]


def _unneeded(view: View) -> list[str]:
    """Return environments that no release and no backup refers to."""
    files, layout = view.files, view.layout
    needed = set()
    for path in _names(view, layout.releases):
        needed.add(files.resolve(f"{path}/venv").rpartition("/")[2])
        release = _release(view, path)
        if release is not None:
            needed.add(release.environment or "")
    for stamp in backups.stamps(files, layout, "code"):
        try:
            backup = backups.load(files, backups.pair(layout, stamp))
        except Damaged:
            continue
        if backup is not None:
            needed.add(backup.release.environment or "")
    there = [path for path in _names(view, layout.environments) if path not in _cut_off(view)]
    return [path for path in there if posixpath.basename(path) not in needed]


def _release(view: View, directory: str) -> Release | None:
    try:
        return records.load(view.files, Release, f"{directory}/manifest.json")
    except Damaged:
        return None
