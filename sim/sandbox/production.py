"""A sandbox made like the production host: settings, another tenant, PM2, Caddy, the deployer."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from deploy.errors import Refused
from sim.sandbox import deployer, parts
from sim.sandbox.host import SandboxHost
from sim.states.furniture import TENANT, TENANT_CONFIG, files
from sim.states.places import APP, CADDYFILE, CONFIG, HOME

LATE_S = 300.0
MAIN = b"# The sites of this host; `deploy provision` lets it import the one of the service.\n"
PEOPLE = f"sqlite:///{HOME}/people.db"
"""Where the service keeps people here: no database server runs in a sandbox."""
SECRETS = f"GEMINI_API_KEY=a-key-of-this-sandbox\nDATABASE_URL={PEOPLE}\n".encode()
ENV_MODE = 0o600
SHA_DIGITS = 40


def equip(host: SandboxHost) -> Iterator[str]:
    """Give a bare host all but the service; say what was done, step by step."""
    yield "the deployer"
    deployer.install(host)
    given = files()
    for path in (CONFIG.layout.pm2_config, CADDYFILE, f"{APP}/.env"):
        assert path in given, "what is laid down here in its own way"
    for path in set(given) - {CONFIG.layout.pm2_config}:
        host.put(path, given[path])
    host.put(CADDYFILE, MAIN)
    host.put(f"{APP}/.env", SECRETS, ENV_MODE)
    settings = {"python": parts.python_version(), "proxy_url": CONFIG.proxy_url}
    host.put(CONFIG.layout.settings, json.dumps(settings).encode())
    yield f"PM2, and under it another tenant, {TENANT['name']}"
    _done(host, "pm2", "start", TENANT_CONFIG, "--only", str(TENANT["name"]))
    _done(host, "pm2", "save")
    yield "Caddy, and the configuration of PM2 and Caddy for the service"
    host.start_caddy()
    _done(host, *command("provision", "--yes"))


def deploy(host: SandboxHost, wheel: Path) -> Iterator[str]:
    """Upload a wheel and deploy it, by the very command that a person would type."""
    content = wheel.read_bytes()
    path = f"/tmp/{wheel.name}"  # noqa: S108 - a path of that host
    host.put(path, content)
    argv = command("apply", "--wheel", path, "--sha", sha_of(content))
    yield " ".join(argv)
    yield from _done(host, *argv).splitlines()


def command(*words: str) -> tuple[str, ...]:
    """Return a command of the deployer as it is typed on the host, in its home."""
    return ("python3", deployer.PYZ.rpartition("/")[2], *words)


def sha_of(content: bytes) -> str:
    """Return the commit that a wheel says it was built from; of an old wheel, one made up for it.

    Raises `Refused` where it is no wheel of the service.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "ai_app/release.json" in names:
                return str(json.loads(archive.read("ai_app/release.json"))["sha"])
    except (zipfile.BadZipFile, ValueError, KeyError) as error:
        raise Refused(f"this is no wheel of the service: {error}", "Build one") from error
    return hashlib.sha256(content).hexdigest()[:SHA_DIGITS]


def _done(host: SandboxHost, *argv: str) -> str:
    result = host.run(*argv, timeout_s=LATE_S)
    if result.code != 0:
        said = (result.err or result.out).strip()
        raise Refused(f"{' '.join(argv[:4])} failed on the host: {said[-600:]}", "See the above")
    return result.out
