"""Bugs that were written blind, by somebody who had read the deployer and no oracle yet.

A third of them escaped at first: the oracles, stories and faults that see them came after them.
"""

from tests.planted.bug import Bug, Edit

BUGS = (
    Bug(
        name="a journal that nobody can read is put by without a reason",
        breaks="a person says why before a record is passed over",
        edits=(
            Edit(
                "deployment.py",
                "        if request.force is None:\n            raise\n        journal.set_aside",
                "        journal.set_aside",
            ),
        ),
        scenarios=(("journal_damaged"),),
        caught_by="ending",
    ),
    Bug(
        name="a journal that nobody can read is removed",
        breaks="what it said is for a person to read",
        edits=(
            Edit(
                "journal.py",
                '    host.files.rename(host.layout.journal, f"{host.layout.reports}/{name}")',
                "    host.files.remove(host.layout.journal)",
            ),
        ),
        scenarios=(("journal_set_aside"),),
        caught_by="report",
    ),
    Bug(
        name="why it goes back is not noted",
        breaks="what was rolled back is remembered with its reason",
        edits=(Edit("deployment.py", "lambda: journal.write(host, noted))", "lambda: noted)"),),
        scenarios=(("crashes_at_start"),),
        caught_by="record",
    ),
    Bug(
        name="a recovery does not tell the reason that was noted",
        breaks="the report of a recovery says why, too",
        edits=(
            Edit(
                "report.py",
                "reason = failure.reason if failure is not None else plan.reason",
                "reason = failure.reason if failure is not None else None",
            ),
        ),
        scenarios=(("crashes_at_start"),),
        caught_by="report",
        faults="*@point_to_previous#*=kill_after",
    ),
    Bug(
        name="it is finished although nobody could write that it went back",
        breaks="each phase is durable before the first act in it",
        edits=(
            Edit(
                "deployment.py",
                "        return report.conclude(host, plan, _returned(plan),"
                " failure)\n"
                "    return _finish(host, plan, _returned(plan), failure)\n",
                "        pass\n    return _finish(host, plan, _returned(plan), failure)\n",
            ),
        ),
        scenarios=(("crashes_at_start"),),
        caught_by="record",
        faults="*.files.write@verify#*=error",
    ),
    Bug(
        name="what a deployment is begun over is not put by",
        breaks="a refused deployment leaves open what was open",
        edits=(
            Edit(
                "journal.py",
                "        host.files.write(host.layout.journal_before, records.encode(left))\n",
                "        pass\n",
            ),
        ),
        scenarios=(("goes_over_and_back"),),
        caught_by="leak",
        faults="*@back_up#*=kill_after",
    ),
    Bug(
        name="what a refused deployment was begun over is forgotten",
        breaks="a refused deployment leaves open what was open",
        edits=(
            Edit(
                "journal.py",
                "        host.files.rename(host.layout.journal_before, host.layout.journal)\n",
                "        host.files.remove(host.layout.journal)\n",
            ),
        ),
        scenarios=(("goes_over_and_back"),),
        caught_by="record",
        faults="*@back_up#*=kill_after",
    ),
    Bug(
        name="over an open deployment the way back is what the pointer names",
        breaks="the pointer may name what failed",
        edits=(
            Edit(
                "planning.py",
                "    return replace(wanted, previous=left.previous, adopts=False)",
                "    return wanted",
            ),
        ),
        scenarios=(("goes_over_and_back"),),
        caught_by="verdict",
    ),
    Bug(
        name="a failure closes another deployment than its own",
        breaks="each deployment is told as it ended",
        edits=(
            Edit(
                "deployment.py",
                "    if left is not None and left.deployment == plan.deployment:",
                "    if left is not None:",
            ),
        ),
        scenarios=(("goes_over_and_back"),),
        caught_by="report",
        faults="*.files.read@stop#*=error",
    ),
    Bug(
        name="how an earlier deployment ended is told as this one's end",
        breaks="each deployment is told as it ended",
        edits=(
            Edit(
                "verdict.py",
                "return of_another(report, left, said) or _told(report, recovering=False)",
                "return _told(report, recovering=False)",
            ),
        ),
        scenarios=(("goes_over_and_back"),),
        caught_by="report",
        faults="*.files.read@stop#*=error",
    ),
    Bug(
        name="what is open again after a refusal is not closed",
        breaks="a recovery closes all that is open",
        edits=(
            Edit(
                "deployment.py",
                "return close(host) or given_up if over else given_up",
                "return given_up",
            ),
        ),
        scenarios=(("goes_over_and_back"),),
        caught_by="verdict",
        faults="*@back_up#*=kill_after",
    ),
    Bug(
        name="a release without code is gone back to",
        breaks="there is no way back to what is not there",
        edits=(
            Edit(
                "planning.py",
                "        if previous is not None and"
                ' view.files.kind(f"{previous}/ai_app") is None:\n'
                "            previous = None\n",
                "",
            ),
        ),
        scenarios=(("code_lost"),),
        caught_by="report",
    ),
    Bug(
        name="a record stays of what was cleared away",
        breaks="the record says what is so",
        edits=(Edit("live.py", "        host.files.remove(host.layout.record)\n", ""),),
        scenarios=(("code_lost"),),
        caught_by="record",
        faults="*.run.pm2@*=fails",
    ),
    Bug(
        name="a backup of a release that was left is restored without a reason",
        breaks="what was left is not restored by mistake",
        edits=(
            Edit(
                "staging.py",
                "        planning.refuse_failed(view, backup.release.wheel_sha256, plan.force)\n",
                "",
            ),
        ),
        scenarios=(
            ("days.one_release~deploy_B~deploy_C~restore_newest~restore_oldest~restore_newest"),
        ),
        caught_by="expected",
    ),
    Bug(
        name="a backup without a wheel cannot be named",
        breaks="the code of an adopted release can be restored",
        edits=(
            Edit(
                "planning.py",
                'known = backups.stamps(view.files, view.layout, "code")',
                'known = backups.stamps(view.files, view.layout, "wheel")',
            ),
        ),
        scenarios=(("days.predecessor~deploy_B~restore_newest"),),
        caught_by="advice",
    ),
    Bug(
        name="a backup is called healthy whose environment is lost",
        breaks="a backup says healthy only of what was proven",
        edits=(
            Edit(
                "wayback.py",
                "healthy = drift is None and founded and _was",
                "healthy = drift is None and _was",
            ),
        ),
        scenarios=(("live_unfounded"),),
        caught_by="ending",
    ),
    Bug(
        name="a damaged wheel is backed up",
        breaks="a damaged file of the live release is no reason to refuse",
        edits=(
            Edit(
                "wayback.py",
                "    return tree.digest(host.files.read(path)) == release.wheel_sha256",
                "    return True",
            ),
        ),
        scenarios=(("wheel_rots"),),
        caught_by="ending",
    ),
    Bug(
        name="the packages of a backup are those that were recorded",
        breaks="a person's edits are backed up too",
        edits=(
            Edit(
                "wayback.py",
                "        packages = environments.packages(host.files, path)\n",
                "        packages = known.packages or environments.packages(host.files, path)\n",
            ),
        ),
        scenarios=(("live_repackaged"),),
        caught_by="ending",
    ),
    Bug(
        name="what is live is told from its backups by the text of a version",
        breaks="two releases may bear one version",
        edits=(
            Edit(
                "staging.py",
                "live = None if record is None else record.wheel_sha256",
                "live = None if record is None else record.version",
            ),
            Edit(
                "staging.py",
                "others = [backup for backup in able if backup.release.wheel_sha256 != live]",
                "others = [backup for backup in able if"
                " (backup.release.version or '') > (live or '')]",
            ),
        ),
        scenarios=(("restore_skips_failed"),),
        caught_by="verdict",
    ),
    Bug(
        name="a backup that cannot be read is passed over",
        breaks="an older release is not restored for a bad disk",
        edits=(
            Edit(
                "backups.py",
                "    except Damaged:\n        return None\n    return backup",
                "    except (Damaged, OSError):\n        return None\n    return backup",
            ),
        ),
        scenarios=(("restore_latest"),),
        caught_by="verdict",
        faults="*.files.read@choose_backup#*=error[*]2",
    ),
    Bug(
        name="an environment that is kept is not proven",
        breaks="a restored release runs with what it was proven with",
        edits=(
            Edit(
                "staging.py",
                "environments.prove(host.files, kept, release.packages)",
                "environments.packages(host.files, kept)",
            ),
        ),
        scenarios=(("restore_repackaged"),),
        caught_by="packages",
    ),
    Bug(
        name="a restored release has the packages of its backup, whatever is installed",
        breaks="a manifest says what lies there",
        edits=(
            Edit(
                "staging.py",
                "        packages=environments.packages(host.files, path),\n        code_only=kept",
                "        code_only=kept",
            ),
        ),
        scenarios=(("restore_fails"),),
        caught_by="ending",
    ),
    Bug(
        name="the wheel of a backup is not proven",
        breaks="both halves of a backup are proven",
        edits=(
            Edit(
                "backups.py",
                "    if release.wheel is not None and release.wheel_sha256 is not None:\n",
                "    if release.wheel is None and release.wheel_sha256 is not None:\n",
            ),
        ),
        scenarios=(("restore_skips_a_damaged_wheel"),),
        caught_by="ending",
    ),
    Bug(
        name="the safety backup of a refused restore stays",
        breaks="a refusal has touched nothing",
        edits=(
            Edit("pruning.py", "pair.wheel, safety.code, plan.release", "pair.wheel, plan.release"),
        ),
        scenarios=(("restore_fails"),),
        caught_by="untouched",
        faults="*.files.read@stage_environment#*=denied",
    ),
    Bug(
        name="the empty release of a refused adoption stays",
        breaks="a refusal has touched nothing",
        edits=(Edit("pruning.py", "paths += [plan.previous, linked,", "paths += [linked,"),),
        scenarios=(("adoption"),),
        caught_by="untouched",
        faults="*.files.link@back_up#*=inodes",
    ),
    Bug(
        name="one backup too many is kept",
        breaks="retention: not more than so many in all",
        edits=(Edit("retention.py", "place >= keep_pairs_max", "place > keep_pairs_max"),),
        scenarios=(("days.two_releases~deploy_A~deploy_B~deploy_C~deploy_D~deploy_A~deploy_B"),),
        caught_by="retention",
    ),
    Bug(
        name="of each release the oldest backup stays",
        breaks="retention: the newest usable pair of each release",
        edits=(
            Edit(
                "retention.py",
                "newest_of.setdefault(backup.holds, backup.stamp)",
                "newest_of[backup.holds] = backup.stamp",
            ),
        ),
        scenarios=(
            ("days.two_releases~deploy_A~deploy_B~deploy_A~deploy_C~month_passes~deploy_D"),
        ),
        caught_by="retention",
    ),
    Bug(
        name="a release that is restored once more is called left",
        breaks="what is live was not left",
        edits=(
            Edit("failures.py", "if left is not None and left != live:", "if left is not None:"),
        ),
        scenarios=(("days.one_release~deploy_B~restore_oldest~restore_code_only"),),
        caught_by="record",
    ),
    Bug(
        name="a record is called damaged after one bad read",
        breaks="a bad read is not yet a bad disk",
        edits=(
            Edit(
                "records.py",
                "    try:\n"
                "        content = _there(reader, path)\n"
                "        return None if content is None else decode(kind,"
                " content, path)\n"
                "    except Damaged:\n"
                "        content",
                "    try:\n        content",
            ),
            Edit(
                "records.py",
                "        return None if content is None else decode(kind,"
                " content, path)\n"
                "\n"
                "\n"
                "def _there",
                "        return None if content is None else decode(kind,"
                " content, path)\n"
                "    finally:\n"
                "        pass\n"
                "\n"
                "\n"
                "def _there",
            ),
        ),
        scenarios=(("closes_first"),),
        caught_by="level 3",
        faults="*.files.read@begin#*=corrupt",
    ),
    Bug(
        name="the files beside the code of a release are not proven",
        breaks="what was staged is proven",
        edits=(
            Edit(
                "releases.py",
                '        if tree.digest(reader.read(f"{root}/{name}")) != sha256:',
                "        if not sha256:",
            ),
        ),
        scenarios=(("restore_by_stamp"),),
        caught_by="pair",
        faults="*.files.copy@stage_backup#*=corrupt",
    ),
    Bug(
        name="what the host keeps is moved, then linked",
        breaks="each place of an adoption changes atomically",
        edits=(
            Edit(
                "sharing.py",
                "    files.link(shared, _way(name))\n    files.exchange(inside, shared)\n",
                "    files.remove(shared)\n"
                "    files.rename(inside, shared)\n"
                "    files.link(inside, _way(name))\n",
            ),
        ),
        scenarios=(("adoption"),),
        caught_by="tenants",
        faults="*.files.link@adopt#*=denied",
    ),
    Bug(
        name="an adoption makes the pointer last",
        breaks="the run directory leads to a release at every moment",
        edits=(
            Edit(
                "adoption.py",
                "    if host.files.kind(layout.current) is None:\n"
                "        host.files.link(layout.current,"
                " f\"releases/{directory.rpartition('/')[2]}\")\n"
                "    for entry",
                "    for entry",
            ),
            Edit(
                "adoption.py",
                '        host.files.exchange(f"{layout.app}/{entry}", holder)\n',
                '        host.files.exchange(f"{layout.app}/{entry}", holder)\n'
                "    if host.files.kind(layout.current) is None:\n"
                "        host.files.link(layout.current,"
                " f\"releases/{directory.rpartition('/')[2]}\")\n",
            ),
        ),
        scenarios=(("adoption"),),
        caught_by="torn",
    ),
    Bug(
        name="only what is shared already is linked into a release",
        breaks="uploads outlive an adoption",
        edits=(
            Edit(
                "sharing.py",
                'places = (f"{host.layout.shared}/{name}", f"{host.layout.live}/{name}")',
                'places = (f"{host.layout.shared}/{name}",)',
            ),
        ),
        scenarios=(("adoption"),),
        caught_by="tenants",
    ),
    Bug(
        name="a release that tells no commit is healthy",
        breaks="health is bound to identity",
        edits=(
            Edit(
                "health.py",
                "        if said != expected.sha:",
                "        if said is not None and said != expected.sha:",
            ),
        ),
        scenarios=(("names_no_commit"),),
        caught_by="ending",
    ),
    Bug(
        name="nobody looks after the last wait",
        breaks="a slow release gets its whole time",
        edits=(Edit("probation.py", "for wait_s in (*waits_s, 0.0):", "for wait_s in waits_s:"),),
        scenarios=(("slow_start"),),
        caught_by="ending",
    ),
    Bug(
        name="the proxy may answer 404",
        breaks="clients come through the proxy",
        edits=(
            Edit(
                "proxy.py",
                '    if answer.status == OK and word(answer.body, "status") == "ok":',
                "    if answer.status < 500:",
            ),
        ),
        scenarios=(("upgrade"),),
        caught_by="proxy",
        faults="*.http.get@verify#*=404",
    ),
    Bug(
        name="whoever runs beside our place counts as ours",
        breaks="I15: a deployment never touches another tenant",
        edits=(
            Edit(
                "service.py",
                'startswith(f"{host.files.resolve(host.layout.app)}/")',
                "startswith(host.files.resolve(host.layout.app))",
            ),
        ),
        scenarios=(("stranger_on_port"),),
        caught_by="tenants",
    ),
    Bug(
        name="what PM2 has saved is not read",
        breaks="PM2 would bring back every tenant",
        edits=(Edit("dump.py", "    if not present <= _names_of(listed):", "    if not content:"),),
        scenarios=(("first_deploy"),),
        caught_by="reboot",
        faults="*.files.read@save_processes#*=short",
    ),
    Bug(
        name="what is in the cache may take as long as a build",
        breaks="every call has a bound of its own",
        edits=(
            Edit(
                "environments.py",
                "timeout_s=config.offline_timeout_s",
                "timeout_s=config.build_timeout_s",
            ),
        ),
        scenarios=(("restore_rebuilds"),),
        caught_by="bounded",
        faults="*.run.uv@stage_environment#*=hangs",
    ),
    Bug(
        name="the import is proven with the code that is live",
        breaks="I05: a release that does not import never goes live",
        edits=(
            Edit(
                "environments.py",
                '        cwd=code,\n        env={"PYTHONPATH": code,',
                "        cwd=host.layout.live if"
                " host.files.kind(host.layout.live) else code,\n"
                '        env={"PYTHONPATH": host.layout.live if'
                " host.files.kind(host.layout.live) else code,",
            ),
        ),
        scenarios=(("unimportable"),),
        caught_by="ending",
    ),
    Bug(
        name="an environment that was kept is told as rebuilt",
        breaks="the report says what was done",
        edits=(
            Edit(
                "report.py",
                "rebuilt = live.environment == plan",
                "rebuilt = live.environment != plan",
            ),
        ),
        scenarios=(("restore_latest"),),
        caught_by="report",
    ),
    Bug(
        name="the next command is not for files alone",
        breaks="the message's next command does what it says",
        edits=(
            Edit(
                "advising.py",
                'alone = "" if host.config.service else " --no-service"',
                'alone = ""',
            ),
        ),
        scenarios=(("files_alone"),),
        caught_by="message",
        faults="*.files.link@point_to_new#*=error!",
    ),
    Bug(
        name="a recovery that put away a preparation ends as refused",
        breaks="exit codes",
        edits=(
            Edit(
                "verdict.py",
                "exit_code = 0 if recovering and prepared_only else report.exit_code",
                "exit_code = report.exit_code",
            ),
        ),
        scenarios=(("control.killed_in_preparation"),),
        caught_by="ending",
    ),
    Bug(
        name="whoever must look at a silent host is not told how",
        breaks="the message says what to do next",
        edits=(
            Edit(
                "control/settling.py",
                'f"NEEDS A PERSON: {what}\\n  next: python -m deploy watch {which}{again}"',
                'f"NEEDS A PERSON: {what}"',
            ),
        ),
        scenarios=("control.release",),
        caught_by="words",
        faults="*.shell.standings@*!",
    ),
    Bug(
        name="a release is live since its deployment began",
        breaks="the record says what is so",
        edits=(Edit("live.py", "since=iso_of(host.clock.now())", "since=iso_of(plan.started)"),),
        scenarios=(("first_deploy"),),
        caught_by="record",
    ),
    Bug(
        name="a report goes that was just written",
        breaks="a clock that was set back forgets no report",
        edits=(
            Edit(
                "filing.py", "others = [path for path in paths if path != kept]", "others = paths"
            ),
        ),
        scenarios=(
            (
                "days.one_release~deploy_B~deploy_C~deploy_A~deploy_B~deploy_"
                "C~deploy_A~clock_month_back~deploy_B"
            ),
        ),
        caught_by="report",
    ),
    Bug(
        name="a proxy that is down is found out after the change",
        breaks="what would fail later is refused",
        edits=(Edit("checks.py", "led_otherwise=_proxy(host)", "led_otherwise=True"),),
        scenarios=(("proxy_down"),),
        caught_by="ending",
    ),
    Bug(
        name="a release that was found gets no manifest on the way back",
        breaks="once all is mended nothing stays open",
        edits=(
            Edit(
                "repair.py",
                '    if backup.release.source == "found":\n'
                "        releases.complete(host, previous, backup.release)\n",
                "",
            ),
        ),
        scenarios=(("manifest_lost"),),
        caught_by="converges",
        faults="*.files.walk@flush#*=error!",
    ),
    Bug(
        name="PM2's exit code is ignored",
        breaks="L03: fail each step in turn, the verdict is failure each time",
        edits=(
            Edit(
                "dump.py",
                '    if result.code != 0:\n        raise CommandFailed(f"pm2 save',
                '    if result is None:\n        raise CommandFailed(f"pm2 save',
            ),
            Edit(
                "pm2.py",
                '    if result.code != 0:\n        raise CommandFailed(f"pm2 start',
                '    if result is None:\n        raise CommandFailed(f"pm2 start',
            ),
        ),
        scenarios=(("first_deploy"),),
        caught_by="order",
        faults="*.run.pm2@*=fails",
    ),
)
