"""The table of planted bugs: each must be caught, by the oracle that it names."""

from tests.planted import blind, control, heldout, links, once, races, swaps, unforeseen
from tests.planted.bug import Bug, Edit

PHASES = (
    Bug(
        name="the phase `changing` is written after the service was stopped",
        breaks="each phase is durable before the first act in it",
        edits=(
            Edit(
                "deployment.py",
                "        perform(host, CHANGE)\n",
                "        perform(host, CHANGE[1:])\n",
            ),
            Edit(
                "deployment.py",
                '        attempt(host, "journal", lambda: journal.advance(host, Phase.CHANGING))\n',
                "        perform(host, CHANGE[:1])\n"
                '        attempt(host, "journal", lambda: journal.advance(host, Phase.CHANGING))\n',
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="order",
    ),
    Bug(
        name="the phase `changing` is never written",
        breaks="recovery is one match on the phase",
        edits=(
            Edit(
                "deployment.py",
                '        attempt(host, "journal", lambda: journal.advance(host, Phase.CHANGING))\n',
                "",
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="order",
    ),
    Bug(
        name="the phase `committed` is written after the record",
        breaks="each phase is durable before the first act in it",
        edits=(
            Edit(
                "deployment.py",
                "        perform(host, CHANGE)\n",
                "        perform(host, CHANGE)\n        perform(host, FINISH[:1])\n",
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="order",
    ),
    Bug(
        name="an interrupted change is given up like a preparation",
        breaks="recovery is one match on the phase",
        edits=(
            Edit(
                "deployment.py",
                "            return _go_back(host, plan, failure)\n",
                "            return _give_up(host, plan, failure)\n",
            ),
        ),
        scenarios=("upgrade", "crashes_at_start"),
        caught_by="torn",
    ),
    Bug(
        name="an interrupted finish goes back",
        breaks="past the commit point a deployment is only ever completed",
        edits=(
            Edit(
                "deployment.py",
                "            return _finish(host, plan, Outcome.SUCCEEDED, None)\n",
                "            return _go_back(host, plan, failure)\n",
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="report",
    ),
    Bug(
        name="a service that a reboot left down stays down",
        breaks="L06: every failure after the stop ends in a verified state",
        edits=(Edit("deployment.py", "= (keep_running,)", "= ()"),),
        scenarios=("first_deploy",),
        caught_by="verdict",
        faults="0.files.*=power_nothing",
    ),
    Bug(
        name="the way back is tried once only",
        breaks="L07: a passing fault must not cost the service",
        edits=(
            Edit("config.py", "go_back_attempts_max: int = 3", "go_back_attempts_max: int = 1"),
        ),
        scenarios=("crashes_at_start",),
        caught_by="level 3",
        faults="*@point_to_previous#*=error",
    ),
    Bug(
        name="the lock is not taken",
        breaks="L24: one deployer at a time",
        edits=(
            Edit("access.py", "        lock = host.files.lock(host.layout.lock)\n", ""),
            Edit("access.py", "        lock.__enter__()\n", ""),
            Edit("access.py", "        lock.__exit__(None, None, None)\n", "        pass\n"),
        ),
        scenarios=("busy", "upgrade"),
        caught_by="lock",
    ),
    Bug(
        name="what a refused deployment prepared stays",
        breaks="L33: exit 2 means nothing was touched",
        edits=(
            Edit(
                "steps.py",
                "    tree.discard(host, pruning.prepared(host.layout, plan))\n",
                "",
            ),
        ),
        scenarios=("unimportable",),
        caught_by="untouched",
    ),
    Bug(
        name="a half-gathered backup is not taken away",
        breaks="L34: failed runs leave no litter",
        edits=(
            Edit(
                "pruning.py",
                "    return [*paths, backups.partial(layout, plan.stamp)]\n",
                "    return paths\n",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="leak",
        faults="*.files.copy@back_up#*=error",
    ),
    Bug(
        name="a release that was rolled back is not remembered",
        breaks="L02: a failed release is never chosen again by itself",
        edits=(Edit("steps.py", "    failures.remember(host, plan)\n", ""),),
        scenarios=("refused_again",),
        caught_by="record",
    ),
)

HEALTH = (
    Bug(
        name="no stability window",
        breaks="L17: healthy means stable",
        edits=(Edit("probation.py", "for probe in range(1, probes):", "for probe in range(0):"),),
        scenarios=("crashes_late",),
        caught_by="ending",
    ),
    Bug(
        name="a 404 is healthy",
        breaks="I18: a 404 is told apart from a good answer",
        edits=(
            Edit(
                "health.py",
                '        return Verdict(State.HOPELESS, "the health check answers 404: '
                'no such path in this release")\n',
                '        return Verdict(State.HEALTHY, "")\n',
            ),
        ),
        scenarios=("answers_404_unproxied",),
        caught_by="verdict",
    ),
    Bug(
        name="any 200 is healthy",
        breaks="L18: a stranger answers 200 too",
        edits=(
            Edit("health.py", ' or word(facts.health.body, "status") != "ok"', ""),
            Edit("proxy.py", ' and word(answer.body, "status") == "ok"', ""),
        ),
        scenarios=("answers_another_status",),
        caught_by="verdict",
    ),
    Bug(
        name="any answer is healthy",
        breaks="L17: healthy means 200",
        edits=(
            Edit(
                "health.py",
                'facts.health.status != OK or word(facts.health.body, "status")',
                '"ok"',
            ),
        ),
        scenarios=("answers_500_unproxied",),
        caught_by="verdict",
    ),
    Bug(
        name="health is not bound to PM2's process",
        breaks="I15: afterwards the listener belongs to PM2's ai-service",
        edits=(
            Edit(
                "health.py",
                "row.pid == 0 or row.pid not in (facts.listener.pid, facts.listener.parent)",
                "facts.listener.pid == 0",
            ),
        ),
        scenarios=("started_by_hand",),
        caught_by="owner",
    ),
    Bug(
        name="health is not bound to the commit",
        breaks="I39: an old process answers 200 too",
        edits=(Edit("health.py", "        if said != expected.sha:\n", "        if not said:\n"),),
        scenarios=("serves_the_old_release",),
        caught_by="ending",
    ),
    Bug(
        name="health is not bound to the run directory",
        breaks="I39: PM2 never runs site-packages",
        edits=(Edit("health.py", "facts.listener.cwd != expected.code", "not facts.listener.cwd"),),
        scenarios=("runs_the_installed_copy",),
        caught_by="ending",
    ),
    Bug(
        name="the waits for a new release are cut",
        breaks="I17: a release healthy within the budget is accepted",
        edits=(Edit("config.py", "= (2, 5, 10, 20, 30)", "= (2, 5, 10)"),),
        scenarios=("slow_start",),
        caught_by="ending",
    ),
    Bug(
        name="one probe for a release that is gone back to",
        breaks="L08: what is restored gets the full health budget",
        edits=(Edit("config.py", "= (1, 2, 3, 5, 7, 9, 11, 13, 16)", "= (5,)"),),
        scenarios=("back_to_a_slow_one",),
        caught_by="ending",
    ),
    Bug(
        name="one probe for a release that is restored",
        breaks="L30: what is restored gets the full health budget",
        edits=(
            Edit(
                "live.py",
                "config.restore_waits_s, config.proven_probes",
                "(5.0,), config.proven_probes",
            ),
        ),
        scenarios=("restore_slow",),
        caught_by="ending",
    ),
    Bug(
        name="nothing is asked through the proxy",
        breaks="L19: the outcome includes a probe through Caddy",
        edits=(Edit("probation.py", "        proxy.probe(host)\n", ""),),
        scenarios=("first_deploy",),
        caught_by="order",
    ),
    Bug(
        name="a way back is not verified",
        breaks="L07: every failure after the stop ends in a verified state",
        edits=(
            Edit(
                "deployment.py",
                "(stop, finish_adoption, point_to_previous, start, reload_proxy, verify)",
                "(stop, finish_adoption, point_to_previous, start, reload_proxy)",
            ),
        ),
        scenarios=("crashes_at_start",),
        caught_by="proof",
    ),
)

BACKUPS = (
    Bug(
        name="a backup gets no manifest",
        breaks="L25: a backup exists once its manifest does",
        edits=(
            Edit(
                "backups.py",
                '    host.files.write(f"{code}/manifest.json", records.encode(backup))\n',
                "",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="listed",
    ),
    Bug(
        name="a backup gets its manifest first, where it can be listed",
        breaks="L25: a backup exists once its manifest does",
        edits=(
            Edit(
                "backups.py",
                '    code, wheel = f"{gathered}/code", f"{gathered}/wheel"\n',
                '    code, wheel = place.code, f"{gathered}/wheel"\n'
                "    host.files.make_directory(code)\n"
                '    host.files.write(f"{code}/manifest.json", records.encode(backup))\n',
            ),
            Edit("backups.py", "    host.files.rename(code, place.code)\n", ""),
        ),
        scenarios=("upgrade",),
        caught_by="listed",
    ),
    Bug(
        name="a backup takes the wheel of the new release",
        breaks="L01: a backup is one restorable pair",
        edits=(
            Edit(
                "backups.py",
                'f"{host.layout.releases}/{backup.release.name}/{backup.release.wheel}"',
                'f"{host.layout.releases}/{host.files.names(host.layout.releases)[-1]}/'
                '{backup.release.wheel}"',
            ),
            Edit("backups.py", "    prove(host.files, backup, Place(code, holder))\n", ""),
        ),
        scenarios=("upgrade",),
        caught_by="restorable",
    ),
    Bug(
        name="backups go by their age alone",
        breaks="L33: the last usable pairs never go",
        edits=(
            Edit("retention.py", "if backup.stamp not in safe\n        and (", "if (("),
            Edit("retention.py", "> keep_days * DAY_S)\n", "> keep_days * DAY_S))\n"),
        ),
        scenarios=("old_backups",),
        caught_by="retention",
    ),
    Bug(
        name="the previous release goes with the old ones",
        breaks="the way back is one rename for as long as a release is live",
        edits=(Edit("pruning.py", "        kept.add(plan.previous)\n", "        pass\n"),),
        scenarios=("upgrade",),
        caught_by="restorable",
    ),
    Bug(
        name="safety backups stay",
        breaks="L34: disk use is bounded",
        edits=(Edit("pruning.py", "|safety_before_rollback_.*|", "|"),),
        scenarios=("restore_by_stamp",),
        caught_by="leak",
    ),
    Bug(
        name="the default restores a release that was left",
        breaks="L02: the default target is never a failed release",
        edits=(Edit("staging.py", "if backup.release.wheel_sha256 not in failed", "if backup"),),
        scenarios=("restore_skips_failed",),
        caught_by="verdict",
    ),
    Bug(
        name="the default restores a release that was not healthy",
        breaks="L02: the default target was healthy",
        edits=(
            Edit(
                "backups.py", "if backup is not None and backup.healthy:", "if backup is not None:"
            ),
        ),
        scenarios=("restore_skips_unhealthy",),
        caught_by="torn",
    ),
    Bug(
        name="the default restores what is live",
        breaks="I45: the default takes the host to the release before",
        edits=(Edit("staging.py", "return (others or able)[0]", "return able[0]"),),
        scenarios=("restore_after_a_failure",),
        caught_by="verdict",
    ),
    Bug(
        name="the default restores the oldest backup",
        breaks="the default is the newest usable backup",
        edits=(Edit("staging.py", "return (others or able)[0]", "return (others or able)[-1]"),),
        scenarios=("restore_latest",),
        caught_by="verdict",
    ),
    Bug(
        name="the id of a wheel is not understood",
        breaks="a backup has three names",
        edits=(Edit("model.py", "(?:code_|wheel_)?", "(?:code_)?"),),
        scenarios=("restore_by_wheel_id",),
        caught_by="ending",
    ),
    Bug(
        name="the code alone is restored, and its environment too",
        breaks="dependencies false leaves the venv as it is",
        edits=(Edit("steps.py", "    if plan.code_only:\n", "    if plan.force:\n"),),
        scenarios=("restore_code_only",),
        caught_by="pair",
    ),
    Bug(
        name="a restored pair keeps the environment of the newer release",
        breaks="L08: what is restored is the whole pair",
        edits=(Edit("steps.py", "    if plan.code_only:\n", "    if plan.previous:\n"),),
        scenarios=("restore_by_stamp",),
        caught_by="pair",
    ),
)

TREES = (
    Bug(
        name="the new code is copied over the run directory, file by file",
        breaks="L09: at every crash point the run directory is one complete release",
        edits=(
            Edit(
                "steps.py",
                "    releases.point(host, journal.read(host).release)\n",
                "    new = journal.read(host).release\n"
                "    files = releases.manifest(host.files, new).files\n"
                "    if host.files.kind(host.layout.live) is not None:\n"
                '        tree.sync(host.files, f"{new}/ai_app", host.layout.live, files)\n'
                "    releases.point(host, new)\n",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="torn",
    ),
    Bug(
        name="a release gets no manifest",
        breaks="a release is complete once its manifest exists",
        edits=(
            Edit(
                "releases.py",
                '    host.files.write(f"{directory}/manifest.json", records.encode(release))\n',
                "",
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="ending",
    ),
    Bug(
        name="a release gets its manifest first",
        breaks="a release is complete once its manifest exists",
        edits=(
            Edit(
                "staging.py",
                '    tree.sync(files, f"{site}/ai_app", f"{plan.release}/ai_app", found.files)\n',
                "    early = Release(name=plan.deployment, source='wheel', files=found.files)\n"
                "    releases.complete(host, plan.release, early)\n"
                '    tree.sync(files, f"{site}/ai_app", f"{plan.release}/ai_app", found.files)\n',
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="complete",
    ),
    Bug(
        name="trees are compared by size",
        breaks="L39: a changed byte is refused",
        edits=(
            Edit(
                "tree.py",
                'entry.path: digest(reader.read(f"{root}/{entry.path}"))',
                'entry.path: str(len(reader.read(f"{root}/{entry.path}")))',
            ),
            Edit(
                "wheel.py",
                'name.removeprefix("ai_app/"): digest(data)',
                'name.removeprefix("ai_app/"): str(len(data))',
            ),
        ),
        scenarios=("restore_damaged",),
        caught_by="torn",
    ),
    Bug(
        name="what was prepared is not flushed",
        breaks="what uv wrote is not durable until it is flushed",
        edits=(Edit("steps.py", "    host.files.flush(host.layout.app)\n", ""),),
        scenarios=("first_deploy",),
        caught_by="order",
    ),
    Bug(
        name="what was prepared is flushed after the change has begun",
        breaks="flush stands before the commit point",
        edits=(
            Edit("steps.py", "    host.files.flush(host.layout.app)\n", ""),
            Edit(
                "steps.py",
                "        service.stop(host)\n",
                "        service.stop(host)\n    host.files.flush(host.layout.app)\n",
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="order",
    ),
    Bug(
        name="the way back is not proven",
        breaks="the previous release still verifies before the change",
        edits=(
            Edit(
                "steps.py",
                "        wayback.prove(host, plan, plan.previous)\n",
                "        pass\n",
            ),
        ),
        scenarios=("edited_meanwhile",),
        caught_by="ending",
    ),
    Bug(
        name="the previous release is not mended",
        breaks="L09: what is gone back to is one whole release",
        edits=(
            Edit(
                "repair.py",
                "        if backup.healthy and _is_whole(host, plan, backup):\n",
                "        if 0:\n",
            ),
        ),
        scenarios=("mended_from_backup",),
        caught_by="ending",
    ),
    Bug(
        name="the installed code is taken from the run directory",
        breaks="the installed package is found without cwd or PYTHONPATH",
        edits=(
            Edit(
                "staging.py",
                'tree.sync(files, f"{site}/ai_app", f"{plan.release}/ai_app", found.files)',
                'tree.sync(files, host.layout.live, f"{plan.release}/ai_app", found.files)',
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="ending",
    ),
    Bug(
        name="records carry no checksum",
        breaks="one flipped bit in the journal sends every step to the wrong place",
        edits=(Edit("records.py", "!= tree.digest(body):", "== tree.digest(b''):"),),
        scenarios=("upgrade", "crashes_at_start", "restore_by_stamp"),
        caught_by="manifest",
        faults="*.files.read@*=corrupt",
    ),
    Bug(
        name="what root owns is not looked at before it has to be moved",
        breaks="what would fail later is refused while nothing is touched",
        edits=(
            Edit("movable.py", "        if not files.owned(each):\n", "        if not each:\n"),
        ),
        scenarios=("venv_of_root",),
        caught_by="ending",
    ),
    Bug(
        name="a mount is not looked at before it has to be moved",
        breaks="what would fail later is refused while nothing is touched",
        edits=(Edit("movable.py", "    if files.mount(path) != ", "    if -1 == "),),
        scenarios=("uploads_mounted",),
        caught_by="ending",
    ),
    Bug(
        name="what an adoption could not move is left stopped",
        breaks="what lies there whole serves until a person has looked",
        edits=(
            Edit("deployment.py", "            tried(host, STOPGAP, 1)\n", "            pass\n"),
        ),
        scenarios=("adoption_stuck",),
        caught_by="stopgap",
    ),
    Bug(
        name="what an adoption could not move is started whatever became of it",
        breaks="nothing unproven serves",
        edits=(Edit("adopting.py", "    wayback.prove_in_place(host, journal.read(host))\n", ""),),
        scenarios=("adoption_stuck_edited",),
        caught_by="stopgap",
    ),
    Bug(
        name="where PM2's configuration runs the service is found out after the stop",
        breaks="what would fail later is refused while nothing is touched",
        edits=(Edit("pm2_config.py", "    if not _runs_live(host, app):", "    if not app:"),),
        scenarios=("pm2_config_elsewhere",),
        caught_by="ending",
    ),
    Bug(
        name="who PM2's configuration has run the service is found out after the stop",
        breaks="what would fail later is refused while nothing is touched",
        edits=(
            Edit(
                "pm2_config.py",
                "    if app.script.startswith(venv) and not is_own:",
                "    if app.script.startswith(venv) and not venv:",
            ),
        ),
        scenarios=("pm2_config_for_node",),
        caught_by="ending",
    ),
    Bug(
        name="a program that is no text is refused because no interpreter is named",
        breaks="what would work is not refused",
        edits=(
            Edit(
                "pm2_config.py",
                "    is_own = is_own or (not app.interpreter and not _is_text(host, app.script))\n",
                "",
            ),
        ),
        scenarios=("pm2_config_of_python",),
        caught_by="ending",
    ),
    Bug(
        name="how many PM2's configuration starts is found out after the stop",
        breaks="what would fail later is refused while nothing is touched",
        edits=(Edit("pm2_config.py", '    if app.instances not in ("", "1"):', "    if not app:"),),
        scenarios=("pm2_config_of_two",),
        caught_by="ending",
    ),
    Bug(
        name="what was shared is overwritten by what somebody put in place of the link",
        breaks="kept files are the host's own",
        edits=(Edit("sharing.py", "        _put_aside(host, shared, inside)\n", "        pass\n"),),
        scenarios=("secret_renewed",),
        caught_by="tenants",
    ),
    Bug(
        name="a file in place of the link to what is shared is left in its release",
        breaks="kept files are the host's own",
        edits=(
            Edit(
                "sharing.py",
                "        _put_aside(host, shared, inside)\n",
                "        return\n",
            ),
        ),
        scenarios=("secret_renewed",),
        caught_by="tenants",
    ),
    Bug(
        name="a link to elsewhere that the host keeps is left in its release",
        breaks="kept files are the host's own",
        edits=(Edit("sharing.py", "        files.link(shared, files.target(inside))\n", ""),),
        scenarios=("linked_elsewhere",),
        caught_by="tenants",
    ),
    Bug(
        name="a relative link that the host keeps is shared as it is",
        breaks="what would fail later is refused while nothing is touched",
        edits=(
            Edit(
                "sharing.py",
                '    if is_link and not reader.target(inside).startswith("/"):\n',
                '    if is_link and reader.target(inside) == "":\n',
            ),
        ),
        scenarios=("linked_nearby_since",),
        caught_by="tenants",
    ),
    Bug(
        name="a relative link out of the code is broken by its adoption",
        breaks="what would fail later is refused while nothing is touched",
        edits=(
            Edit(
                "strays.py",
                '            if way.split("/")[0] == "..":\n',
                "            if not way:\n",
            ),
        ),
        scenarios=("models_nearby",),
        caught_by="ending",
    ),
    Bug(
        name="uploads are left in the release they came with",
        breaks="kept files are the host's own",
        edits=(
            Edit(
                "sharing.py",
                '        _share(host, f"{run}/{name}", name)\n',
                "        pass\n",
            ),
        ),
        scenarios=("adoption",),
        caught_by="tenants",
    ),
    Bug(
        name="a first release that failed stays pointed to",
        breaks="a first deployment that fails leaves a clean host",
        edits=(Edit("steps.py", "        releases.unpoint(host)\n", "        pass\n"),),
        scenarios=("first_deploy_crashes",),
        caught_by="converges",
    ),
    Bug(
        name="the releases that are not live go before the change",
        breaks="a restorable copy exists at every moment",
        edits=(
            Edit(
                "steps.py",
                "    releases.point(host, journal.read(host).release)\n",
                "    releases.point(host, journal.read(host).release)\n    prune(host)\n",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="way back",
    ),
)

PROGRAMS = (
    Bug(
        name="PM2's entry is stopped and started again, not made anew",
        breaks="I39: an entry keeps its old working directory",
        edits=(
            Edit(
                "pm2.py",
                'command(host, "delete", host.config.app_name)',
                'command(host, "stop", host.config.app_name)',
            ),
        ),
        scenarios=("pinned_entry",),
        caught_by="ending",
    ),
    Bug(
        name="PM2's entry is not taken away before the start",
        breaks="I15: a restart keeps the old entry",
        edits=(Edit("steps.py", "        service.stop(host)\n", "        pass\n"),),
        scenarios=("upgrade",),
        caught_by="mixed",
    ),
    Bug(
        name="what a killed write of the journal left stays",
        breaks="L33: exit 2 means nothing was touched, and nothing leaks",
        edits=(
            Edit("access.py", "        journal.clear(host)\n        yield\n", "        yield\n"),
        ),
        scenarios=("upgrade",),
        caught_by="leak",
        faults="*.files.write@begin#*=kill_amid.*",
    ),
    Bug(
        name="what a killed write left beside its place is never pruned",
        breaks="L34: disk use is bounded",
        edits=(
            Edit("pruning.py", "        if name.endswith(UNFINISHED)\n", "        if not name\n"),
        ),
        scenarios=("first_deploy",),
        caught_by="leak",
        faults="*.files.link@*=kill_amid.*",
    ),
    Bug(
        name="a link that was killed while a host was adopted stays",
        breaks="L33: exit 2 means nothing was touched",
        edits=(
            Edit(
                "pruning.py",
                "linked, unfinished(linked)]",
                "linked]",
            ),
        ),
        scenarios=("adoption",),
        caught_by="untouched",
        faults="*.files.link@back_up#*=kill_amid.*",
    ),
    Bug(
        name="what PM2 does not list stays saved where that is what one look at its table says",
        breaks="after a reboot every app comes back once",
        edits=(
            Edit(
                "dump.py",
                "_stays(host, entry, _names_of(listed))",
                "_stays(host, entry, frozenset(present))",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="tenants",
        faults="*.run.pm2@save_processes#1=empty",
    ),
    Bug(
        name="the wheel of a restored release is not proven",
        breaks="L39: a changed byte is refused",
        edits=(
            Edit(
                "staging.py",
                "    if tree.digest(host.files.read(path)) != release.wheel_sha256:",
                "    if path is None:",
            ),
        ),
        scenarios=("restore_by_stamp",),
        caught_by="manifest",
        faults="*.files.copy@stage_backup#*=corrupt",
    ),
    Bug(
        name="what is adopted is read once",
        breaks="L39: a changed byte is refused",
        edits=(
            Edit(
                "wayback.py",
                "    if plan.adopts and (found.files, found.loose) != (known.files, known.loose):",
                "    if plan is None:",
            ),
        ),
        scenarios=("adoption",),
        caught_by="manifest",
        faults="*.files.read@back_up#7=corrupt",
    ),
    Bug(
        name="PM2 saves its list in place",
        breaks="other tenants come back after a power loss",
        edits=(
            Edit("dump.py", ", PM2_DUMP_FILE_PATH=beside)", ")"),
            Edit("dump.py", "host.files.read(beside)", "host.files.read(path)"),
        ),
        scenarios=("upgrade",),
        caught_by="tenants",
        faults="*@save_processes#*=power_names",
    ),
    Bug(
        name="whoever listens on the port is ended",
        breaks="I15: a deployment never touches another tenant",
        edits=(
            Edit(
                "service.py",
                "        if not is_ours(host, holder):\n",
                "        if holder.pid == 0:\n",
            ),
        ),
        scenarios=("level_3",),
        caught_by="tenants",
    ),
    Bug(
        name="a stranger on the port is not seen before the change",
        breaks="L18: what would fail later is refused while nothing is touched",
        edits=(
            Edit(
                "checks.py",
                "        if not service.is_ours(host, each):\n",
                "        if each.pid == 0:\n",
            ),
        ),
        scenarios=("stranger_on_port",),
        caught_by="ending",
    ),
    Bug(
        name="of several who hold the port one is looked at",
        breaks="L18: what would fail later is refused while nothing is touched",
        edits=(
            Edit("checks.py", "(holder, *host.processes.listeners(host.config.port))", "(holder,)"),
        ),
        scenarios=("stranger_aside",),
        caught_by="ending",
    ),
    Bug(
        name="the service waits for the socket of a stranger beside whom it finds room",
        breaks="a stranger on [::1] does not keep 0.0.0.0 from anybody",
        edits=(Edit("service.py", "if holder is None or is_ours(host, holder):", "if True:"),),
        scenarios=("stranger_comes_aside",),
        caught_by="ending",
    ),
    Bug(
        name="the empty list of a daemon that died is saved",
        breaks="after a reboot every tenant comes back",
        edits=(Edit("dump.py", "    if stays:\n", "    if stays is None:\n"),),
        scenarios=("pm2_daemon_dead",),
        caught_by="tenants",
    ),
    Bug(
        name="what PM2 has saved may be read by everybody after a deployment",
        breaks="secrets are read by nobody else",
        edits=(Edit("dump.py", ", host.files.marks(kept).mode)", ")"),),
        scenarios=("pm2_list_private",),
        caught_by="tenants",
    ),
    Bug(
        name="nothing is saved for the next boot",
        breaks="I46: a reboot brings back what is live",
        edits=(Edit("steps.py", "        dump.save(host)\n", "        pass\n"),),
        scenarios=("first_deploy",),
        caught_by="reboot",
    ),
    Bug(
        name="the room on the disk is not looked at",
        breaks="what would fail later is refused while nothing is touched",
        edits=(Edit("checks.py", "    if free < needed:\n", "    if free < 0:\n"),),
        scenarios=("disk_full",),
        caught_by="ending",
    ),
    Bug(
        name="the lock that a wheel carries is not heeded",
        breaks="L38: a changed byte is refused, of a dependency too",
        edits=(
            Edit("environments.py", '    return ("--constraint", path) if', "    return () if"),
        ),
        scenarios=("dependency_changed",),
        caught_by="packages",
    ),
    Bug(
        name="what the lock lacks is installed all the same",
        breaks="L37: an install takes the versions that were locked, and no others",
        edits=(Edit("environments.py", '    return ("--require-hashes", *', "    return (*"),),
        scenarios=("dependency_unlocked",),
        caught_by="ending",
    ),
    Bug(
        name="the entry module is not imported before the change",
        breaks="I05: a release that does not import never goes live",
        edits=(
            Edit(
                "steps.py",
                '    environments.import_app(host, plan.environment, f"{plan.release}/ai_app")\n',
                "",
            ),
        ),
        scenarios=("unimportable",),
        caught_by="ending",
    ),
)

WORDS = (
    Bug(
        name="exit 0 after going back",
        breaks="L28: what was recovered is no success",
        edits=(Edit("model.py", "(0, 1, 2, 3, 3)", "(0, 0, 2, 3, 3)"),),
        scenarios=("crashes_at_start",),
        caught_by="verdict",
    ),
    Bug(
        name="exit 2 after going back",
        breaks="exit 2 means nothing was touched",
        edits=(Edit("model.py", "(0, 1, 2, 3, 3)", "(0, 2, 2, 3, 3)"),),
        scenarios=("crashes_at_start",),
        caught_by="report",
    ),
    Bug(
        name="the report on the host says success whatever happened",
        breaks="L29: exit code, report and message say the same",
        edits=(
            Edit(
                "report.py",
                "json.dumps(document(report), ",
                "json.dumps({**document(report), 'exit_code': 0}, ",
            ),
        ),
        scenarios=("crashes_at_start",),
        caught_by="report",
    ),
    Bug(
        name="the report names the release that was meant, not the one that is live",
        breaks="L29: the message says what is live now",
        edits=(
            Edit(
                "report.py",
                "        live=identity(live),\n",
                '        live={**(identity(live) or {}), "release": plan.deployment},\n',
            ),
        ),
        scenarios=("crashes_at_start",),
        caught_by="report",
    ),
    Bug(
        name="the record of what is live is not written after going back",
        breaks="I46: the host records what should be live",
        edits=(
            Edit(
                "live.py",
                "    host.files.write(host.layout.record,",
                "    plan.phase is Phase.RETURNED or host.files.write(host.layout.record,",
            ),
        ),
        scenarios=("upgrade", "adoption_broken"),
        caught_by="record",
    ),
    Bug(
        name="secrets are told",
        breaks="I31: no secret in any file, log or message",
        edits=(
            Edit(
                "redaction.py",
                '        text = text.replace(value, f"[{name}]")\n',
                "        pass\n",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="secrets",
        faults="*=tells",
    ),
)

RARE = (
    Bug(
        name="a pid that changes within the stability window is overlooked",
        breaks="L17: healthy means the pid is stable",
        edits=(
            Edit("probation.py", "first.rows if probe < probes - 1 else None", "None"),
            Edit(
                "probation.py", "        if facts.rows != first.rows:", "        if not facts.rows:"
            ),
        ),
        scenarios=("flaps",),
        caught_by="ending",
    ),
    Bug(
        name="health is not bound to the environment",
        breaks="L08: new code must not run on old dependencies",
        edits=(
            Edit(
                "health.py",
                "    if not _lies_in(facts.interpreter, expected.environment):",
                "    if facts.rows == ():",
            ),
        ),
        scenarios=("runs_in_another_environment",),
        caught_by="ending",
    ),
    Bug(
        name="an orphan that heeds no SIGTERM is never killed",
        breaks="I15: at start time the port is free",
        edits=(Edit("service.py", "force=tick >= ticks // 2", "force=False"),),
        scenarios=("stubborn_orphan",),
        caught_by="ending",
    ),
    Bug(
        name="a host that was left to a person is deployed to without a reason",
        breaks="after Level 3 a person must look",
        edits=(
            Edit(
                "access.py",
                "    if request.force is None:\n        raise NeedsPerson(",
                "    if before.deployment is None:\n        raise NeedsPerson(",
            ),
        ),
        scenarios=("left_to_a_person",),
        caught_by="ending",
    ),
    Bug(
        name="a name that is taken is given again",
        breaks="two deployments within a second share a timestamp",
        edits=(Edit("planning.py", "    while stamp in stamps:", "    while not stamp:"),),
        scenarios=("stamp_taken",),
        caught_by="retention",
    ),
    Bug(
        name="a restore asks the index",
        breaks="L37: a restore works offline",
        edits=(Edit("environments.py", '_uv(host, *exact, "--offline", ', "_uv(host, *exact, "),),
        scenarios=("restore_offline",),
        caught_by="ending",
    ),
    Bug(
        name="a restore resolves the versions anew",
        breaks="L37: a restore gives the same installed versions",
        edits=(Edit("environments.py", "    if not pins:\n", "    if not pins or pins:\n"),),
        scenarios=("restore_offline",),
        caught_by="ending",
    ),
    Bug(
        name="a wheel is not compared with its RECORD",
        breaks="I14: size is not integrity",
        edits=(
            Edit(
                "wheel.py", "    return _record_complaint(members, records[0])", "    return None"
            ),
        ),
        scenarios=("wheel_damaged",),
        caught_by="ending",
    ),
    Bug(
        name="a wheel of another commit is deployed",
        breaks="L41: inconsistent requests are refused",
        edits=(
            Edit(
                "planning.py",
                "    if found.sha is not None and found.sha != request.sha:",
                "    if not request.sha:",
            ),
        ),
        scenarios=("wrong_commit",),
        caught_by="ending",
    ),
    Bug(
        name="the host's own files are not linked into a release",
        breaks="kept files are the host's own, in every release",
        edits=(
            Edit(
                "sharing.py",
                '  host.files.link(f"{directory}/ai_app/{name}", _way(name))\n',
                "  pass\n",
            ),
        ),
        scenarios=("adoption",),
        caught_by="tenants",
    ),
    Bug(
        name="what was staged is not proven",
        breaks="L11: a sync that fails is a deployment that failed",
        edits=(
            Edit(
                "steps.py",
                "    releases.prove(host.files, host.layout, plan.release, host.config.kept)\n",
                "",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="torn",
        faults="*.files.copy@stage_code#*=corrupt",
    ),
    Bug(
        name="what was backed up is not proven",
        breaks="L39: a changed byte is refused",
        edits=(Edit("backups.py", "    prove(host.files, backup, Place(code, holder))\n", ""),),
        scenarios=("upgrade",),
        caught_by="restorable",
        faults="*.files.copy@back_up#*=corrupt",
    ),
    Bug(
        name="what was mended is not flushed",
        breaks="what is copied is not durable until it is flushed",
        edits=(Edit("repair.py", "    host.files.flush(host.layout.app)\n", ""),),
        scenarios=("mended_from_backup",),
        caught_by="converges",
        faults="*@verify#*=power_nothing",
    ),
    Bug(
        name="reports are kept for ever",
        breaks="L34: disk use is bounded",
        edits=(Edit("report.py", "    filing.forget_old(host, path)\n", ""),),
        scenarios=("reports_pile_up",),
        caught_by="leak",
    ),
    Bug(
        name="whatever serves after a reboot is taken for what should",
        breaks="I45: a reboot brings back what should be live",
        edits=(
            Edit(
                "service.py",
                "    if holder.cwd == host.files.resolve(host.layout.live):\n",
                "    if holder.cwd:\n",
            ),
        ),
        scenarios=("saved_by_real_paths",),
        caught_by="verdict",
        faults="*@verify#1=power_*",
    ),
    Bug(
        name="an import that ends the program counts as one",
        breaks="I05: a release that does not import never goes live",
        edits=(
            Edit("environments.py", "if IMPORTED not in result.out.splitlines():", "if False:"),
        ),
        scenarios=("ends_at_import",),
        caught_by="ending",
    ),
    Bug(
        name="a release that was proven is still remembered as a failure",
        breaks="the record says what is so",
        edits=(Edit("failures.py", " if digest != live}", "}"),),
        scenarios=("tried_again",),
        caught_by="record",
    ),
)

BUGS = (
    *(*swaps.rows(), *PHASES, *HEALTH, *BACKUPS, *TREES, *PROGRAMS, *WORDS, *RARE),
    *heldout.BUGS,
    *once.BUGS,
    *blind.BUGS,
    *control.BUGS,
    *races.BUGS,
    *unforeseen.BUGS,
    *links.BUGS,
)
