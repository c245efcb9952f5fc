"""Planted bugs by an examiner who had not seen the others: from incidents, and from literature.

The literature is that of crash consistency and of storage: order of writes, atomicity, recovery.
"""

from tests.planted.bug import Bug, Edit

BUGS = (
    Bug(
        name="the code of a backup gets its name before the wheel does",
        breaks="incident L25: a half-written backup was listed",
        edits=(
            Edit(
                "backups.py",
                "        host.files.rename(wheel, place.wheel)\n"
                "    host.files.rename(code, place.code)\n",
                "        host.files.rename(code, place.code)\n"
                "        host.files.rename(wheel, place.wheel)\n"
                "    else:\n"
                "        host.files.rename(code, place.code)\n",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="listed",
    ),
    Bug(
        name="a backup is gathered where it can be listed",
        breaks="incident L25: a half-written backup was listed",
        edits=(
            Edit(
                "backups.py",
                "    gathered = partial(host.layout, backup.id)\n"
                "    tree.discard(host, [gathered, place.code, place.wheel])\n"
                '    code, wheel = f"{gathered}/code", f"{gathered}/wheel"',
                "    gathered = partial(host.layout, backup.id)\n"
                "    tree.discard(host, [gathered, place.code, place.wheel])\n"
                "    host.files.make_directory(gathered)\n"
                '    code, wheel = place.code, f"{gathered}/wheel"',
            ),
            Edit("backups.py", "    host.files.rename(code, place.code)\n", ""),
        ),
        scenarios=("upgrade",),
        caught_by="listed",
    ),
    Bug(
        name="a backup is not proven when it is taken",
        breaks="literature: a copy is read back before it is trusted",
        edits=(Edit("backups.py", "    prove(host.files, backup, Place(code, holder))\n", ""),),
        scenarios=("upgrade",),
        caught_by="restorable",
        faults="*files.copy@back_up*=corrupt",
    ),
    Bug(
        name="one usable backup too few is kept",
        breaks="incident L33: off by one",
        edits=(Edit("retention.py", "[:keep_pairs_min]", "[: keep_pairs_min - 1]"),),
        scenarios=("many_old_backups",),
        caught_by="retention",
    ),
    Bug(
        name="damaged backups count among those that are kept",
        breaks="incident L33: the last good backup may go",
        edits=(
            Edit(
                "retention.py",
                "        if backup.holds is not None:\n"
                "            newest_of.setdefault(backup.holds, backup.stamp)",
                "        newest_of.setdefault(backup.holds or backup.stamp, backup.stamp)",
            ),
        ),
        scenarios=("old_ones_damaged",),
        caught_by="retention",
    ),
    Bug(
        name="the backup that is restored goes with the old ones",
        breaks="incident L33: the last good backup may go",
        edits=(
            Edit(
                "pruning.py",
                "protected={plan.stamp, *([plan.chosen] if plan.chosen else [])}",
                "protected=()",
            ),
        ),
        scenarios=("restore_predecessor",),
        caught_by="retention",
    ),
    Bug(
        name="recovering needs no lock",
        breaks="incident L24: two deployments interleaved",
        edits=(
            Edit(
                "deployment.py",
                "    access.vet(host, None)\n"
                "    with access.locked(host):\n"
                "        return close(host)",
                "    access.vet(host, None)\n    return close(host)",
            ),
        ),
        scenarios=("level_3",),
        caught_by="lock",
    ),
    Bug(
        name="directories that were adopted change places again",
        breaks="literature: a step that is done again must change nothing",
        edits=(
            Edit(
                "adoption.py",
                'if reader.kind(f"{layout.app}/{name}") not in (None, Kind.LINK)',
                'if reader.kind(f"{layout.app}/{name}") is not None',
            ),
        ),
        scenarios=("adoption_broken",),
        caught_by="pointer",
    ),
    Bug(
        name="whoever recovers goes by their own settings",
        breaks="design: the journal holds what a recovery needs",
        edits=(
            Edit(
                "deployment.py",
                "    if host.config.service is not plan.service:  # whoever recovers"
                " need not know how it was begun\n"
                "        host = replace(host, config=replace(host.config,"
                " service=plan.service))\n",
                "",
            ),
        ),
        scenarios=("files_alone",),
        caught_by="verdict",
        faults="*files.link@point_to_new*=kill_after",
    ),
    Bug(
        name="PM2 must have an entry to delete",
        breaks="incident L04: stopped before the start, and said success",
        edits=(
            Edit(
                "pm2.py",
                "    if result.code != 0 and of_service(host):",
                "    if result.code != 0:",
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="ending",
    ),
    Bug(
        name="an entry that PM2 does not delete is passed over",
        breaks="incident L15: a kill under PM2's entry raced its restart",
        edits=(Edit("pm2.py", "    if result.code != 0 and of_service(host):", "    if False:"),),
        scenarios=("upgrade",),
        caught_by="owner",
        faults="*run.pm2@stop*=fails!",
    ),
    Bug(
        name="PM2 starts the service without its production environment",
        breaks="contract: --env production",
        edits=(Edit("pm2.py", ', "--env", "production")', ")"),),
        scenarios=("first_deploy",),
        caught_by="order",
    ),
    Bug(
        name="PM2 starts whatever its configuration names",
        breaks="contract: --only ai-service",
        edits=(
            Edit(
                "pm2.py",
                '"start", config, "--only", host.config.app_name, "--env"',
                '"start", config, "--env"',
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="order",
    ),
    Bug(
        name="PM2 may take as long as a build",
        breaks="literature: every call has a bound of its own",
        edits=(
            Edit(
                "pm2.py",
                "        timeout_s=host.config.command_timeout_s,\n        env=",
                "        timeout_s=host.config.build_timeout_s,\n        env=",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="bounded",
        faults="*run.pm2*=hangs",
    ),
    Bug(
        name="what PM2 prints before its list is taken for the list",
        breaks="literature: output of a program is not what its version says",
        edits=(
            Edit(
                "pm2.py",
                "    for line in reversed(text.splitlines()):",
                "    for line in text.splitlines()[:1]:",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="harmless",
        faults="*=noise",
    ),
    Bug(
        name="an entry that is stopped for a moment is given up",
        breaks="incident I17: good releases were rolled back",
        edits=(
            Edit(
                "health.py", '    if all(row.status != "stopped" for row in rows):', "    if True:"
            ),
        ),
        scenarios=("upgrade",),
        caught_by="harmless",
        faults="*=dips",
    ),
    Bug(
        name="an environment that is there is taken for whole",
        breaks="incident L08: what is restored is the whole pair",
        edits=(
            Edit(
                "staging.py",
                "            environments.prove(host.files, kept, release.packages)\n",
                "            host.files.resolve(kept)\n",
            ),
        ),
        scenarios=("restore_rebuilds",),
        caught_by="ending",
    ),
    Bug(
        name="an environment may hold more than was recorded",
        breaks="incident L37: a restore gives the same installed versions",
        edits=(
            Edit(
                "environments.py",
                "    if found != tuple(recorded):",
                "    if not set(recorded) <= set(found):",
            ),
        ),
        scenarios=("restore_repackaged",),
        caught_by="packages",
    ),
    Bug(
        name="the interpreter of an environment is not looked for",
        breaks="incident L37: a restore works without an internet",
        edits=(
            Edit(
                "environments.py",
                '    if reader.kind(reader.resolve(f"{environment}/bin/python")) is not Kind.FILE:',
                "    if False:",
            ),
        ),
        scenarios=("restore_no_python",),
        caught_by="ending",
    ),
    Bug(
        name="the environment that a backup needs goes",
        breaks="incident L37: a rollback needed the internet",
        edits=(
            Edit(
                "pruning.py",
                "            names.add(backup.release.environment)\n",
                "            pass\n",
            ),
        ),
        scenarios=("third",),
        caught_by="restorable",
    ),
    Bug(
        name="what the host keeps is left in the release it was made in",
        breaks="contract: uploads outlive a release",
        edits=(
            Edit(
                "sharing.py",
                '    run, kept = f"{directory}/ai_app", host.config.kept\n',
                '    run, kept = f"{directory}/ai_app", host.config.kept[:-1]\n',
            ),
        ),
        scenarios=("adoption",),
        caught_by="tenants",
    ),
    Bug(
        name="a release need not name its commit",
        breaks="incident I39: the old code was served for a month",
        edits=(
            Edit(
                "health.py",
                "        if said != expected.sha:",
                "        if said is not None and said != expected.sha:",
            ),
        ),
        scenarios=("names_no_commit",),
        caught_by="ending",
    ),
    Bug(
        name="a journal is closed although something is left to do",
        breaks="literature: the log is truncated before its effects are done",
        edits=(
            Edit(
                "deployment.py",
                "    if last is None or remains is not None:",
                "    if last is None or True:",
            ),
        ),
        scenarios=("restore_by_stamp",),
        caught_by="record",
        faults="*files.write@record*=error!",
    ),
    Bug(
        name="the journal says it went back before it has",
        breaks="literature: the log runs ahead of its effects",
        edits=(
            Edit(
                "deployment.py",
                "    last = tried(host, RESTORE, host.config.go_back_attempts_max)\n"
                "    if last is not None:\n"
                "        if last.step == finish_adoption.__name__:\n"
                "            tried(host, STOPGAP, 1)\n"
                "        return report.conclude(host, plan, Outcome.NEEDS_PERSON, last)\n"
                "    try:\n"
                '        attempt(host, "journal", lambda: journal.advance(host,'
                " Phase.RETURNED))\n",
                "    try:\n"
                '        attempt(host, "journal", lambda: journal.advance(host,'
                " Phase.RETURNED))\n"
                "        last = tried(host, RESTORE, host.config.go_back_attempts_max)\n"
                "        if last is not None:\n"
                "            return report.conclude(host, plan, Outcome.NEEDS_PERSON, last)\n",
            ),
        ),
        scenarios=("level_3",),
        caught_by="verdict",
    ),
    Bug(
        name="a restored release gets no wheel",
        breaks="incident L01: code and wheel are one release",
        edits=(
            Edit(
                "staging.py",
                "    if release.wheel is not None:\n        host.files.copy",
                "    if release.wheel is None:\n        host.files.copy",
            ),
        ),
        scenarios=("restore_rebuilds",),
        caught_by="ending",
    ),
    Bug(
        name="the files beside the code stay those of the old release",
        breaks="contract: code is ai_app, pyproject.toml, requirements.txt",
        edits=(
            Edit(
                "loose.py",
                "        content = brought.get(name)\n",
                "        content = None if present else brought.get(name)\n",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="pair",
    ),
    Bug(
        name="the files beside the code are not restored",
        breaks="contract: code is ai_app, pyproject.toml, requirements.txt",
        edits=(
            Edit(
                "staging.py",
                "    for name in release.loose:\n"
                '        host.files.copy(f"{place.code}/{name}", f"{directory}/{name}")\n',
                "",
            ),
            Edit(
                "staging.py",
                "        code_only=kept,\n",
                "        code_only=kept,\n        loose={},\n",
            ),
        ),
        scenarios=("restore_latest",),
        caught_by="pair",
    ),
    Bug(
        name="the environment of a refused deployment stays",
        breaks="incident L34: failed runs left litter",
        edits=(
            Edit(
                "pruning.py",
                "safety.code, plan.release, plan.environment]",
                "safety.code, plan.release]",
            ),
        ),
        scenarios=("unimportable",),
        caught_by="untouched",
    ),
    Bug(
        name="the backup of a refused deployment stays",
        breaks="incident L34: failed runs left litter",
        edits=(
            Edit(
                "pruning.py",
                "paths = [pair.code, pair.wheel, safety.code,",
                "paths = [safety.code,",
            ),
        ),
        scenarios=("unimportable",),
        caught_by="untouched",
    ),
    Bug(
        name="a proxy that did not reload is passed over",
        breaks="incident L19: Caddy's failure was invisible",
        edits=(
            Edit(
                "proxy.py",
                '    if result.code != 0:\n        raise CommandFailed(f"caddy reload',
                '    if False:\n        raise CommandFailed(f"caddy reload',
            ),
        ),
        scenarios=("upgrade",),
        caught_by="proxy",
        faults="*run.caddy*=fails",
    ),
    Bug(
        name="the proxy is not told that the service will stop",
        breaks="design: clients behind the proxy wait",
        edits=(Edit("steps.py", "        proxy.drain(host)\n", ""),),
        scenarios=("provisioned",),
        caught_by="order",
    ),
    Bug(
        name="nobody waits for the port to be free",
        breaks="incident I15: the port was taken",
        edits=(
            Edit(
                "service.py",
                "    pm2.delete(host)\n    ticks =",
                "    pm2.delete(host)\n    return\n    ticks =",
            ),
        ),
        scenarios=("pm2_daemon_dead",),
        caught_by="mixed",
    ),
    Bug(
        name="the digest that CI told is not compared",
        breaks="incident L39: a changed byte is refused",
        edits=(
            Edit(
                "wheel.py",
                "    if sha256 is not None and sha256.lower() != found:",
                "    if False:",
            ),
        ),
        scenarios=("wrong_digest",),
        caught_by="ending",
    ),
    Bug(
        name="a wrong health path is found out too late",
        breaks="incident I18: 404 for ever, a rollback loop",
        edits=(Edit("disproof.py", "    if health == NOT_FOUND and applies:", "    if False:"),),
        scenarios=("wrong_health_path",),
        caught_by="ending",
    ),
    Bug(
        name="a wrong version path is found out too late",
        breaks="a setting that would have every release rolled back is refused",
        edits=(
            Edit("disproof.py", "        if _status(host, version) == NOT_FOUND:", "        if 0:"),
        ),
        scenarios=("wrong_version_path",),
        caught_by="ending",
    ),
    Bug(
        name="an address of the proxy that nobody knows is found out too late",
        breaks="a setting that would have every release rolled back is refused",
        edits=(
            Edit("disproof.py", "answer.status not in (OK, NOT_FOUND):", "answer.status != OK:"),
        ),
        scenarios=("wrong_proxy_url",),
        caught_by="ending",
    ),
    Bug(
        name="a proxy that only its reload can mend forbids the deployment",
        breaks="nothing but a certain mistake is refused",
        edits=(
            Edit(
                "checks.py",
                "through_proxy=not led_otherwise",
                "through_proxy=True",
            ),
            Edit(
                "disproof.py",
                "        if ours or answer.status not in (OK, NOT_FOUND):",
                "        if ours:",
            ),
        ),
        scenarios=("stale_proxy",),
        caught_by="ending",
    ),
    Bug(
        name="whatever the proxy answers well counts as the service",
        breaks="what is told as done is what clients reach",
        edits=(
            Edit(
                "proxy.py",
                '    if answer.status == OK and word(answer.body, "status") == "ok":',
                "    if answer.status == OK:",
            ),
        ),
        scenarios=("first_behind_another",),
        caught_by="ending",
    ),
    Bug(
        name="Caddy is reloaded with a file that leads away from the service",
        breaks="what would fail later is refused while nothing is touched",
        edits=(
            Edit("proxy.py", "    if port in before and port not in told:", "    if not port:"),
        ),
        scenarios=("site_elsewhere",),
        caught_by="ending",
    ),
    Bug(
        name="a site that a reload brings is missed before",
        breaks="nothing but a certain mistake is refused",
        edits=(Edit("proxy.py", "    return told != before\n", "    return False\n"),),
        scenarios=("site_new",),
        caught_by="ending",
    ),
    Bug(
        name="a service that another PM2 runs is ended, and comes back",
        breaks="a process that somebody would start again is not killed",
        edits=(Edit("checks.py", "    if home is not None:", "    if home == '':"),),
        scenarios=("wrong_pm2_home",),
        caught_by="owner",
    ),
    Bug(
        name="a port on which the service does not listen is found out too late",
        breaks="a setting that would have every release rolled back is refused",
        edits=(
            Edit(
                "pm2_config.py",
                "    if app.port not in (None, str(host.config.port)):",
                "    if not app:",
            ),
        ),
        scenarios=("wrong_port",),
        caught_by="ending",
    ),
    Bug(
        name="a journal that cannot be read counts as none",
        breaks="literature: silent corruption is worse than an error",
        edits=(
            Edit(
                "records.py",
                "    except Damaged:\n        content = _there(reader, path)\n"
                "        return None if content is None else decode(kind, content, path)",
                "    except Damaged:\n        return None",
            ),
        ),
        scenarios=("journal_damaged",),
        caught_by="report",
    ),
    Bug(
        name="a backup is given up for one bad read",
        breaks="literature: a bad read is not yet a bad disk",
        edits=(
            Edit(
                "backups.py",
                "_verified(reader, pair(layout, stamp)) or _verified(reader, pair(layout, stamp))",
                "_verified(reader, pair(layout, stamp))",
            ),
        ),
        scenarios=("restore_latest",),
        caught_by="verdict",
        faults="*files.read@choose_backup*=corrupt",
    ),
    Bug(
        name="a tree is removed where it lies",
        breaks="literature: a removal is not atomic, a rename is",
        edits=(
            Edit(
                "tree.py",
                "        host.files.rename(path, grave)\n        host.files.remove(grave)",
                "        host.files.remove(path)",
            ),
        ),
        scenarios=("unimportable",),
        caught_by="listed",
        faults="*files.remove@discard_prepared*=kill_amid.*",
    ),
    Bug(
        name="a password is told when it stands alone",
        breaks="incident L48: no secret in any message",
        edits=(
            Edit(
                "redaction.py",
                ", *((name, word) for word in passwords(value))]",
                "]",
            ),
        ),
        scenarios=("upgrade",),
        caught_by="secrets",
        faults="*=tells",
    ),
    Bug(
        name="what a reboot left down is taken for done",
        breaks="incident I45: a reboot brings back what should be live",
        edits=(
            Edit(
                "service.py",
                "            stop(host)\n            pm2.start(host)\n        return False",
                "            pass\n        return True",
            ),
        ),
        scenarios=("first_deploy",),
        caught_by="verdict",
        faults="*files.write@verify*=power_nothing",
    ),
    Bug(
        name="files too many are no difference",
        breaks="incident L39: what is live is what was built",
        edits=(
            Edit(
                "tree.py",
                "    if found == expected:",
                "    if found.items() >= expected.items():",
            ),
        ),
        scenarios=("restore_superfluous",),
        caught_by="ending",
    ),
    Bug(
        name="compiled files are compared",
        breaks="design: a .pyc is matched by whole seconds and size",
        edits=(
            Edit("tree.py", '    return "__pycache__" not in path.split("/")', "    return True"),
        ),
        scenarios=("compiled",),
        caught_by="manifest",
    ),
    Bug(
        name="the record of a restore says that it was deployed",
        breaks="incident L28: the message says how it got there",
        edits=(
            Edit(
                "live.py",
                '    how = "apply" if plan.command is Command.APPLY else f"restore {plan.chosen}"',
                '    how = "apply"',
            ),
        ),
        scenarios=("restore_latest",),
        caught_by="record",
    ),
    Bug(
        name="the record does not say that it went back",
        breaks="incident L28: recovered was reported as success",
        edits=(
            Edit(
                "live.py", 'how="rolled back" if plan.phase is Phase.RETURNED else how,', "how=how,"
            ),
        ),
        scenarios=("lacks_data",),
        caught_by="record",
    ),
    Bug(
        name="the report does not name the step that failed",
        breaks="incident I30: the error was in the tail",
        edits=(
            Edit(
                "report.py",
                "failed_step=None if ended_well else (failure.step if failure else"
                " plan.failed_step)",
                "failed_step=None",
            ),
        ),
        scenarios=("lacks_data",),
        caught_by="report",
    ),
    Bug(
        name="dependencies are said to be installed, whatever happened",
        breaks="incident L47: the message said yes when they were skipped",
        edits=(Edit("report.py", '    if not ended_well:\n        return "unchanged"\n', ""),),
        scenarios=("lacks_data",),
        caught_by="report",
    ),
    Bug(
        name="the newest reports go, the oldest stay",
        breaks="literature: a ring that is cut at the wrong end",
        edits=(
            Edit(
                "filing.py",
                "others[: max(0, len(paths) - host.config.keep_reports_max)]",
                "others[host.config.keep_reports_max :]",
            ),
        ),
        scenarios=("reports_pile_up",),
        caught_by="report",
    ),
)
