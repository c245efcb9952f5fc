"""From what is known of a host to the verdict on it: its own word, or an honest "not known".

Pure. A verdict says what the host says. Where the host said nothing, only what surely never began
is called refused; all else is `None`: not known, to be asked of the host itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from deploy.control.ports import Ending, Standing, State
from deploy.control.watching import Seen
from deploy.model import Outcome
from deploy.replies import Reply

REFUSED = Outcome.REFUSED.exit_code
CODES = frozenset(outcome.exit_code for outcome in Outcome)
BOOT_SAYS = "REFUSED, nothing was touched"
"""How the boot program begins what it says, on standard error, before it ends with 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of an errand on one host."""

    exit_code: int | None
    """The contract's; None where nobody knows yet."""
    message: str
    reply: Reply | None = None

    @property
    def known(self) -> bool:
        """Say whether this is the host's own word, or sure for another reason."""
        return self.exit_code is not None


def judge(seen: Seen) -> Verdict:
    """Return the verdict on one host."""
    standing, reply = seen.standing, seen.reply
    code = None if standing is None else standing.exit_code
    if reply is not None:
        ended = standing is not None and standing.ending is Ending.ENDED_BY_ITSELF
        if reply.exit_code not in CODES or (ended and code != reply.exit_code):
            said = f"its reply says {reply.exit_code}, its command ended with {code}"
            return Verdict(exit_code=None, message=said, reply=reply)
        # The reply is the host's last act: a command killed after it had nothing left to do.
        return Verdict(exit_code=reply.exit_code, message=reply.message, reply=reply)
    if standing is None:
        return Verdict(exit_code=None, message="Systems Manager does not know of it")
    if standing.ending is Ending.NEVER_BEGAN:
        said = f"REFUSED, nothing was touched: it never began ({standing.details})"
        return Verdict(exit_code=REFUSED, message=said)
    if standing.ending is Ending.ENDED_BY_ITSELF and code == REFUSED and BOOT_SAYS in seen.said:
        return Verdict(exit_code=REFUSED, message=seen.said.strip())
    return Verdict(exit_code=None, message=_unknown(standing, seen.said))


def _unknown(standing: Standing, said: str) -> str:
    if not standing.state.over:
        return f"it was last seen as {standing.state.value}"
    how = {
        Ending.KILLED: "it was killed in the middle",
        Ending.UNKNOWN: "it may have begun, and it may run even now",
    }.get(standing.ending or Ending.UNKNOWN, f"it ended with {standing.exit_code}")
    tail = " | ".join(said.strip().splitlines()[-3:])
    late = " within its time" if standing.state is State.TIMED_OUT else ""
    return f"{how} and left no reply{late} ({standing.details}){f': {tail}' if tail else ''}"
