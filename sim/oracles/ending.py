"""The oracles of the end: what was told is what is, nothing leaks, nobody else was touched."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deploy.verdict import Verdict
from sim.nodes import Directory, File, Link
from sim.oracles import truth
from sim.oracles.truth import LIVE, Tree
from sim.oracles.violation import Violation
from sim.service import snapshot
from sim.start import APP, BASE, CADDYFILE, CONFIG, PM2_HOME, SECRETS, TENANT_FILE
from sim.world import World

SETTLE_S = 70.0
EFFECTS_MAX = 4000
SECONDS_MAX = 1800.0
BACKUP = re.compile(r"(code|wheel)_[0-9]{14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What one command of a story is judged by."""

    world: World
    asked: World
    """The world when the request was made; for a recovery, the request it recovers from."""
    begun: World
    """The world when this command began."""
    known: Mapping[str, Tree]
    target: str
    """Label of the release that was asked for."""
    had: str | None
    """Label of the release that lay live before, served or not."""
    verdict: Verdict
    recovering: bool
    power_failed: bool
    effects: int
    seconds: float
    edited: bool
    sound: bool
    """The host itself could carry a healthy service."""

    @property
    def start(self) -> World:
        """What a refusal must leave as it was: a recovery that gave up goes back further."""
        return self.begun if self.verdict.report is None else self.asked

    @property
    def before(self) -> str | None:
        """Label of the release that served before; None where none did."""
        return truth.served(self.start, self.known)


def judge(case: Case) -> None:
    """Let every oracle look; raise the first `Violation`."""
    for oracle in ORACLES:
        oracle(case)


def bounded(case: Case) -> None:
    """Calls and virtual time are bounded: a livelock is a verdict too."""
    if case.effects > EFFECTS_MAX:
        raise Violation("bounded", f"{case.effects} effects in one command")
    if case.seconds > SECONDS_MAX:
        raise Violation("bounded", f"{case.seconds:.0f} s for one command")


def told_is_true(case: Case) -> None:
    """Exit code, record, pointer and what is really served say the same."""
    world, code = case.world, case.verdict.exit_code
    world.pass_time(SETTLE_S)
    serves = truth.served(world, case.known)
    live = truth.label_of(truth.tree_at(world, LIVE), case.known)
    report = case.verdict.report
    if code == 0 and not case.recovering and (serves, live) != (case.target, case.target):
        raise Violation("verdict", f"exit 0, but {serves} serves and {live} is live")
    if code == 1 and (serves, live) != (case.had, case.had):
        raise Violation("verdict", f"exit 1, but {serves} serves and {live} is live")
    is_ours = not case.recovering and not case.power_failed
    if code == 2 and is_ours and serves != case.before:  # noqa: PLR2004
        raise Violation("verdict", f"exit 2, but {serves} serves and before it was {case.before}")
    if code == 3 and report is not None and report.outcome == "cleared" and (serves or live):  # noqa: PLR2004
        raise Violation("verdict", f"cleared, but {serves} serves and {live} is live")
    if code == 0 and case.recovering and case.sound:
        back = live == case.had and serves in (case.before, case.had)
        if not back and (serves, live) != (case.target, case.target):
            raise Violation("verdict", f"recovered, but {serves} serves and {live} is live")
    if code in (0, 1) and truth.phase(world) is None:
        _recorded(case, live)


def _recorded(case: Case, live: str | None) -> None:
    """The record and the pointer name one release, and its manifest is there."""
    record = truth.document(case.world, CONFIG.layout.record)
    node = case.world.disk.node(f"{APP}/current", follow=False)
    pointed = node.target.partition("/")[2] if type(node) is Link else None
    if live is None and record is None and pointed is None:
        return
    if case.recovering and record is None and case.had == live:
        return
    if record is None or record["release"] != pointed:
        raise Violation("record", f"recorded is {record and record['release']}, pointed {pointed}")


