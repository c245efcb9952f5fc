"""The disk of a host, laid out from a snapshot: the same names, links, modes and manifests."""

from __future__ import annotations

import json
import posixpath
from dataclasses import replace

from deploy import records, reference
from deploy.config import Config
from deploy.model import Backup
from deploy.ports import Kind
from deploy.snapshot import Snapshot
from deploy.snapshot.model import Environment
from deploy.snapshot.surroundings import App, Proxy
from sim.rehearse.contents import Contents
from sim.states.canaries import SECRETS
from sim.states.past import DAMAGED_RECORD
from sim.states.places import CADDYFILE
from sim.storage.nodes import PROGRAM
from sim.world import World

SECRET_OF = {"GEMINI_API_KEY": SECRETS[0], "DATABASE_URL": SECRETS[1]}
WRITABLE = 0o300
NOWHERE = "/nowhere/bin/python"


def lay_out(world: World, snapshot: Snapshot, config: Config, contents: Contents) -> None:
    """Put everything of the snapshot on the disk of an empty world."""
    disk = world.disk
    for path in ("/usr/bin", "/tmp", "/etc"):  # noqa: S108 - of the simulated host
        disk.make_directory(path)
    _put(world, "/etc/hostname", snapshot.where.encode())
    _put(world, "/usr/bin/node", PROGRAM, 0o755)
    for path in sorted(snapshot.nodes):
        node = snapshot.nodes[path]
        disk.make_directory(posixpath.dirname(path))
        if node.kind is Kind.DIRECTORY:
            disk.make_directory(path)
        elif node.kind is Kind.LINK:
            disk.link(path, node.target)
        else:
            content = contents.of(node.sha256) if node.sha256 else b""
            disk.put(path, content, node.mode, durable=True)
        is_open = node.kind is not Kind.DIRECTORY or node.mode & WRITABLE == WRITABLE
        if not node.mine or not is_open:
            disk.foreign |= {path}
    for path, environment in sorted(snapshot.environments.items()):
        _furnish(world, path, environment, contents)
    _keep_records(world, snapshot, config, contents)
    _keep_own(world, snapshot)
    _configure(world, snapshot, config)
    mounted = [path for path, node in snapshot.nodes.items() if node.mounted]
    disk.mounts |= {disk.canonical(path) for path in mounted}


def _put(world: World, path: str, content: bytes, mode: int = 0o644) -> None:
    world.disk.make_directory(posixpath.dirname(path))
    world.disk.put(path, content, mode, durable=True)


def _furnish(world: World, path: str, environment: Environment, contents: Contents) -> None:
    """Lay out as much of an environment as a deployment looks at."""
    disk, site = world.disk, f"{path}/lib/{environment.library}/site-packages"
    if environment.interpreter:
        _put(world, environment.interpreter, PROGRAM, 0o755)
    disk.make_directory(f"{path}/bin")
    disk.link(f"{path}/bin/python", environment.interpreter or NOWHERE)
    _put(world, f"{path}/pyvenv.cfg", b"home = /usr/bin\n")
    if environment.script:
        script = f"#!{environment.script}\nfrom uvicorn.main import main\n"
        _put(world, f"{path}/bin/uvicorn", script.encode(), 0o755)
    if not environment.library:
        return
    disk.make_directory(site)
    for package in environment.packages:
        name, _, version = package.partition("==")
        folder = f"{site}/{name.replace('-', '_')}-{version}.dist-info"
        _put(world, f"{folder}/METADATA", f"Name: {name}\nVersion: {version}\n".encode())
    for name, sha256 in environment.app.items():
        _put(world, f"{site}/ai_app/{name}", contents.of(sha256))


def _keep_records(world: World, snapshot: Snapshot, config: Config, contents: Contents) -> None:
    """Write the deployer's own records, their digests those of the contents here."""
    for path, release in snapshot.releases.items():
        _put(world, f"{path}/manifest.json", records.encode(contents.release(release)))
    for path, backup in snapshot.backups.items():
        content = records.encode(_rewritten(backup, contents))
        for place in (path, path.replace("/code_", "/wheel_")):
            if f"{place}/manifest.json" in snapshot.nodes:
                _put(world, f"{place}/manifest.json", content)
    layout = config.layout
    if snapshot.live is not None:
        sha256 = snapshot.live.wheel_sha256
        live = replace(snapshot.live, wheel_sha256=None if sha256 is None else contents.new(sha256))
        _put(world, layout.record, records.encode(live))
    if snapshot.journal is not None:
        sha256 = snapshot.journal.sha256
        plan = replace(snapshot.journal, sha256=None if sha256 is None else contents.new(sha256))
        _put(world, layout.journal, records.encode(plan))
    if layout.failures in snapshot.nodes:
        known = {**contents.known, **contents.wheels}
        failures = {
            contents.new(sha256) if sha256 in known else sha256: why
            for sha256, why in snapshot.failures.items()
        }
        _put(world, layout.failures, records.encode_failures(failures))
    for path in snapshot.damaged:
        node = snapshot.nodes.get(path)
        _put(world, path, DAMAGED_RECORD, 0o644 if node is None else node.mode)


