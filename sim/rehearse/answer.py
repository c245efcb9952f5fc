"""The answer of a rehearsal: go or no-go, with reasons, for people and for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from deploy.model import Apply, Restore
from deploy.snapshot import Snapshot
from sim.rehearse.reason import Reason
from sim.rehearse.sweeping import Swept

GO, NO_GO = 0, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a rehearsal came to."""

    snapshot: Snapshot
    request: Apply | Restore
    exit_code: int | None
    """How the planned command itself ended; None where it was not run."""
    message: str
    reasons: tuple[Reason, ...]
    swept: Swept | None
    """None where nothing was swept: something holds back already."""
    seconds: float

    @property
    def against(self) -> tuple[Reason, ...]:
        """What holds back."""
        return tuple(reason for reason in self.reasons if reason.holds_back)

    @property
    def goes(self) -> bool:
        """Nothing holds back, it went well, and every single fault was struck."""
        covered = self.swept is not None and self.swept.complete
        return not self.against and self.exit_code == 0 and covered

    @property
    def code(self) -> int:
        """The exit code of the command."""
        return GO if self.goes else NO_GO


def render(answer: Answer) -> str:
    """Write an answer for a person: the word first, then why, then what it rests on."""
    snapshot = answer.snapshot
    number = len(answer.against)
    lines = ["GO" if answer.goes else f"NO-GO: {number} reason{'s' if number > 1 else ''}"]
    for reason in answer.reasons:
        mark = "  -" if reason.holds_back else "  (worth knowing)"
        lines += [f"{mark} {reason.about}: {reason.text}", f"      mend: {reason.mend}"]
    where = f" of {snapshot.where}" if snapshot.where else ""
    lines.append(f"the host: {snapshot.base}{where}, as it was at {snapshot.taken_at}")
    lines.append(f"planned: {_planned(answer.request)}")
    if answer.exit_code is not None:
        lines.append(f"without faults: exit {answer.exit_code}, {answer.message.splitlines()[0]}")
    lines.append(_covered(answer.swept))
    lines.append(f"it took {answer.seconds:.1f} s")
    return "\n".join(lines)


def _planned(request: Apply | Restore) -> str:
    if isinstance(request, Apply):
        return f"apply {request.sha}"
    only = ", code only" if request.code_only else ""
    return f"restore {request.backup_id or 'the newest usable backup'}{only}"


def _covered(swept: Swept | None) -> str:
    if swept is None:
        return "swept: nothing, for there is a reason against it already"
    once = f"{swept.once} of {swept.once_all} single faults once"
    return f"swept: {once}, {swept.lasting} of {swept.lasting_all} that last"


def document(answer: Answer) -> Mapping[str, object]:
    """Return an answer as JSON has it."""
    swept = answer.swept
    covered = None
    if swept is not None:
        covered = {
            "once": [swept.once, swept.once_all],
            "lasting": [swept.lasting, swept.lasting_all],
            "finding": swept.finding or None,
            "faults": swept.faults or None,
        }
    return {
        "answer": "go" if answer.goes else "no-go",
        "exit_code": answer.code,
        "base": answer.snapshot.base,
        "taken_at": answer.snapshot.taken_at,
        "planned": _planned(answer.request),
        "without_faults": {"exit_code": answer.exit_code, "message": answer.message},
        "reasons": [asdict(reason) for reason in answer.reasons],
        "swept": covered,
        "seconds": round(answer.seconds, 2),
    }
