"""What a host does with an instruction: carry it out, and leave a reply where it was asked to."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from deploy import (
    filing,
    incoming,
    interruption,
    listing,
    redaction,
    replies,
    snapshot,
    status,
    tree,
)
from deploy.errors import DeployError, Refused, Unreachable, unforeseen, unreadable
from deploy.instruction import RECOVERY, Task
from deploy.model import Apply, Outcome, Restore
from deploy.pointed import identity, live_release
from deploy.replies import OK, WAITS_S, Reply
from deploy.report import document

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.instruction import Instruction, Parcel
    from deploy.verdict import Verdict

WHEEL_BYTES_MAX = 256 * 1024 * 1024
FETCH_TIMEOUT_S = 120
PASSING = 500
"""From this status on, it is the server's failure, which may pass."""
NEAR = ("localhost", "127.0.0.1", "::1")


def carry_out(host: Host, instruction: Instruction, instance: str) -> Reply:
    """Carry out an instruction and leave the reply; return it all the same where that fails."""
    try:
        reply = _carried_out(host, instruction, instance)
    except DeployError as error:
        reply = _refusal(host, instruction, instance, error)
    except OSError as error:  # in a look: what changes the host is judged to its end
        reply = _refusal(host, instruction, instance, unreadable(error, host.layout.base))
    except Exception as error:  # noqa: BLE001 - without a reply nobody knows how it ended
        reply = _refusal(host, instruction, instance, unforeseen(error))
    known = redaction.secrets(host)  # read once for all lines
    reply = replace(
        reply,
        live=identity(live_release(host)),
        log=tuple(redaction.blotted(known, line) for line in host.log.lines()),
    )
    replies.leave(host, instruction.report_urls.get(instance), reply)
    return reply


def _carried_out(host: Host, instruction: Instruction, instance: str) -> Reply:
    _compare_health(host, instruction)
    if not instruction.task.changes:
        return Reply(
            id=instruction.id,
            instance=instance,
            exit_code=Outcome.SUCCEEDED.exit_code,
            message=f"{instruction.task.value}: see the result",
            result=_looked_up(host, instruction.task),
        )
    folder = f"{host.layout.incoming}/{instruction.id}"
    if instruction.wheel is None:
        return _told(host, instruction, instance, interruption.judged(host, _asked(instruction)))
    with incoming.place(host, folder):
        request = _delivered(host, instruction, folder)
        verdict = interruption.judged(host, request)
    return _told(host, instruction, instance, verdict)


def _asked(instruction: Instruction) -> Restore | None:
    """Return the request of an instruction without a wheel; None where it is to recover."""
    if instruction.task is Task.RECOVER:
        return None
    return Restore(
        backup_id=instruction.backup_id,
        code_only=instruction.code_only,
        force=instruction.force,
        errand=instruction.id,
    )


def _delivered(host: Host, instruction: Instruction, folder: str) -> Apply:
    """Return the request of an instruction whose wheel is fetched."""
    if instruction.wheel is None or instruction.sha is None:
        raise Refused("the instruction names no wheel")
    return Apply(
        wheel=_fetched(host, instruction.wheel, folder),
        sha=instruction.sha,
        sha256=instruction.wheel.sha256,
        force=instruction.force,
        errand=instruction.id,
    )


def _fetched(host: Host, parcel: Parcel, folder: str) -> str:
    """Fetch a file and keep it; return where. Nothing unverified is ever written."""
    content = _downloaded(host, parcel)
    found = tree.digest(content)
    if found != parcel.sha256:
        raise Refused(
            f"{parcel.name} arrived with the SHA-256 {found}, not {parcel.sha256}",
            "Publish the commit again and compare the manifests",
        )
    path = f"{folder}/{parcel.name}"
    try:
        host.files.write(path, content)
    except OSError as error:
        raise Refused(
            f"{path} cannot be written: {error.strerror}", "Look at the disk: doctor"
        ) from error
    return path


def _downloaded(host: Host, parcel: Parcel) -> bytes:
    said = ""
    for wait in WAITS_S:
        host.clock.sleep(wait)
        try:
            answer = host.http.get(parcel.url, timeout_s=FETCH_TIMEOUT_S, bytes_max=WHEEL_BYTES_MAX)
        except Unreachable as error:
            said = error.reason
            continue
        if answer.status == OK:
            return answer.body
        said = f"the store answers {answer.status}"
        if answer.status < PASSING:
            break
    raise Refused(f"{parcel.name} cannot be fetched: {said}", "Make the same request again")


def _compare_health(host: Host, instruction: Instruction) -> None:
    """Refuse where the control side knows another health check than the host probes."""
    if instruction.health_url is None:
        return
    advice = "Mend the one that is wrong: the secret, or infra/deploy.json"
    try:
        parts = urlsplit(instruction.health_url)
        port = parts.port or 80
    except ValueError as error:
        raise Refused(f"HEALTH_CHECK_URL is {instruction.health_url}: {error}", advice) from error
    wanted = f"{host.config.health_path} on port {host.config.port}"
    near = parts.hostname in NEAR
    if parts.path != host.config.health_path or (near and port != host.config.port):
        raise Refused(
            f"HEALTH_CHECK_URL is {instruction.health_url}, this host's health check is {wanted}",
            advice,
        )


def _looked_up(host: Host, task: Task) -> object:
    if task is Task.LIST:
        found = listing.survey(host.view())
        return {half: [asdict(item) for item in items] for half, items in found.items()}
    if task is Task.SNAPSHOT:
        return json.loads(snapshot.take(host))
    return asdict(status.survey(host))


def _told(host: Host, instruction: Instruction, instance: str, verdict: Verdict) -> Reply:
    """Tell a verdict; where nothing was left open, a report says what had been done."""
    report = None if verdict.report is None else document(verdict.report)
    closed = instruction.task is Task.RECOVER and report is None
    errand = instruction.id.removesuffix(RECOVERY) if instruction.id.endswith(RECOVERY) else None
    return Reply(
        id=instruction.id,
        instance=instance,
        exit_code=verdict.exit_code,
        message=verdict.message,
        report=report,
        result=filing.newest(host, errand) if closed else None,
    )


def _refusal(host: Host, instruction: Instruction, instance: str, error: DeployError) -> Reply:
    advice = f"\n  next: {error.advice}" if error.advice else ""
    said = redaction.redact(host, f"REFUSED, nothing was touched: {error.reason}{advice}")
    return Reply(
        id=instruction.id,
        instance=instance,
        exit_code=Outcome.REFUSED.exit_code,
        message=said,
    )
