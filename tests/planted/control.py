"""Planted bugs of the control side: it watches, sends once, tells the host's words, no secret."""

from tests.planted.bug import Bug, Edit

BUGS = (
    Bug(
        name="what a host keeps in other files is no secret",
        breaks="I31: no secret in any file, log or message",
        edits=(
            Edit("redaction.py", "path for path in others if", "path for path in others[:0] if"),
        ),
        scenarios=("secrets_are_everywhere",),
        caught_by="secrets",
    ),
    Bug(
        name="a remark belongs to the secret before it",
        breaks="I31: no secret in any file, log or message",
        edits=(Edit("dotenv.py", 'REMARK.sub("", written)', "written"),),
        scenarios=("secrets_are_everywhere",),
        caught_by="secrets",
    ),
    Bug(
        name="a password is blotted out as it is written alone",
        breaks="I31: no secret in any file, log or message",
        edits=(Edit("redaction.py", "            yield unquote(word)\n", ""),),
        scenarios=("secrets_are_everywhere",),
        caught_by="secrets",
    ),
    Bug(
        name="the deployer's own words are blotted out",
        breaks="every next command can be followed",
        edits=(Edit("ownwords.py", "    return value in _all(config)", "    return False"),),
        scenarios=("upgrade",),
        caught_by="secrets",
        faults="*",
    ),
    Bug(
        name="the control side gives up after five minutes",
        breaks="incident I29: it stopped watching while the host worked on",
        edits=(
            Edit(
                "control/watching.py",
                "    last = watched.sent.until + MARGIN_S\n",
                "    last = centre.clock.now() + 300\n",
            ),
        ),
        scenarios=("control.works_long",),
        caught_by="ending",
    ),
    Bug(
        name="a command is sent again when nobody answers",
        breaks="incident I10: a host command was sent and not accounted for",
        edits=(
            Edit(
                "control/dispatching.py",
                "        command = _found(centre, order, since + begins_s(errand) + SKEW_S)\n",
                "        command = centre.shell.send(order)\n",
            ),
        ),
        scenarios=("control.release",),
        caught_by="twice",
        faults="0.shell.send@*=lost",
    ),
    Bug(
        name="what the host left is not read",
        breaks="incident I30: the service keeps only the head of the output",
        edits=(
            Edit(
                "control/watching.py",
                "    reply = _reply(centre, watched.sent.errand.id, instance)\n",
                "    reply = None\n",
            ),
        ),
        scenarios=("control.chatters",),
        caught_by="ending",
    ),
    Bug(
        name="a refusal to tell the end is watched until the time is over",
        breaks="incident L22: AccessDenied looked like progress",
        edits=(
            Edit(
                "control/watching.py",
                "        watched.lost = error.reason\n",
                '        centre.log.note(f"still watching: {error.reason}")\n',
            ),
        ),
        scenarios=("control.release",),
        caught_by="bounded",
        faults="0.shell.standings@*=denied!",
    ),
    Bug(
        name="a look whose answer is lost closes what is open",
        breaks="who only looks changes no host",
        edits=(
            Edit(
                "control/settling.py",
                "(_recovery if changes else _look)(sent.errand, instance)",
                "_recovery(sent.errand, instance)",
            ),
        ),
        scenarios=("control.looks_at_open",),
        caught_by="look",
        faults="0.store.get@ask#*",
    ),
    Bug(
        name="a way back has the time of a look",
        breaks="what may change a host is not killed midway",
        edits=(
            Edit(
                "control/settling.py",
                "        execution_s=EXECUTION_S,\n",
                "        execution_s=300,\n",
            ),
        ),
        scenarios=("control.release",),
        caught_by="time",
        faults="0.store.get@ask#*",
    ),
    Bug(
        name="a report that cannot be written leaves the former one in its place",
        breaks="what is kept is what was told",
        edits=(
            Edit(
                "report.py",
                "        with suppress(OSError):\n            host.files.remove(path)\n",
                "",
            ),
        ),
        scenarios=("goes_over_and_back",),
        caught_by="report",
        faults="*.files.write@*",
    ),
    Bug(
        name="a recovery that the host refused is read as nothing being open there",
        breaks="exit code 2 means that nothing was touched",
        edits=(
            Edit(
                "control/settling.py",
                "(Outcome.NEEDS_PERSON.exit_code, Outcome.REFUSED.exit_code)",
                "(Outcome.NEEDS_PERSON.exit_code,)",
            ),
        ),
        scenarios=("control.recovery_is_refused",),
        caught_by="verdict",
    ),
    Bug(
        name="what was cancelled counts as never begun once it is over",
        breaks="incidents I10, I22: a command on a host is left unaccounted for",
        edits=(
            Edit(
                "control/running.py",
                "return all(each is not None and each.ending is Ending.NEVER_BEGAN for",
                "return all(each is not None and each.state.over for",
            ),
        ),
        scenarios=("control.appears_late",),
        caught_by="verdict",
        faults="*sigint*",
    ),
    Bug(
        name="the address for a reply ends before a deployment may",
        breaks="incident I30: the failing step and its last lines reach whoever asked",
        edits=(Edit("control/dispatching.py", "lasts_s=report_s)", "lasts_s=works_s)"),),
        scenarios=("control.hangs_a_while",),
        caught_by="reply",
    ),
    Bug(
        name="the mark of an errand is not kept",
        breaks="a report is known without a clock",
        edits=(Edit("planning.py", "        errand=request.errand,\n", ""),),
        scenarios=("control.release",),
        caught_by="reply",
    ),
)
