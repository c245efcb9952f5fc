"""One release for many hosts: a canary first, then the others, and back where too many fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from deploy.control import running
from deploy.control.centre import Centre
from deploy.control.errand import Errand
from deploy.control.judging import Verdict
from deploy.control.running import Ran
from deploy.errors import Refused
from deploy.instruction import Task
from deploy.interruption import Interrupted
from deploy.model import Outcome

DONE, WENT_BACK = Outcome.SUCCEEDED.exit_code, Outcome.ROLLED_BACK.exit_code
REFUSED, PERSON = Outcome.REFUSED.exit_code, Outcome.NEEDS_PERSON.exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """What became of a rollout: each host's verdict, and what was put back after it."""

    verdicts: Mapping[str, Verdict]
    put_back: Mapping[str, Verdict] = field(default_factory=dict)
    untouched: tuple[str, ...] = ()
    """The hosts that were never sent to, because it was stopped before."""

    @property
    def exit_code(self) -> int:
        """The contract's code for all hosts together.

        0: all serve it. 1: none does, and each serves what it served before. 2: none was touched.
        3 otherwise: the hosts disagree, or one needs a person.
        """
        codes = {self._ended(name) for name in self.verdicts}
        if self.untouched:
            codes.add(REFUSED)
        if codes == {DONE}:
            return DONE
        if codes <= {REFUSED}:
            return REFUSED
        return WENT_BACK if codes <= {WENT_BACK, REFUSED} else PERSON

    def _ended(self, instance: str) -> int | None:
        found = self.verdicts[instance].exit_code
        if instance not in self.put_back:
            return found
        return WENT_BACK if self.put_back[instance].exit_code == DONE else PERSON


def roll_out(centre: Centre, errand: Errand) -> Rollout:
    """Carry out an errand on all its hosts; the limit of failures is that of the errand.

    The canary must succeed. Where more of the others fail than are borne, those that changed are
    put back, the canary too.
    """
    canary, *others = errand.instances
    first = running.run(centre, replace(errand, id=f"{errand.id}-canary", instances=(canary,)))
    verdicts = dict(first.verdicts)
    if first.interrupted or verdicts[canary].exit_code != DONE or not others:
        return Rollout(verdicts=verdicts, untouched=tuple(others))
    centre.log.note(f"the canary {canary} serves it; now the other {len(others)}")
    try:
        rest = running.run(centre, replace(errand, id=f"{errand.id}-rest", instances=(*others,)))
    except (Refused, Interrupted) as error:
        again = f"the same release again, once this is mended: {error}"
        said = Verdict(exit_code=REFUSED, message=f"REFUSED: {error}\n  next: {again}")
        rest = Ran(errand=errand, verdicts=dict.fromkeys(others, said), interrupted=True)
    verdicts |= rest.verdicts
    failed = [name for name in verdicts if verdicts[name].exit_code != DONE]
    if rest.interrupted or len(failed) <= errand.failures_max:
        return Rollout(verdicts=verdicts)
    centre.log.note(f"{len(failed)} of {len(verdicts)} failed, more than are borne: putting back")
    changed = tuple(name for name in verdicts if verdicts[name].exit_code == DONE)
    back = {name: _put_back(centre, errand, name, verdicts[name]) for name in changed}
    return Rollout(verdicts=verdicts, put_back=back)


def _put_back(centre: Centre, errand: Errand, instance: str, done: Verdict) -> Verdict:
    """Restore the backup that this very deployment made on a host."""
    report = (done.reply and done.reply.report) or {}
    backup = report.get("backup")
    if not isinstance(backup, str):
        return Verdict(exit_code=PERSON, message="there was no release before this one")
    again = replace(
        errand,
        id=f"{errand.id}-back-{instance}",
        task=Task.RESTORE,
        instances=(instance,),
        wheel=None,
        sha=None,
        backup_id=backup,
    )
    try:
        return running.run(centre, again).verdicts[instance]
    except (Refused, Interrupted) as error:
        command = f"python -m deploy rollback restore --target ec2 --backup-id {backup}"
        message = f"NEEDS A PERSON: it could not be put back: {error}\n  next: {command}"
        return Verdict(exit_code=PERSON, message=message)
