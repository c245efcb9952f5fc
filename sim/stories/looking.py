"""Those who only look, after a story without faults: what they are told is what is.

A look is told on a copy of the host. The eyes that it is held against read the disk themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deploy import listing, preview, status
from deploy.config import Config
from deploy.errors import DeployError, Refused
from deploy.model import Apply, Restore
from deploy.preview import Forecast
from deploy.report import Report
from deploy.status import Status
from deploy.verdict import Verdict
from sim.oracles import manifests, truth
from sim.oracles.accounts import STEPS
from sim.oracles.digests import digest
from sim.oracles.retention import stamps_of
from sim.oracles.violation import Violation
from sim.ports.host import host_of
from sim.programs.pm2.table import PM2_HOME, Table
from sim.states.places import APP, BACKUPS, BASE, CONFIG, PORT
from sim.stories import errand
from sim.stories.scenario import Scenario
from sim.world import World


def judge(
    scenario: Scenario, start: World, world: World, request: Apply | Restore, told: Verdict
) -> None:
    """Have everything looked at that can be; raise `Violation` where what is told is not so."""
    fork, config = world.fork(), scenario.config
    if config.base != BASE:  # there is nothing to look at
        return
    host = host_of(fork, config)
    try:
        found = status.survey(host)
    except DeployError as error:
        raise Violation("looks", f"the status cannot be told: {error.reason}") from None
    _status_is_true(fork, config, found)
    _list_is_true(fork, listing.survey(host.view()))
    errand.judge(fork, config, found)
    errand.before(start.fork(), config)
    _foreseen(start, world, config, request, told)
    if not errand.only_records(fork, world):
        raise Violation("reader", "who only looked has changed the disk")


def need(what: str, told: object, is_so: object) -> None:
    """Raise `Violation` unless what is told is so."""
    if told != is_so:
        raise Violation("looks", f"{what} is told as {told!r}, it is {is_so!r}")


def _status_is_true(world: World, config: Config, found: Status) -> None:
    pointed, layout = truth.pointed(world), config.layout
    manifest = (truth.document(world, f"{APP}/current/manifest.json") or {}) if pointed else {}
    record = truth.shown(world, layout.record) or {}
    journal = truth.document(world, layout.journal)
    need("the base", found.base, BASE)
    need("the release", found.release, pointed)
    need("its commit", (found.sha, found.version), (manifest.get("sha"), manifest.get("version")))
    need("the record", (found.since, found.how), (record.get("since"), record.get("how")))
    need("the backups", found.backups, tuple(stamps_of(world, "code")[:3]))
    need("what is at work", found.at_work is not None, journal is not None and world.rival)
    opened = journal is not None and not world.rival
    need("what is open", found.unclosed is not None, opened)
    if journal and found.unclosed is not None and "phase" in journal:
        said = f"{journal['deployment']}, interrupted while {journal['phase']}"
        if "damaged" not in found.unclosed:
            need("what is open", found.unclosed, said)
    need("the drift", bool(found.drift), _drifts(world, pointed, manifest, record))
    _service_is_true(world, config, found)
    text = status.render(found)
    live = f"live: {found.sha or 'no commit'} ({pointed}) under {BASE}"
    lines = [live if pointed else f"live: nothing under {BASE}"]
    if found.since is not None:
        lines.append(f"since: {found.since} by {found.how}, version {found.version}")
    lines += [f"drift: {each}" for each in found.drift]
    lines += [f"service: {each}" for each in found.service]
    lines.append("backups: " + (", ".join(f"code_{each}" for each in found.backups) or "none"))
    missing = [line for line in lines if line not in text.splitlines()]
    if missing or (found.unclosed or "") not in text:
        raise Violation("looks", f"the status does not say: {missing or found.unclosed}")


def _drifts(
    world: World, pointed: str | None, manifest: Mapping[str, Any], record: Mapping[str, Any]
) -> bool:
    """Say whether record, pointer and files tell of more than one release."""
    live, place = world.disk.canonical(truth.LIVE), f"{APP}/releases/{pointed}"
    if pointed is None:
        return bool(record) or world.disk.node(truth.LIVE, follow=False) is not None
    if record.get("release") != pointed or live != world.disk.canonical(f"{place}/ai_app"):
        return True
    tree = truth.tree_at(world, place + "/ai_app") or {}
    files = {path: digest(content) for path, content in tree.items()}
    loose = {name: world.disk.node(f"{place}/{name}") for name in manifest.get("loose", ())}
    whole = manifest and manifest["files"] == files
    whole = whole and all(
        digest(getattr(node, "content", b"")) == manifest["loose"][name]
        for name, node in loose.items()
    )
    environment = f"{APP}/environments/{manifest.get('environment')}"
    python = world.disk.node(f"{environment}/bin/python")
    if manifest.get("environment") is None:
        return not whole
    found = manifests.packages(world, environment)
    return not (whole and python is not None and found == manifest["packages"])


def _service_is_true(world: World, config: Config, found: Status) -> None:
    if not config.service:
        need("the service", found.service, ())
        return
    holder = world.machine.listener(config.port)
    where = "nothing listens"
    if holder is not None:
        where = f"process {holder.pid} in {holder.cwd or 'a process that is hidden'}"
    table = world.machine.tables.get(config.pm2_home or PM2_HOME, Table())
    rows = [each for each in table.entries.values() if each.name == config.app_name]
    said = [f"pm2: {e.status}, process {e.pid or 0}, {e.restarts} restarts" for e in rows]
    lines = [*said, f"port {config.port}: {where}"]
    missing = [line for line in lines if line not in found.service]
    if missing:
        raise Violation("looks", f"of the service it is not told: {missing}, but {found.service}")
    known = (config.port, config.health_path) == (PORT, CONFIG.health_path)
    serves = truth.served(world, {}) is not None and known
    if serves and not any(line.startswith(f"{config.health_path}: 200 ") for line in found.service):
        raise Violation("looks", f"it answers well, and told is {found.service}")


def _list_is_true(world: World, found: Mapping[str, Sequence[listing.Item]]) -> None:
    text = listing.render(found)
    for half in ("code", "wheel"):
        told = [(each.id, each.sha, each.version, each.state) for each in found[half]]
        need(
            f"the {half} backups",
            told,
            [_item(world, half, s) for s in stamps_of(world, half)[:10]],
        )
        for each in found[half]:
            words = f"{each.id} ", f" {each.sha[:12]} " if each.sha else " ", each.state
            if not any(all(word in line for word in words) for line in text.splitlines()):
                raise Violation("looks", f"the list does not show {each}")
        if not found[half] and "(none)" not in text:
            raise Violation("looks", f"the list does not say that there is no {half}")


def _item(world: World, half: str, stamp: str) -> tuple[str, str | None, str | None, str]:
    name = f"{half}_{stamp}"
    manifest = truth.document(world, f"{BACKUPS}/{name}/manifest.json")
    if not manifest:
        return name, None, None, "unverified" if manifest is None else "damaged"
    release = manifest["release"]
    state = "healthy" if manifest["healthy"] else "not healthy"
    return name, release["sha"], release["version"], state


def _foreseen(
    start: World, world: World, config: Config, request: Apply | Restore, told: Verdict
) -> None:
    """What was foretold has happened: the files that changed, the steps that were gone through."""
    fork = start.fork()
    try:
        found = preview.forecast(host_of(fork, config).view(), request)
    except Refused as error:
        if error.reason not in told.message:
            raise Violation("looks", f"foretold was: {error.reason}; {told.message}") from None
        return
    except DeployError:
        return
    if told.exit_code == 0 and told.report is not None:
        _as_foreseen(fork, world, found, told.report)


def _as_foreseen(fork: World, world: World, found: Forecast, report: Report) -> None:
    before, now = (truth.tree_at(each, truth.LIVE) or {} for each in (fork, world))
    changed = sorted(path for path, content in now.items() if before.get(path) != content)
    need("what would be copied", sorted(found.copied), changed)
    need("what would be deleted", sorted(found.deleted), sorted(set(before) - set(now)))
    foretold = [name for _, name, _ in found.steps]
    log = [line.partition(": ")[0] for line in report.log]
    gone = [name for name in log if name in STEPS or name in foretold]
    first = gone.index(foretold[0]) if foretold[0] in gone else 0
    need("the steps", foretold, gone[first:][-len(foretold) :])
    asked = report.asked["backup"] or report.asked["sha"] or ""
    if asked not in preview.render(found):
        raise Violation("looks", f"the preview does not name {asked}")
    fails = report.live is not None and "on failure" in preview.render(found)
    need("a way back", fails, "nothing is live" not in preview.render(found))
