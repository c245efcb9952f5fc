"""Reasons in what surrounds a deployment: room, programs, the port, the service, the proxy."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.doctor.machine import INODES_MIN
from deploy.model import Restore
from deploy.snapshot import Snapshot
from deploy.snapshot.surroundings import Owner
from sim.rehearse.reason import Question, Reason

OK = 200
MIB = 1024 * 1024


def has_room(question: Question) -> Iterator[Reason]:
    """There is room for another release, in bytes and in files."""
    snapshot = question.snapshot
    free, needed = snapshot.free_bytes, int(snapshot.settings["free_bytes_min"])
    if free < needed:
        text = f"{free // MIB} MiB are free, {needed // MIB} are needed"
        mend = f"du -sh {snapshot.base}/backups/ai {snapshot.base}/app/ai/environments"
        yield Reason(about="disk", text=text, mend=mend)
    if snapshot.free_inodes < INODES_MIN:
        text = f"there is room for {snapshot.free_inodes} files, {INODES_MIN} are needed"
        mend = f"du -s --inodes {snapshot.base}/* | sort -n"
        yield Reason(about="inodes", text=text, mend=mend)


def has_programs(question: Question) -> Iterator[Reason]:
    """Every program is there, and uv can install what is planned."""
    snapshot, programs = question.snapshot, question.snapshot.programs
    if programs.uv is None:
        mend = "python3 -m pip install --user uv, or name it in infra/deploy.json"
        yield Reason(about="uv", text="uv is missing or does not work", mend=mend)
    elif programs.interpreter is None:
        wanted = snapshot.settings["python"]
        text = f"uv finds no Python {wanted} for environments"
        mend = f"sudo apt-get install python{wanted} python{wanted}-venv"
        yield Reason(about="interpreter", text=text, mend=mend)
    if programs.pm2 is None:
        mend = "npm install --global pm2, or name it in infra/deploy.json"
        yield Reason(about="pm2", text="PM2 is missing or does not work", mend=mend)
    if snapshot.pm2.trouble:
        yield Reason(about="pm2", text=snapshot.pm2.trouble, mend="pm2 list")
    if programs.index is False:
        text = "uv does not reach its package index"
        holds = not isinstance(question.plan.request, Restore)
        mend = "uv pip install --dry-run --no-cache fastapi"
        yield Reason(about="index", text=text, mend=mend, holds_back=holds)


def serves(question: Question) -> Iterator[Reason]:
    """The port is the service's, the proxy passes it on, and it is well."""
    snapshot = question.snapshot
    port, app = str(snapshot.settings["port"]), f"{snapshot.base}/app/ai/"
    owner = snapshot.owners.get(port)
    if owner is not None and not owner.cwd.startswith(app):
        yield _away(snapshot, owner, port)
    elif any(tree.what == "live" for tree in snapshot.trees) and not _is_well(snapshot):
        text = "the service does not serve well now, so nothing proves a way back to it"
        mend = f"python3 -m deploy doctor --base {snapshot.base}"
        yield Reason(about="service", text=text, mend=mend, holds_back=False)
    config = f"{snapshot.base}/infra/pm2/ecosystem.ai.config.js"
    if config in snapshot.nodes and snapshot.pm2.app is None:
        text = "PM2's configuration could not be understood: taken to say what PM2's entry says"
        mend = f"python3 -m deploy provision --base {snapshot.base}"
        yield Reason(about="pm2 file", text=text, mend=mend, holds_back=False)


def _away(snapshot: Snapshot, owner: Owner, port: str) -> Reason:
    """Say who holds the port from elsewhere; the service itself may, whose code was moved."""
    where = owner.cwd or "an unknown directory"
    rows, name = snapshot.pm2.rows, snapshot.settings["app_name"]
    pids = {row.pid for row in rows if row.name == name and row.pid}
    if not pids.isdisjoint((owner.pid, owner.parent)):  # itself, or a worker of it
        text = f"process {owner.pid} is the service, and serves from {where}: it was moved there"
        mend = f"python3 -m deploy doctor --base {snapshot.base}"
        return Reason(about="port", text=text, mend=mend)
    text = f"process {owner.pid} ({owner.program or 'hidden'}) in {where} holds port {port}"
    mend = f"ss -ltnp 'sport = :{port}', then end it: kill {owner.pid}"
    return Reason(about="port", text=f"{text}: a stranger", mend=mend)


def _is_well(snapshot: Snapshot) -> bool:
    return snapshot.health.status == OK and snapshot.health.words.get("status") == "ok"


def is_passed_on(question: Question) -> Iterator[Reason]:
    """The proxy runs, can begin again with its file, and passes requests on."""
    snapshot, proxy = question.snapshot, question.snapshot.proxy
    caddyfile = snapshot.settings["caddyfile"]
    if not proxy.configured:
        return
    if not proxy.runs:
        text = f"Caddy is configured in {caddyfile} and does not run"
        yield Reason(about="proxy", text=text, mend="sudo systemctl start caddy")
    elif proxy.would_pass is None:
        text = f"{caddyfile} is no file that Caddy could begin again with"
        yield Reason(about="proxy", text=text, mend=f"caddy validate --config {caddyfile}")
    elif proxy.answer is not None and _is_well(snapshot) and proxy.answer.status != OK:
        reloaded = set(proxy.passes) != set(proxy.would_pass)
        said = proxy.answer.status or "nothing"
        text = f"the service is well, and through the proxy it answers {said}"
        mend = f"caddy reload --config {caddyfile}; check proxy_url in infra/deploy.json"
        yield Reason(about="proxy", text=text, mend=mend, holds_back=not reloaded)