def refused_touched_nothing(case: Case) -> None:
    """After exit 2 the host is as it was, byte for byte, the deployer's own records apart."""
    told_refused = case.verdict.exit_code == 2 and case.verdict.report is None  # noqa: PLR2004
    given_up = case.verdict.report is not None and case.verdict.report.outcome == "refused"
    if not (told_refused or given_up) or truth.phase(case.world) is not None or case.edited:
        return
    for path in (APP, f"{BASE}/backups"):
        if _lasting(case.world, path) != _lasting(case.start, path):
            differs = _lasting(case.world, path) ^ _lasting(case.start, path)
            raise Violation("untouched", f"refused, yet changed: {sorted(map(str, differs))[:3]}")
    if not case.power_failed and case.before is not None:
        now, then = truth.service_process(case.world), truth.service_process(case.start)
        if now is None or then is None or now.pid != then.pid:
            raise Violation("untouched", "refused, yet the process is another")


def _lasting(world: World, path: str) -> set[tuple[str, object]]:
    node = world.disk.node(path)
    if type(node) is not dict:
        return set()
    found = _everything(node, "")
    return {(name, value) for name, value in found if not name.startswith((".deploy", "/.deploy"))}


def _everything(directory: Directory, prefix: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, node in directory.items():
        if type(node) is dict:
            found += _everything(node, f"{prefix}{name}/")
        else:
            found.append((prefix + name, node))
    return found


def report_is_true(case: Case) -> None:
    """The report says the exit code and names what is live."""
    report = case.verdict.report
    if report is None:
        return
    kept = truth.document(case.world, f"{APP}/.deploy/reports/{report.deployment}.json")
    if kept is not None and kept["exit_code"] != report.exit_code:
        raise Violation("report", f"it says {kept['exit_code']}, told was {report.exit_code}")
    if not case.recovering and report.exit_code != case.verdict.exit_code:
        raise Violation("report", f"it says {report.exit_code}, exit {case.verdict.exit_code}")
    node = case.world.disk.node(f"{APP}/current", follow=False)
    pointed = node.target.partition("/")[2] if type(node) is Link else None
    if report.live is not None and report.live["release"] != pointed:
        raise Violation("report", f"it says {report.live['release']} is live, it is {pointed}")


def previous_is_restorable(case: Case) -> None:
    """After a successful deployment the release before it can be restored, code and wheel."""
    if case.verdict.exit_code != 0 or case.recovering or case.had is None or case.edited:
        return
    report = case.verdict.report
    if report is not None and report.command == "restore":
        return
    if not any(label == case.had for label in usable_pairs(case.world, case.known)):
        raise Violation("restorable", f"no complete backup of {case.had} was left behind")


def usable_pairs(world: World, known: Mapping[str, Tree]) -> list[str]:
    """Return the labels of the backups that are complete: manifest, code, and wheel if recorded."""
    found = []
    for name in truth.names(world, f"{BASE}/backups/ai"):
        manifest = truth.document(world, f"{BASE}/backups/ai/{name}/manifest.json")
        if not name.startswith("code_") or manifest is None:
            continue
        label = truth.label_of(truth.tree_at(world, f"{BASE}/backups/ai/{name}/ai_app"), known)
        wheel = manifest["release"]["wheel"]
        place = f"{BASE}/backups/ai/{name.replace('code_', 'wheel_')}/{wheel}"
        if label not in (None, "?") and (wheel is None or type(world.disk.node(place)) is File):
            found.append(str(label))
    return found


def something_stays_restorable(case: Case) -> None:
    """The usable backups of a host never all go: whatever their age, the last ones stay."""
    had = set(usable_pairs(case.start, case.known))
    have = set(usable_pairs(case.world, case.known))
    if len(have) < min(len(had), CONFIG.keep_pairs_min):
        raise Violation("retention", f"usable backups were {sorted(had)}, are {sorted(have)}")


def nothing_leaks(case: Case) -> None:
    """What is closed leaves nothing behind: no partials, temporary files, releases, environments."""
    world = case.world
    if truth.phase(world) is not None or case.edited:
        return
    _only(world, f"{BASE}/backups/ai", lambda name: BACKUP.fullmatch(name) is not None)
    _only(world, f"{APP}/.deploy", lambda name: name in _RECORDS)
    _only(world, f"{APP}/.deploy/trash", lambda name: not name)
    if case.verdict.exit_code in (0, 1) and case.verdict.report is not None:
        if len(truth.names(world, f"{APP}/releases")) > 2:  # noqa: PLR2004 - current and previous
            raise Violation("leak", f"releases: {truth.names(world, f'{APP}/releases')}")
        _only(world, f"{APP}/environments", _needed(world).__contains__)


_RECORDS = ("current.json", "failed.json", "lock", "reports", "trash")


def _only(world: World, folder: str, allowed: Callable[[str], bool]) -> None:
    extra = [name for name in truth.names(world, folder) if not allowed(name)]
    if extra:
        raise Violation("leak", f"{folder} holds {', '.join(extra)}")


def _needed(world: World) -> set[str]:
    places = [f"{APP}/releases/{name}" for name in truth.names(world, f"{APP}/releases")]
    backups = f"{BASE}/backups/ai"
    places += [f"{backups}/{name}" for name in truth.names(world, backups)]
    found = [truth.document(world, f"{place}/manifest.json") for place in places]
    linked = {
        world.disk.canonical(f"{place}/venv").rpartition("/")[2]
        for place in places
        if world.disk.node(f"{place}/venv") is not None
    }
    return linked | {
        (manifest.get("release") if "before" in manifest else manifest)["environment"]
        for manifest in found
        if manifest is not None
    }


def others_are_untouched(case: Case) -> None:
    """The other tenants, their processes, their files and the host's own are as they were."""
    for path in (TENANT_FILE, CADDYFILE, f"{APP}/.env", CONFIG.layout.pm2_config):
        if case.world.disk.node(path) != case.start.disk.node(path):
            raise Violation("tenants", f"{path} was changed")
    uploads = _uploads(case.start)
    if uploads is not None and _uploads(case.world) != uploads:
        raise Violation("tenants", "the uploads of the host were lost")
    then = {entry.name: entry for entry in case.start.machine.entries.values()}.get("backend")
    now = {entry.name: entry for entry in case.world.machine.entries.values()}.get("backend")
    if then is not None and (
        now is None
        or (not case.power_failed and (now.pid, now.restarts) != (then.pid, then.restarts))
    ):
        raise Violation("tenants", "the backend's process is not what it was")
    dump = case.world.disk.node(f"{PM2_HOME}/dump.pm2")
    if type(dump) is not File or b'"backend"' not in dump.content:
        raise Violation("tenants", "after a reboot the backend would not come back")


def _uploads(world: World) -> object:
    for path in (f"{LIVE}/uploads", f"{APP}/shared/uploads"):
        node = world.disk.node(path)
        if type(node) is dict:
            return snapshot(node)
    return None


def reboot_brings_it_back(case: Case) -> None:
    """What PM2 would bring back after a reboot includes the service once it was proven."""
    dump = case.world.disk.node(f"{PM2_HOME}/dump.pm2")
    if case.verdict.exit_code != 0 or truth.phase(case.world) is not None:
        return
    if truth.service_process(case.world) is None:
        return
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
    canaries = (*SECRETS, "canary-of-the-password")
    if any(secret in told or json.dumps(secret)[1:-1] in told for secret in canaries):
        raise Violation("secrets", "a secret of the host was told")


ORACLES = (
    bounded,
    told_is_true,
    report_is_true,
    refused_touched_nothing,
    previous_is_restorable,
    something_stays_restorable,
    nothing_leaks,
    others_are_untouched,
    reboot_brings_it_back,
    no_secret_is_told,
)
