"""The oracles of what is not ours: other tenants, the next boot, the host's secrets."""

from __future__ import annotations

import functools
import json

from sim.canaries import WORDS
from sim.nodes import File
from sim.oracles import truth
from sim.oracles.case import Case
from sim.oracles.truth import LIVE
from sim.oracles.violation import Violation
from sim.places import APP, CADDYFILE, CONFIG, PM2_HOME, TENANT_FILE
from sim.service import snapshot
from sim.world import World

CANARIES = {form for word in WORDS for form in (word, json.dumps(word)[1:-1])}
"""The secrets of the host, as they are and as JSON has them."""


def others_are_untouched(case: Case) -> None:
    """The other tenants, their processes, their files and the host's own are as they were."""
    for path in (TENANT_FILE, CADDYFILE, f"{APP}/.env", CONFIG.layout.pm2_config):
        if case.world.disk.node(path) != case.start.disk.node(path):
            raise Violation("tenants", f"{path} was changed")
    uploads = _uploads(case.start)
    ended = case.verdict.exit_code in (0, 1)
    if uploads is not None and _uploads(case.world, live=ended) != uploads:
        raise Violation("tenants", "the uploads of the host were lost")
    _tenants_run_on(case)
    lost = _saved(case.asked) | _saved(case.start)
    lost -= {CONFIG.app_name, *_saved(case.world)}
    if lost:
        raise Violation("tenants", f"after a reboot {', '.join(sorted(lost))} would not come back")


def the_copy_of_the_list_stays(case: Case) -> None:
    """PM2 falls back on the copy of its list: one that could be read can be read still."""
    path = f"{PM2_HOME}/dump.pm2.bak"
    then, now = (world.disk.node(path) for world in (case.start, case.world))
    was_whole = type(then) is File and bool(_names_in(then.content))
    if was_whole and (type(now) is not File or not _names_in(now.content)):
        raise Violation("reboot", f"{path} cannot be read any more")


def _tenants_run_on(case: Case) -> None:
    """The process of each other tenant is the one it was, whoever kills PM2's daemon apart."""
    if case.world.machine.daemons_lost > case.start.machine.daemons_lost:
        return  # with it PM2's apps of Node end
    now = {entry.name: entry for entry in case.world.machine.entries.values()}
    for name, then in {each.name: each for each in case.start.machine.entries.values()}.items():
        found = now.get(name)
        if name == CONFIG.app_name:
            continue
        same = found is not None and (found.pid, found.restarts) == (then.pid, then.restarts)
        if found is None or (not case.power_failed and not same):
            raise Violation("tenants", f"the process of {name} is not what it was")


def _saved(world: World) -> set[str]:
    """Return the names that PM2 would bring back after a reboot."""
    node = world.disk.node(f"{PM2_HOME}/dump.pm2")
    return set(_names_in(node.content)) if type(node) is File else set()


@functools.lru_cache(maxsize=512)
def _names_in(dump: bytes) -> tuple[str, ...]:
    try:
        return tuple(item["name"] for item in json.loads(dump))
    except (ValueError, TypeError, KeyError):
        return ()


def _uploads(world: World, *, live: bool = False) -> object:
    """Return what was uploaded, as the run directory has it, or else where it is shared."""
    for path in (f"{LIVE}/uploads", f"{APP}/shared/uploads")[: 1 if live else 2]:
        node = world.disk.node(path)
        if type(node) is dict:
            return snapshot(node)
    return None


def reboot_brings_it_back(case: Case) -> None:
    """What PM2 would bring back after a reboot includes the service once it was proven.

    The copy that PM2 falls back to stays one that it can read.
    """
    copy, before = (w.disk.node(f"{PM2_HOME}/dump.pm2.bak") for w in (case.world, case.begun))
    was_good = type(before) is File and _names_in(before.content)
    if was_good and type(copy) is File and not _names_in(copy.content):
        raise Violation("reboot", "PM2's copy of its list cannot be read any more")
    dump = case.world.disk.node(f"{PM2_HOME}/dump.pm2")
    if case.verdict.exit_code != 0 or truth.phase(case.world) is not None:
        return
    if case.recovering and truth.phase(case.begun) is None:
        return  # nothing was open, so nothing was proven
    if truth.service_process(case.world) is None:
        return
    if _saved(case.world) - {entry.name for entry in case.world.machine.entries.values()}:
        return  # saved now, another tenant would be forgotten: the log says so
    if type(dump) is not File or b'"ai-service"' not in dump.content:
        raise Violation("reboot", "after a reboot the service would not come back")


def no_secret_is_told(case: Case) -> None:
    """No secret of the host is in anything that was said or written down."""
    said = [*case.world.said, case.verdict.message]
    node = case.world.disk.node(f"{APP}/.deploy")
    if type(node) is dict:
        said += [
            file.content.decode(errors="replace")
            for file in snapshot(node).values()
            if type(file) is File
        ]
    told = "\n".join(said)
    if "[export " in told:
        raise Violation("secrets", "what is blotted out is called by more than its name")
    if any(secret in told for secret in CANARIES):
        raise Violation("secrets", "a secret of the host was told")
