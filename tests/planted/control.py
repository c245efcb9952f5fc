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
        name="the mark of an errand is not kept",
        breaks="a report is known without a clock",
        edits=(Edit("planning.py", "        errand=request.errand,\n", ""),),
        scenarios=("control.release",),
        caught_by="reply",
    ),
)
