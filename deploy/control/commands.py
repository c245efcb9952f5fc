"""What each command of the control side does, once its words and settings are found good."""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from deploy.control import (
    errands,
    fetching,
    outcome,
    overlooked,
    releasing,
    resuming,
    rollout,
    running,
    telling,
)
from deploy.control.announcement import announce
from deploy.control.payload import payload
from deploy.control.publishing import Publish, publish
from deploy.control.releasing import Release
from deploy.control.rollout import Rollout
from deploy.errors import DeployError, Refused
from deploy.instruction import Task

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from deploy.control.announcement import Facts
    from deploy.control.desk import Desk
    from deploy.control.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command came to."""

    exit_code: int
    message: str
    document: dict[str, Any] | None = None


def _publish(desk: Desk, settings: Settings, options: argparse.Namespace) -> Said:
    with desk.workshop() as workshop:
        published = publish(
            workshop,
            Publish(wheel=_absolute(options.wheel), sha=options.sha, branch=options.branch),
            store=desk.store(settings),
            recorder=desk.forge(settings),
            outputs=desk.outputs(settings),
        )
    bucket = settings.bucket or ""
    message, document = telling.render(published, bucket), telling.document(published, bucket)
    return Said(exit_code=0, message=message, document=document)


def _absolute(path: str | None) -> str | None:
    return None if path is None else posixpath.abspath(path)


def _write(desk: Desk, path: str, content: bytes) -> None:
    """Write what was asked for; no host was changed for it."""
    try:
        desk.write(path, content)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}", "Give another --output") from (
            error
        )


def _release(desk: Desk, settings: Settings, options: argparse.Namespace) -> Said:
    centre = desk.centre(settings)
    request = Release(
        id=errands.mark(desk, settings, Task.APPLY),
        sha=options.sha,
        base=settings.base,
        instances=errands.instances(centre, settings, options.targets),
        manifest_sha256=options.manifest_sha256,
        force=options.force,
        health_url=settings.health_url,
        together_max=options.together_max,
        failures_max=options.failures_max,
    )
    return _told(
        desk,
        settings,
        Task.APPLY,
        lambda: releasing.release(centre, desk.forge(settings), request),
        commit=options.sha,
    )


def _fetch(desk: Desk, settings: Settings, options: argparse.Namespace) -> Said:
    """Bring the wheel of a commit that may be released, to rehearse with; whole, or refused."""
    centre = desk.centre(settings)
    found = fetching.fetch(centre, desk.forge(settings), options.sha, options.manifest_sha256)
    _write(desk, options.output, found.wheel)
    outputs = desk.outputs(settings)
    if outputs is not None:
        outputs.tell("sha", found.manifest.commit)
        outputs.tell("manifest-sha256", found.manifest_sha256)
    message = f"the wheel of {found.manifest.commit} is in {options.output}"
    document = {"sha": found.manifest.commit, "manifest_sha256": found.manifest_sha256}
    return Said(exit_code=0, message=message, document=document)


def _on_host(desk: Desk, settings: Settings, options: argparse.Namespace) -> Said:
    """Carry out a command that is the host's own, on hosts elsewhere."""
    centre = desk.centre(settings)
    errand = errands.of(desk, settings, centre, options)
    if errand.task.changes:
        return _told(
            desk,
            settings,
            errand.task,
            lambda: rollout.roll_out(centre, errand),
            backup=errand.backup_id,
        )
    found = Rollout(verdicts=running.run(centre, errand).verdicts)
    (verdict,) = found.verdicts.values()
    result = None if verdict.reply is None else verdict.reply.result
    if found.exit_code != 0 or result is None:
        return _said(found)
    shown = json.dumps(result, indent=1, sort_keys=True, ensure_ascii=False)
    if errand.task is Task.SNAPSHOT:
        _write(desk, options.output, f"{shown}\n".encode())
        shown = f"the snapshot of {errand.instances[0]} is in {options.output}"
    return Said(exit_code=0, message=shown, document={"result": result})


def _overlooked(desk: Desk, settings: Settings, _: argparse.Namespace) -> Said:
    exit_code, message = overlooked.told(desk.forge(settings))
    return Said(exit_code=exit_code, message=message)


def _watch(desk: Desk, settings: Settings, options: argparse.Namespace) -> Said:
    centre = desk.centre(settings)
    if settings.instance is None:
        raise Refused("EC2_INSTANCE_ID is not set", "Set it to a host that the command was sent to")
    errand, found = resuming.resume(centre, settings.instance, options.which)
    if errand.task.changes:
        known = {"commit": errand.sha, "backup": errand.backup_id, "run_url": settings.run_url}
        facts = outcome.facts(errand.task, found, seconds=0.0, **known)
        _announce(desk, settings, found, facts)
    return _said(found)


def _told(
    desk: Desk, settings: Settings, task: Task, act: Callable[[], Rollout], **known: str | None
) -> Said:
    """Carry out what changes hosts, and tell how it ended, a refusal too."""
    began, refused = desk.clock.now(), None
    try:
        found = act()
    except DeployError as error:
        found, refused = Rollout(verdicts={}), error
    facts = outcome.facts(
        task, found, seconds=desk.clock.now() - began, run_url=settings.run_url, **known
    )
    if refused is not None:
        facts = replace(facts, reason=refused.reason, advice=refused.advice or None)
    _announce(desk, settings, found, facts)
    if refused is not None:
        raise refused
    return _said(found)


def _said(found: Rollout) -> Said:
    message, document = outcome.render(found), outcome.document(found)
    return Said(exit_code=found.exit_code, message=message, document=document)


def _announce(desk: Desk, settings: Settings, found: Rollout, facts: Facts) -> None:
    """Send the one final message; whatever becomes of it changes no verdict."""
    notifier = desk.notifier(settings)
    if notifier is None:
        desk.log.note("DISCORD_WEBHOOK is not set: nobody is told")
        return
    desk.log.step("announce", "Tell how it ended.")
    message = payload(announce(facts, outcome.reports(found)), settings.secrets)
    desk.log.note(str(notifier.tell(message)))


COMMANDS: dict[str, Callable[[Desk, Settings, argparse.Namespace], Said]] = {
    "fetch": _fetch,
    "overlooked": _overlooked,
    "publish": _publish,
    "release": _release,
    "rollback": _on_host,
    "recover": _on_host,
    "status": _on_host,
    "snapshot": _on_host,
    "watch": _watch,
}
