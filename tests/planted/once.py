"""Bugs that the deployer really had: a deep sweep found each, long after the table was full."""

from tests.planted.bug import Bug, Edit

BUGS = (
    Bug(
        name="one bad read of a file beside the code becomes the new release's",
        breaks="what was staged is proven",
        edits=(
            Edit(
                "loose.py",
                "            if tree.digest(content) != present[name]:\n",
                "            if not present[name]:\n",
            ),
        ),
        scenarios=("brings_code_alone",),
        caught_by="pair",
        faults="*.files.read@stage_code#*=corrupt",
    ),
    Bug(
        name="a service that was restarted often, long ago, counts as broken",
        breaks="the health of what is backed up is remembered",
        edits=(
            Edit(
                "probation.py",
                "    ever = expected._replace(restarts_max=restarts) if often else expected\n",
                "    ever = expected\n",
            ),
        ),
        scenarios=("days.predecessor~stranger_comes~resurrect",),
        caught_by="manifest",
    ),
    Bug(
        name="a release that a person mended counts as the one it was",
        breaks="the last usable pairs stay, whatever their age",
        edits=(
            Edit(
                "model.py",
                'f"{self.wheel_sha256} {sorted(self.files.items())}"',
                "str(self.wheel_sha256)",
            ),
        ),
        scenarios=(
            (
                "days.two_releases~month_passes~restore_default~edit_live~deploy_lacks_data"
                "~restore_newest"
            ),
        ),
        caught_by="retention",
    ),
    Bug(
        name="one bad read of an open journal is put by in its place",
        breaks="what is open is never forgotten",
        edits=(
            Edit(
                "journal.py",
                "        host.files.write(host.layout.journal_before, records.encode(left))\n",
                "        content = host.files.read(host.layout.journal)\n"
                "        host.files.write(host.layout.journal_before, content)\n",
            ),
        ),
        scenarios=("goes_over_in_vain",),
        caught_by="format",
        faults="*.files.read@*=corrupt",
    ),
    Bug(
        name="where the secrets cannot be read, everything is told",
        breaks="I31: no secret in any file, log or message",
        edits=(
            Edit("redaction.py", "                return None\n", "                continue\n"),
        ),
        scenarios=("unread_secrets",),
        caught_by="secrets",
    ),
    Bug(
        name="after a signal an earlier end is told as this one's",
        breaks="each deployment is told as it ended",
        edits=(
            Edit(
                "interruption.py",
                "    another = request and ending.report and"
                " verdict.of_another(ending.report, left, what)",
                "    another = None",
            ),
        ),
        scenarios=("finishes_first",),
        caught_by="verdict",
        faults="*=sigterm",
    ),
    Bug(
        name="after an error nobody foresaw another one is the last word",
        breaks="one passing fault, and then another, cost nobody the service",
        edits=(
            Edit(
                "verdict.py",
                "    for _ in range(host.config.go_back_attempts_max):\n",
                "    for _ in range(1):\n",
            ),
        ),
        scenarios=("upgrade:0.files.read@verify#16=denied",),
        caught_by="level 3",
        faults="*+0.files.read@verify#21=denied",
    ),
    Bug(
        name="what PM2 calls online is told to serve",
        breaks="what is told to be live does serve",
        edits=(
            Edit(
                "steps.py", " and not service.keep(host):\n", " and service.keep(host) is None:\n"
            ),
        ),
        scenarios=("days.one_release~deploy_B~delete_environment~reboot~recover",),
        caught_by="owner",
        faults="*=kill_after",
    ),
    Bug(
        name="an entry that crashes in a loop is given time once more",
        breaks="once the cause is mended, the next command closes what is open",
        edits=(Edit("service.py", ' == "online" and not often and ', ' == "online" and '),),
        scenarios=("finishes_after_a_boot",),
        caught_by="converges",
        faults="0.run.pm2@keep_running#*=stranger_takes_the_port",
    ),
    Bug(
        name="one bad look at PM2's table, and what it runs is killed under it",
        breaks="a kill under a live entry would race its restart",
        edits=(
            Edit(
                "service.py",
                "            pm2.delete(host)  # again: that it had none may be a bad look\n",
                "",
            ),
        ),
        scenarios=("restore_fails:0.run.pm2@verify#3=fails!",),
        caught_by="owner",
        faults="*+0.run.pm2@stop#4=empty",
    ),
)
