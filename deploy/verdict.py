"""From a request to the word that is told: one exit code, one message, whatever happened."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from deploy import deployment, journal, redaction
from deploy.advising import AGAIN, recovery
from deploy.errors import Damaged, DeployError, NeedsPerson, Refused
from deploy.host import Host
from deploy.model import Apply, Outcome, Restore
from deploy.report import Report, render


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the operator and the pipeline are told."""

    exit_code: int
    message: str
    report: Report | None


def of(host: Host, request: Apply | Restore | None) -> Verdict:
    """Carry out a request, or with None only recover, and say how it ended."""
    return after(host, request, left_open(host))


def after(host: Host, request: Apply | Restore | None, left: str | None) -> Verdict:
    """Carry it out where that deployment may have been left open, and say how it ended.

    An unforeseen error takes the same path as a power cut: the deployer gives up at once, and a
    new run recovers.
    """
    try:
        report = deployment.recover(host) if request is None else deployment.deploy(host, request)
    except Refused as error:
        return _refused(error)
    except (NeedsPerson, Damaged) as error:
        said = f"NEEDS A PERSON: {error.reason}\n  next: {error.advice or recovery(host)}"
        return Verdict(3, said, None)
    except Exception as error:  # noqa: BLE001 - whatever it was, the host must not be left open
        return _after_death(host, error, left, recovering=request is None)
    if report is None:
        return Verdict(0, "Nothing was left open", None)
    return _told(report, recovering=request is None)


def _told(report: Report, *, recovering: bool) -> Verdict:
    """Say what a report says; for `recover`, putting away what was only prepared is success."""
    prepared_only = report.outcome == Outcome.REFUSED.value
    exit_code = 0 if recovering and prepared_only else report.exit_code
    return Verdict(exit_code, render(report), report)


def _refused(error: DeployError) -> Verdict:
    said = f"REFUSED, nothing was touched: {error.reason}\n  next: {error.advice or AGAIN}"
    return Verdict(2, said, None)


def _after_death(host: Host, error: Exception, left: str | None, *, recovering: bool) -> Verdict:
    """Recover after an error nobody foresaw; again after another one, which may pass too."""
    said = [redaction.redact(host, f"{type(error).__name__}: {error}")]
    host.log.note(f"an error nobody foresaw: {said[0]}")
    for _ in range(host.config.go_back_attempts_max):
        try:
            report = deployment.recover(host)
        except Exception as another:  # noqa: BLE001 - told to a person, who has the journal
            said.append(redaction.redact(host, f"{type(another).__name__}: {another}"))
        else:
            return _recovered(report, left, said[0], recovering=recovering)
    told = "; then ".join(dict.fromkeys(said))
    return Verdict(3, f"NEEDS A PERSON: {told}\n  next: {recovery(host)}", None)


def _recovered(report: Report | None, left: str | None, said: str, *, recovering: bool) -> Verdict:
    """Say how it ended after an error nobody foresaw."""
    if report is None:
        return Verdict(2, f"REFUSED, nothing was touched: {said}\n  next: {AGAIN}", None)
    if recovering:
        return _told(report, recovering=True)
    return of_another(report, left, said) or _told(report, recovering=False)


def of_another(report: Report, left: str | None, said: str) -> Verdict | None:
    """Say that it is only an earlier deployment that a report tells of; None where it is not."""
    if report.exit_code == 3 or report.deployment != left:  # noqa: PLR2004 - the contract's code
        return None
    reason = f"an earlier deployment was closed ({report.outcome}) and this one never began"
    return Verdict(2, f"REFUSED: {reason}: {said}\n  next: {AGAIN}", report)


def left_open(host: Host) -> str | None:
    """Return the name of the deployment that was open before; None where none can be read.

    It is read twice: whoever does not know of it takes its ending for that of another.
    """
    for _ in range(2):
        with suppress(Damaged, OSError):
            plan = journal.peek(host.files, host.layout)
            return None if plan is None else plan.deployment
    return None
