"""What a host's configuration lacks, found by reading alone: the plan of `provision`."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy import caddyfile, differences, dotenv, journal, permissions, planning, reference
from deploy.errors import Refused
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.host import View

NAMED = re.compile(r"""\bname["']?\s*:\s*["'`]([^"'`]+)""")
VARIABLE = re.compile(r"""(?<![\w.])["']?([A-Z][A-Z0-9_]+)["']?\s*:""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file that is to be written: what lies there, None for nothing, and what is to lie."""

    path: str
    before: bytes | None
    after: bytes
    mode: int = 0o644
    context: int = 3
    """Lines around a difference that may be shown: in a file of others', none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What `provision` would do, and what it leaves to a person."""

    directories: tuple[str, ...] = ()
    caddy: tuple[Change, ...] = ()
    in_effect: bool = False
    """The main Caddyfile imports ours, now or after the changes."""
    pm2: tuple[Change, ...] = ()
    by_hand: tuple[str, ...] = ()
    """What a person must do, command and all."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every file, in the order in which they are written."""
        return (*self.caddy, *self.pm2)

    @property
    def is_empty(self) -> bool:
        """Nothing is left for `provision` to do."""
        return not self.directories and not self.changes


def plan(view: View) -> Plan:
    """Return what this host lacks. Raises `Refused` where it cannot be given that."""
    planning.vet_place(view)
    if journal.peek(view.files, view.layout) is not None:
        raise Refused("a deployment is under way, or was interrupted", "First: recover")
    directories = tuple(path for path in _directories(view) if _lacks(view, path))
    if not view.config.service:
        return Plan(directories=directories)
    caddy = tuple(
        change
        for path, content in reference.caddy_files(view.config).items()
        for change in changed(view, path, content)
    )
    main, by_hand = _main(view)
    opens = permissions.opening(view)
    if opens:
        by_hand += (f"Caddy's user cannot read the site, and would start without it: {opens}",)
    return Plan(
        directories=directories,
        caddy=(*caddy, *main),
        in_effect=bool(main) or is_imported(view),
        pm2=_pm2(view),
        by_hand=by_hand,
    )


def _directories(view: View) -> tuple[str, ...]:
    """Return the directories that the host needs, parents first."""
    layout = view.layout
    wanted = [layout.app, layout.backups]
    if view.config.service:
        infra = (layout.pm2_config, layout.caddy_site)
        wanted += [layout.logs, *map(posixpath.dirname, infra)]
    return tuple(dict.fromkeys(path for one in wanted for path in (posixpath.dirname(one), one)))


def _lacks(view: View, path: str) -> bool:
    kind = view.files.kind(view.files.resolve(path))
    if kind not in (None, Kind.DIRECTORY):
        raise Refused(f"{path} is no directory", f"Move it away: mv {path} {path}.old")
    return kind is None


def changed(view: View, path: str, content: bytes) -> tuple[Change, ...]:
    """Return the change that makes a file what it should be; none where it is."""
    if view.files.kind(path) is None:
        return (Change(path=path, before=None, after=content),)
    before = view.files.read(path)
    if before == content:
        return ()
    return (
        Change(path=path, before=before, after=content, mode=permissions.marks(view, path).mode),
    )


def _pm2(view: View) -> tuple[Change, ...]:
    """Return the change of PM2's configuration, if what it takes away is nowhere missed."""
    path = view.layout.pm2_config
    found = changed(view, path, reference.ecosystem(view.config))
    for change in found:
        text = re.sub(r"^\s*//.*$", "", (change.before or b"").decode("utf-8", "replace"), flags=8)
        others = sorted(set(NAMED.findall(text)) - {view.config.app_name})
        if others:
            raise Refused(
                f"{path} also holds {', '.join(others)}, which is not this service",
                "Move it to a file of its own, start it from there, then do this again",
            )
        there = dotenv.keys(view.files, f"{view.layout.app}/.env")
        missed = sorted(set(VARIABLE.findall(text)) - {*differences.PLAIN_NAMES, *there})
        if missed:
            raise Refused(
                f"{path} sets {', '.join(missed)}, which would be lost",
                f"Put it into {view.layout.app}/.env, then do this again",
            )
    return found


def is_imported(view: View) -> bool:
    """Say whether the main Caddyfile, or what it imports, imports our site or our route."""
    ours = (view.layout.caddy_site, view.layout.caddy_route)
    return any(caddyfile.imports(line, path) for line in others_lines(view) for path in ours)


def others_lines(view: View) -> tuple[caddyfile.Line, ...]:
    """Return the lines of Caddy's configuration that are not ours; none where there is no Caddy."""
    main = view.files.resolve(view.config.caddyfile)
    if view.files.kind(main) is not Kind.FILE:
        return ()
    ours = (view.layout.caddy_site, view.layout.caddy_route)
    return tuple(line for line in caddyfile.lines(view.files, main) if line.path not in ours)


def _main(view: View) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """Return the change of the main Caddyfile, or what a person must do in its place."""
    path, line = view.files.resolve(view.config.caddyfile), reference.import_line(view.config)
    again = f"{view.config.program} provision --base {view.layout.base} --yes"
    if view.files.kind(path) is None or is_imported(view):
        return (), ()
    present = [each for each in others_lines(view) if caddyfile.proxies(each, view.config.port)]
    if present:
        where = f"{present[0].path}:{present[0].number} passes requests to the service already"
        told = f"replace that directive, its block too, by: import {view.layout.caddy_route}"
        return (), (f"{where}, and a second site is not added; {told}; then: {again}",)
    folder = posixpath.dirname(path)
    if not (view.files.owned(folder) and view.files.marks(path).mine):
        # With an end of line before it: where the last one has none, it would be spoilt.
        added = f"printf '\\n%s\\n' '{line}' | sudo tee -a {path}"
        return (), (f"{path} cannot be written; let it import the site: {added}; then: {again}",)
    before = view.files.read(path)
    ended = before if before.endswith(b"\n") or not before else before + b"\n"
    after = ended + line.encode() + b"\n"
    mode = view.files.marks(path).mode
    return (Change(path=path, before=before, after=after, mode=mode, context=0),), ()


def render(found: Plan) -> str:
    """Write what would change for a person: directories, then a diff of each file."""
    lines = [f"directory to make: {path}" for path in found.directories]
    lines += [
        differences.unified(each.path, each.before, each.after, context=each.context)
        for each in found.changes
    ]
    return "\n".join(lines)
