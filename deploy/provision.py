"""Provisioning a host: its configuration written, validated and loaded, or put back as it was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy import access, provisioning, proxy
from deploy.environments import last_lines
from deploy.errors import CommandFailed, DeployError, NeedsPerson, Refused
from deploy.model import Outcome, moment_of, stamp_of
from deploy.ports import Kind

if TYPE_CHECKING:
    from deploy.host import Host, View
    from deploy.provisioning import Plan

AS_IT_SHOULD = "Nothing to do: this host has what the reference says"
COPIES_MAX = 100
"""Former versions that may be kept of one file within as many seconds."""


@dataclass(frozen=True, slots=True)
class Provisioned:
    """How it ended, and what is true now."""

    exit_code: int
    message: str


def show(view: View, found: Plan) -> Provisioned:
    """Say what is to be done and change nothing: 0 nothing, 2 something, 3 a person's part."""
    if found.is_empty:
        return _ending(found, AS_IT_SHOULD)
    said = "REFUSED, nothing was touched: what would change was only shown"
    told = f"{said}{_by_hand(found)}\n  next: Apply it: {again(view)}"
    return Provisioned(Outcome.REFUSED.exit_code, told)


def again(view: View) -> str:
    """Return the command that provisions this host, complete: people copy it."""
    alone = "" if view.config.service else " --no-service"
    return f"{view.config.program} provision --base {view.layout.base}{alone} --yes"


def carry_out(host: Host) -> Provisioned:
    """Give the host what it lacks, looked at anew under the lock.

    Raises `Refused` where a file cannot be written or Caddy says no: all is then as it was.
    """
    provisioning.plan(host.view())  # refuses before so much as a lock is written
    with access.locked(host):
        found = provisioning.plan(host.view())
        try:
            copies = _carried_out(host, found)
        except NeedsPerson as error:
            said = f"NEEDS A PERSON: {error.reason}\n  next: {error.advice}"
            return Provisioned(Outcome.NEEDS_PERSON.exit_code, said)
    if found.is_empty:
        return _ending(found, AS_IT_SHOULD)
    told = ["SUCCEEDED: what was missing or differed is there now"]
    told += [f"  made: {path}" for path in found.directories]
    told += [f"  written: {change.path}" for change in found.changes]
    told += [f"  kept: {path}" for path in copies]
    return _ending(found, "\n".join(told + _effects(found)))


def _effects(found: Plan) -> list[str]:
    """Say what takes effect when."""
    said = []
    if found.caddy and found.in_effect:
        said.append("  Caddy serves by its new configuration since now")
    elif found.caddy:
        said.append("  Caddy does not import it yet: its part has no effect")
    if found.pm2:
        said.append("  PM2's part takes effect when the next deployment starts the service")
    return said


def _ending(found: Plan, said: str) -> Provisioned:
    """Say how it ended; what is left to a person is said first."""
    if not found.by_hand:
        return Provisioned(Outcome.SUCCEEDED.exit_code, said)
    told = f"NEEDS A PERSON: all is done but one thing{_by_hand(found)}\n{said}"
    return Provisioned(Outcome.NEEDS_PERSON.exit_code, told)


def _by_hand(found: Plan) -> str:
    return "".join(f"\n  by hand: {text}" for text in found.by_hand)


def _carried_out(host: Host, found: Plan) -> list[str]:
    """Write every file, and have Caddy's validated and loaded; return the former versions kept.

    What fails, or is interrupted, leaves every file as it was.
    """
    copies: list[str] = []
    reloads = False
    try:
        for path in found.directories:
            host.files.make_directory(path)
        for change in found.changes:
            if change.before is not None:
                copies.append(_copy_of(host, change.path))
                host.files.write(copies[-1], change.before, change.mode)
            host.files.write(change.path, change.after, change.mode)
        if found.caddy and found.in_effect:
            _validate(host)
            reloads = True
            _reload(host)
    except BaseException as error:
        _put_back(host, found, copies, reloads=reloads)
        if isinstance(error, OSError):
            raise Refused(f"{error.filename} cannot be written: {error.strerror}") from error
        raise
    return copies


def _copy_of(host: Host, path: str) -> str:
    """Return where the former version of a file is kept: beside it, the moment in its name."""
    moment = moment_of(stamp_of(host.clock.now()))
    names = (f"{path}.{stamp_of(moment + second)}" for second in range(COPIES_MAX))
    return next(name for name in names if host.files.kind(name) is None)


def _validate(host: Host) -> None:
    command = (host.config.caddy, "validate", "--config", host.config.caddyfile)
    result = host.commands.run(command, timeout_s=host.config.command_timeout_s)
    if result.code != 0:
        raise Refused(
            f"caddy validate says no, and every file is as it was: {last_lines(result, 1)}",
            f"Mend {host.config.caddyfile}, or correct site_address in {host.layout.settings}",
        )


def _reload(host: Host) -> None:
    try:
        proxy.reload(host)
    except CommandFailed as error:
        raise Refused(
            f"{error.reason}, and every file is as it was",
            f"Start Caddy (sudo systemctl start caddy), then: {again(host.view())}",
        ) from error


def _put_back(host: Host, found: Plan, copies: list[str], *, reloads: bool) -> None:
    """Let every file be what it was; and Caddy too, where a reload came through unheard.

    Raises `NeedsPerson` where that cannot be.
    """
    try:
        for change in reversed(found.changes):
            if change.before is None:
                host.files.remove(change.path)
            elif host.files.read(change.path) != change.before:
                host.files.write(change.path, change.before, change.mode)
        for path in (*copies, *reversed(found.directories)):
            if host.files.kind(path) is not Kind.DIRECTORY or not host.files.names(path):
                host.files.remove(path)
    except OSError as error:
        raise NeedsPerson(
            f"{error.filename} could not be put back as it was: {error.strerror}",
            f"See what changed, and do it again: {again(host.view())}; former versions: {copies}",
        ) from error
    if reloads:
        with suppress(DeployError):
            proxy.reload(host)
