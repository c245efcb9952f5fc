"""What Systems Manager keeps of what a script writes."""

from __future__ import annotations

from deploy.control.ports import TRUNCATED


def kept(written: bytes, length_max: int) -> str:
    """Return the head of an output, of at most `length_max` bytes, the mark of a cut included.

    Rule: amazon-ssm-agent, `pluginutil.StringPrefix`. It counts bytes, and what is just as long
    as it may be is cut too. Cut in the middle of a character, or no UTF-8 at all, JSON replaces it.
    """
    if len(written) < length_max:
        return written.decode(errors="replace")
    head = written[: length_max - len(TRUNCATED)]
    return (head.decode(errors="replace") + TRUNCATED)[:length_max]


def with_failure(err: bytes, code: int) -> bytes:
    """Return the error output of a failed script, as the agent ends it.

    Rule: amazon-ssm-agent, `runscript.go`: `failed to run commands: exit status 3`. A negative
    code is the signal that ended the script; Go names the usual ones.
    """
    why = f"exit status {code}" if code >= 0 else f"signal: {SIGNALS.get(-code, str(-code))}"
    return err + f"failed to run commands: {why}".encode()


SIGNALS = {1: "hangup", 2: "interrupt", 6: "aborted", 9: "killed", 11: "segmentation fault"} | {
    15: "terminated"
}
"""As Go's `syscall` names them."""
