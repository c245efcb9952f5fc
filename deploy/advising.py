"""What a person is told to do next: the last line of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.model import Command, Outcome

if TYPE_CHECKING:
    from deploy.errors import StepFailed
    from deploy.host import Host
    from deploy.model import Journal

AGAIN = "Do it again"
"""Where what failed may well have passed."""
NOTHING = "Nothing is deployed and nothing serves"
OF_STEP = {
    "build_environment": "Do it again once uv finds what it lacks; where the lock is wrong, build "
    "the wheel again",
    "choose_backup": "Take another one; see: rollback list",
    "stage_environment": "Take the code alone (--code-only), or another backup; see: rollback list",
}
"""Where a step does not say what to do about a failure that is likely to last."""
OF_ROLL_BACK = {
    Command.APPLY: 'Deploy a mended one; this one again only with --force "REASON"',
    Command.RESTORE: "Restore another one; see: rollback list",
}
"""Where it was proven, and did not serve: the same again would be refused, or fail again."""


def command(host: Host, word: str) -> str:
    """Return a command for this host, complete: people copy it."""
    alone = "" if host.config.service else " --no-service"
    return f"{host.config.program} {word} --base {host.layout.base}{alone}"


def recovery(host: Host) -> str:
    """Return the command that closes what is open."""
    return command(host, "recover")


def advice(host: Host, plan: Journal, outcome: Outcome, failure: StepFailed | None) -> str | None:
    """Return what to do after a deployment that ended so; None where there is nothing to do."""
    if outcome is Outcome.NEEDS_PERSON:
        return (
            f"The previous release is {plan.previous or 'none'}, the new one {plan.release}, the "
            f"backups are in {host.layout.backups}. See {host.layout.error_log}. "
            f"Mend the cause, then: {recovery(host)}"
        )
    if outcome is Outcome.CLEARED:
        if failure is not None and failure.advice:
            return f"{NOTHING}. {failure.advice}"
        return f"{NOTHING}; deploy a mended wheel"
    if failure is not None and failure.advice:
        return failure.advice
    if outcome is Outcome.ROLLED_BACK:
        return OF_ROLL_BACK[plan.command]
    if outcome is Outcome.REFUSED:
        return AGAIN if failure is None else OF_STEP.get(failure.step, AGAIN)
    return None
