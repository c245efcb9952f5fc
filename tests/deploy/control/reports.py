"""Reports of hosts, as they arrive at the control side."""

from dataclasses import replace

from deploy.model import Outcome
from deploy.report import Report, document

OLD, NEW = "0" * 39 + "1", "0" * 39 + "2"


def report(
    outcome: Outcome, *, command: str = "apply", dependencies: str = "unchanged", **more: object
) -> dict[str, object]:
    """Give the document of a report that ended so."""
    done = outcome is Outcome.SUCCEEDED
    gone = outcome is Outcome.CLEARED
    made = Report(
        deployment="20260128100000-0002",
        command=command,
        outcome=outcome.value,
        exit_code=outcome.exit_code,
        level=1,
        started="2026-01-28T10:00:00+00:00",
        ended="2026-01-28T10:01:00+00:00",
        live=None
        if gone
        else {"release": "r-new", "sha": NEW, "version": "0.1.0"}
        if done
        else {"release": "r-old", "sha": OLD, "version": "0.1.0"},
        asked={"sha": NEW, "sha256": None, "backup": "20260127150000"},
        dependencies=dependencies,
        failed_step=None if done else "verify",
        reason=None if done else "it answered 500",
        advice=None if done else "Look at error.log",
        safety_backup=None,
        backup=None,
        log=("first line", "last line"),
    )
    return {**document(replace(made)), **more}
