"""The oracles of what is not ours: other tenants, the next boot, the host's secrets."""

from __future__ import annotations

import functools
import json
from collections import Counter

from sim.machinery.service import snapshot
from sim.oracles import truth
from sim.oracles.case import Case
from sim.oracles.truth import LIVE
from sim.oracles.violation import Violation
from sim.states.canaries import WORDS
from sim.states.places import APP, CADDYFILE, CONFIG, PM2_HOME, TENANT_FILE
from sim.storage.nodes import File
from sim.world import World

CANARIES = {form for word in WORDS for form in (word, json.dumps(word)[1:-1])}
"""The secrets of the host, as they are and as JSON has them."""
MISNAMED = "what is blotted out is called by more than its name"
TOLD = "a secret of the host was told"


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
    _come_back_once(case)


def _come_back_once(case: Case) -> None:
    """PM2 would start no app more often than it was saved before or is listed."""
    listed = Counter(entry.name for entry in case.world.machine.entries.values())
    most = listed | Counter(_dumped(case.asked)) | Counter(_dumped(case.start))
    for name, times in Counter(_dumped(case.world)).items():
        if times > max(1, most[name]):
            raise Violation("tenants", f"after a reboot {name} would run {times} times")


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
    return set(_dumped(world))


def _dumped(world: World) -> tuple[str, ...]:
    """Return the names that PM2 has saved, each as often as it is."""
    node = world.disk.node(f"{PM2_HOME}/dump.pm2")
    return _names_in(node.content) if type(node) is File else ()


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
    if _is_unknown_to_pm2(case) and any("would not come back" in each for each in case.world.said):
        return
    if type(dump) is not File or b'"ai-service"' not in dump.content:
        raise Violation("reboot", "after a reboot the service would not come back")


def _is_unknown_to_pm2(case: Case) -> bool:
    """Say whether PM2's daemon died meanwhile, and took with it that the service is its own."""
    lost = case.world.machine.daemons_lost > case.begun.machine.daemons_lost
    return lost and all(
        each.name != CONFIG.app_name for each in case.world.machine.entries.values()
    )


def no_secret_is_told(case: Case) -> None:
    """No secret of the host is in anything that was said or written down."""
    told = "\n".join([*case.world.said, case.verdict.message])
    found = _secrets_in(told)
    node = case.world.disk.node(f"{APP}/.deploy")
    if type(node) is dict:
        written = (file for file in snapshot(node).values() if type(file) is File)
        found = found.union(*(_secrets_written(file.content) for file in written))
    for objection in (each for each in (MISNAMED, TOLD) if each in found):
        raise Violation("secrets", objection)


def _secrets_in(text: str) -> frozenset[str]:
    """Return what there is to object to in a text."""
    found = {MISNAMED} if "[export " in text else set()
    return frozenset(found | ({TOLD} if any(secret in text for secret in CANARIES) else set()))


@functools.lru_cache(maxsize=4096)
def _secrets_written(content: bytes) -> frozenset[str]:
    """Read a file once: what was written down stays, and is looked at after each command."""
    return _secrets_in(content.decode(errors="replace"))
