"""The oracle of the message: its first line is the verdict, and what follows is in the report."""

from __future__ import annotations

import re

from deploy.verdict import Verdict
from sim.harm.kinds import SIGNAL
from sim.oracles import truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import CONFIG

BEGINS = {
    0: ("SUCCEEDED: ",),
    1: ("ROLLED BACK: ",),
    2: ("REFUSED, nothing was touched: ", "REFUSED, nothing live was touched: ", "REFUSED: "),
    3: ("NEEDS A PERSON: ", "CLEARED: "),
}
"""How the message begins, by the exit code."""
NEVER_BEGAN = "REFUSED: an earlier deployment was closed "
"""How it begins where only that was done, which was left open before."""
RECOVERED = ("Nothing was left open", "REFUSED, nothing live was touched: ")
"""How else it may begin with exit code 0, where it was only to recover."""


SILENT = re.compile(r"exit code -?[0-9]+, no output")
QUOTED = re.compile(r"(?:uv|pm2|caddy) [a-z]+ failed:\s*(?:$|\n|\()")


def programs_are_quoted(case: Case) -> None:
    """Of a program that failed, its last words are told, which say why; or that it had none."""
    said = case.verdict.message
    if QUOTED.search(said):
        raise Violation("message", f"a program failed, and nothing of it is told: {said}")
    if "Computed:" in said and "Hash mismatch for" not in said:
        raise Violation("message", f"of digests that differ it does not say whose: {said}")
    if SILENT.search(said) is None:
        return
    if not any(effect.outcome.startswith("killed") for effect in case.world.trace):
        raise Violation("message", f"no program was silent, told: {said}")


UNTOLD = re.compile(r"\bNone\b|[\x00-\x08\x0e-\x1f]| $", re.MULTILINE)
"""What is no word: Python's of nothing, the colours of a terminal, a cut sentence."""
OF_THE_SERVICE = re.compile(r"its? |the health check|the port is held|nothing listens")
"""How a reason begins that the service itself gave: it died, answered badly or never did."""


def words_are_for_people(case: Case) -> None:
    """What is told are words: no value of a program, no colour, and no sentence that breaks off."""
    for text in (*case.world.said, case.verdict.message):
        found = UNTOLD.search(text)
        if found is not None:
            raise Violation("message", f"{found[0]!r} is no word to tell: {text}")


def a_failed_proof_leads_to_the_log(case: Case) -> None:
    """Who is told that a release did not serve is told where the service says why."""
    report = case.verdict.report
    ended = report is not None and report.outcome in ("rolled back", "cleared")
    if report is None or not ended or case.recovering or case.closes:
        return
    closed = "interrupted by", "nobody foresaw"  # by one who was not there when it failed
    if any(word in line for line in report.log for word in closed):
        return
    of_it = report.failed_step == "verify" and OF_THE_SERVICE.match(report.reason or "")
    if of_it and CONFIG.layout.error_log not in (report.advice or ""):
        raise Violation("message", f"{report.reason}; next: {report.advice}")


def a_signal_is_told(case: Case) -> None:
    """Who was asked to end says so, and by which signal; nobody else does.

    There is no time for going back then: an interrupted change stays open.
    """
    said = case.verdict.message
    ours = case.world.trace[len(case.world.trace) - case.effects :]
    asked = [place for place, effect in enumerate(ours) if effect.outcome == SIGNAL]
    if ("interrupted by SIGTERM" in said) != bool(asked):
        raise Violation("message", f"asked to end, or not, told: {said}")
    after = ours[asked[0] + 1 :] if asked else ()
    if any((e.op, e.step) == ("files.link", "point_to_previous") for e in after):
        raise Violation("message", "asked to end, it went back, which takes its time")
    is_amid = "in the middle of the change" in said
    if is_amid and truth.phase(case.world) != "changing":
        raise Violation("message", f"it is {truth.phase(case.world)}, told: {said}")


def next_command_fits(case: Case) -> None:
    """Whoever deploys the files alone is told to recover so; who only recovers may not know."""
    said = case.verdict.message
    alone = not (case.service or case.recovering)
    if "recover --base" in said and "--no-service" not in said and alone:
        raise Violation("message", "the next command would look for a service")


def _tells_of_another(case: Case) -> bool:
    """Say whether the report is of an earlier one, closed before this one could begin."""
    report = case.verdict.report
    closed = truth.opened(case.begun)
    return not case.recovering and report is not None and report.deployment == closed


def an_earlier_end_is_told(told: Verdict) -> None:
    """Who is told that only an earlier deployment was closed is told what came of that one."""
    said, report = told.message, told.report
    if not said.startswith(NEVER_BEGAN):
        return
    if report is None or not said.startswith(f"{NEVER_BEGAN}({report.outcome})"):
        raise Violation("message", "told of an earlier deployment, without what came of that")


def message_is_true(case: Case) -> None:
    """The first line says how it ended and what is live, the others why and what to do next."""
    said, report = case.verdict.message, case.verdict.report
    begins = BEGINS[case.verdict.exit_code]
    if case.recovering and case.verdict.exit_code == 0:
        begins = (*begins, *RECOVERED)
    if not said.startswith(begins):
        raise Violation("message", f"exit {case.verdict.exit_code}, told: {said[:60]}")
    if report is None or report.exit_code != case.verdict.exit_code or _tells_of_another(case):
        return
    if case.recovering and report.outcome == "refused":
        raise Violation("message", f"what was only prepared is put away, told: {said}")
    first, _, rest = said.partition("\n")
    live = report.live and (report.live["sha"] or report.live["release"])
    if (f"live: {live}" if live else "nothing is live") not in first:
        raise Violation("message", f"{live} is live, told: {first}")
    if report.deployment not in first:
        raise Violation("message", f"it does not name {report.deployment}: {first}")
    step = f"{report.failed_step}: " if report.failed_step else ""
    if report.reason is not None and f"  why: {step}{report.reason}" not in rest:
        raise Violation("message", f"{step}{report.reason} is why, told: {rest}")
    wanted = {"why": report.reason, "next": report.advice}
    wanted["dependencies"] = report.dependencies if report.exit_code == 0 else None
    for word, text in wanted.items():
        is_told = f"\n  {word}: " in f"\n{rest}"
        if is_told != bool(text) or (text and str(text) not in rest):
            raise Violation("message", f"{word} is {text!r}, told: {rest}")
