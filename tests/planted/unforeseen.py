"""Bugs of a third examiner, who had read no oracle: those that no sweep of the usual size told.

Two more, which only a long swarm of lives had met, are here with stories of their own.
"""

from tests.planted.bug import Bug, Edit

BUGS = (
    Bug(
        name="a release is imported without the settings of the host",
        breaks="what would fail later is refused while nothing is touched",
        edits=(Edit("environments.py", ', "REFIT_ENV_FILE": f"{host.layout.app}/.env"', ""),),
        scenarios=("setting_unfit",),
        caught_by="ending",
    ),
    Bug(
        name="what the service has made since its adoption stays in its release",
        breaks="another release finds what people have uploaded",
        edits=(
            Edit(
                "adopting.py",
                "    if plan.previous is not None:\n        sharing.share(",
                "    if plan.previous is not None and plan.adopts:\n        sharing.share(",
            ),
        ),
        scenarios=("uploads_since",),
        caught_by="tenants",
    ),
    Bug(
        name="PM2's configuration is trusted until the service is down",
        breaks="what would fail later is refused while nothing is touched",
        edits=(Edit("steps.py", '    pm2_config.prove(host, f"{plan.release}/venv")\n', ""),),
        scenarios=("pm2_config_misspelt",),
        caught_by="ending",
    ),
    Bug(
        name="Caddy's configuration is trusted until it must be reloaded",
        breaks="what would fail later is refused while nothing is touched",
        edits=(
            Edit("checks.py", "    return proxy.read(host, answer.body)\n", "    return True\n"),
        ),
        scenarios=("site_malformed",),
        caught_by="ending",
    ),
    Bug(
        name="the message about PM2's table repeats what was printed of it",
        breaks="no secret in any message: each entry holds its environment",
        edits=(
            Edit(
                "pm2.py",
                'raise CommandFailed(f"pm2 jlist printed no list in {len(text)} characters")',
                'raise CommandFailed(f"pm2 jlist printed no list: {text.strip()}")',
            ),
        ),
        scenarios=("upgrade",),
        caught_by="secrets",
        faults="0.run.pm2@verify#1=cut",
    ),
    Bug(
        name="a damaged backup ends the search for the environments that others need",
        breaks="restoring N-1 needs no rebuild",
        edits=(
            Edit(
                "pruning.py",
                "        except Damaged:\n            continue\n",
                "        except Damaged:\n            break\n",
            ),
        ),
        scenarios=("backup_without_a_word",),
        caught_by="restorable",
    ),
    Bug(
        name="code alone is recorded with the packages of its backup",
        breaks="dependencies false: the venv stays as it is",
        edits=(
            Edit(
                "staging.py",
                "        packages=environments.packages(host.files, path),\n",
                "        packages=backup.release.packages\n"
                "        or environments.packages(host.files, path),\n",
            ),
        ),
        scenarios=("restore_code_repackaged",),
        caught_by="ending",
    ),
    Bug(
        name="a restore does not look who holds the port",
        breaks="a stranger on the port is refused while nothing is touched",
        edits=(
            Edit(
                "checks.py",
                "    if holder is None:\n        return\n",
                "    if holder is None or plan.command.value == 'restore':\n        return\n",
            ),
        ),
        scenarios=("restore_against_a_stranger",),
        caught_by="ending",
    ),
    Bug(
        name="the reply names what was live before",
        breaks="the message says what is live now",
        edits=(
            Edit(
                "receiving.py",
                "    try:\n        reply = _carried_out(host, instruction, instance)\n",
                "    live = live_release(host)\n"
                "    try:\n"
                "        reply = _carried_out(host, instruction, instance)\n",
            ),
            Edit(
                "receiving.py",
                "live=identity(live_release(host))",
                "live=identity(live)",
            ),
        ),
        scenarios=("control.release",),
        caught_by="reply",
    ),
    Bug(
        name="what a reboot left down is started over an entry that is there",
        breaks="an entry that exists keeps its working directory",
        edits=(
            Edit(
                "service.py",
                "            stop(host)\n            pm2.start(host)\n        return",
                "            pm2.start(host)\n            return True\n        return",
            ),
        ),
        scenarios=("finishes_over_a_stopped_one",),
        caught_by="verdict",
    ),
    Bug(
        name="reports go although there are fewer than may stay",
        breaks="the newest reports stay, up to a number",
        edits=(
            Edit(
                "filing.py",
                "others[: max(0, len(paths) - host.config.keep_reports_max)]",
                "others[: len(paths) - host.config.keep_reports_max]",
            ),
        ),
        scenarios=(
            "days.bare~deploy_A~deploy_crashes_at_start~deploy_B~restore_default~deploy_B~force_B",
        ),
        caught_by="report",
    ),
    Bug(
        name="a stamp is free where no backup has it",
        breaks="two deployments never share a place",
        edits=(
            Edit(
                "planning.py",
                "for folder in (view.layout.releases, view.layout.backups):",
                "for folder in (view.layout.backups,):",
            ),
        ),
        scenarios=("days.bare~deploy_A~clock_repeats~deploy_A",),
        caught_by="way back",
    ),
    Bug(
        name="an entry that starts the release before is taken for the live one",
        breaks="what was proven is what serves, after a reboot too",
        edits=(
            Edit(
                "service.py",
                " and not often and host.files.resolve(row.cwd or live) == live",
                " and not often and bool(live)",
            ),
            Edit(  # or the proof would catch it, and it would be started anew
                "steps.py",
                " and not service.keep(host):\n",
                " and service.keep(host) is None:\n",
            ),
        ),
        scenarios=("finishes_over_a_starting_one",),
        caught_by="verdict",
    ),
    Bug(
        name="PM2's list is taken for what one look at it says, though PM2 may be writing it",
        breaks="other tenants come back after a reboot",
        edits=(
            Edit(
                "dump.py",
                "_entries_in(host.files.read(path)) or _entries_in(host.files.read(path))",
                "_entries_in(host.files.read(path))",
            ),
        ),
        scenarios=("pm2_daemon_dead",),
        caught_by="tenants",
        faults="*.files.read@save_processes#*=short",
    ),
    Bug(
        name="an orphan that does not listen yet is passed over",
        breaks="an orphan imports half of one release and half of another, and takes the port",
        edits=(
            Edit(
                "service.py",
                "in_the_way(host) or _orphan(host)",
                "in_the_way(host)",
            ),
        ),
        scenarios=("orphan_about_to_listen",),
        caught_by="mixed",
    ),
    Bug(
        name="the pid of an orphan is what one look at PM2's note says",
        breaks="an orphan imports half of one release and half of another, and takes the port",
        edits=(
            Edit(
                "pm2.py",
                "{host.files.read(note), host.files.read(note)}",
                "{host.files.read(note)}",
            ),
        ),
        scenarios=("orphan_about_to_listen",),
        caught_by="mixed",
        faults="0.files.read@stop#1=short",
    ),
)