def _rewritten(backup: Backup, contents: Contents) -> Backup:
    return replace(backup, release=contents.release(backup.release))


def _keep_own(world: World, snapshot: Snapshot) -> None:
    """Give the host's own files something to lose: secrets, and what was uploaded."""
    for path, keys in snapshot.keys.items():
        lines = (f"{key}={SECRET_OF.get(key, f'a-canary-of-{key}')}\n" for key in keys)
        _put(world, world.disk.canonical(path), "".join(lines).encode())
    for path, node in snapshot.nodes.items():
        if posixpath.basename(path) == "uploads" and node.kind is Kind.DIRECTORY:
            _put(world, f"{path}/uploaded", b"by somebody\n")


def _configure(world: World, snapshot: Snapshot, config: Config) -> None:
    """Write what PM2 and Caddy are told."""
    if config.layout.pm2_config in snapshot.nodes:
        _put(world, config.layout.pm2_config, _ecosystem(snapshot, config))
    if not snapshot.proxy.configured:
        return
    lines = _sites(snapshot.proxy, config.port)
    if snapshot.proxy.provisioned:
        for path, content in reference.caddy_files(config).items():
            _put(world, path, content)
        lines.insert(0, reference.import_line(config))
    if snapshot.proxy.would_pass is None:
        lines = ["{"]  # no valid file: Caddy could not begin again with it
    _put(world, CADDYFILE, "".join(f"{line}\n" for line in lines).encode())


def _sites(proxy: Proxy, own: int) -> list[str]:
    """Return the sites of a Caddyfile that passes requests on as the host's would."""
    ports = [port for port in proxy.would_pass or () if port != own or not proxy.provisioned]
    main = own
    if own not in (proxy.would_pass or ()):  # the file may give the service another port by now
        main = next((port for port in ports if port not in proxy.passes), own)
    found = []
    for number, port in enumerate(ports):
        address = ":80" if port == main else f":{20_000 + number}"
        found.append(f"{address} {{\n\treverse_proxy localhost:{port}\n}}")
    answer, passed = proxy.answer, (*proxy.passes, *ports)
    if answer is not None and answer.status is not None and own not in passed:
        found.append(f":80 {{\n\trespond {answer.status}\n}}")
    return found or ([] if proxy.provisioned else [":20000 {\n\trespond 404\n}"])


def _ecosystem(snapshot: Snapshot, config: Config) -> bytes:
    """Return a configuration that says of the service what the host's says."""
    if snapshot.pm2.unusable == "unreadable":
        return b"module.exports = {\n"
    app = snapshot.pm2.app or known_app(snapshot)
    unfit = snapshot.pm2.unusable == "unfit"
    if snapshot.pm2.unusable:
        app = replace(app or App(), as_reference=False)
    if app is None or app.as_reference:
        return reference.ecosystem(config)
    said = {
        "name": "of-another" if snapshot.pm2.unusable == "another" else config.app_name,
        "script": app.script,
        "args": app.args,
        "cwd": app.cwd,
        "interpreter": app.interpreter or ("" if unfit else "none"),
        "exec_mode": "cluster" if unfit else "fork",
        "out_file": f"{config.layout.logs}/out.log",
        "error_file": config.layout.error_log,
        "merge_logs": True,
        "env_production": {"PYTHONPATH": app.cwd, "GEMINI_API_KEY": SECRETS[0]},
    }
    return f"module.exports = {json.dumps({'apps': [said]}, indent=2)};\n".encode()


def known_app(snapshot: Snapshot) -> App | None:
    """Return what PM2's own entry was started from; None where PM2 has none."""
    for row in snapshot.pm2.rows:
        if row.name == snapshot.settings["app_name"]:
            return App(script=row.script, args=row.args, cwd=row.cwd, interpreter=row.interpreter)
    return None
