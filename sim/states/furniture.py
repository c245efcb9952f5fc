"""What a host has before this service comes to it: settings, a proxy's file, another tenant."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sim.states import canaries
from sim.states.canaries import SECRETS
from sim.states.places import APP, BASE, CADDYFILE, CONFIG, PORT, TENANT_FILE, TENANT_PORT

TENANT_CONFIG = f"{BASE}/infra/pm2/ecosystem.backend.config.js"
LOGS = f"{BASE}/logs/ai"
SERVICE = {
    "name": CONFIG.app_name,
    "script": f"{APP}/venv/bin/uvicorn",
    "args": f"api.main:app --host 0.0.0.0 --port {PORT}",
    "cwd": f"{APP}/ai_app",
    "interpreter": "none",
    "exec_mode": "fork",
    "max_memory_restart": "1G",
    "out_file": f"{LOGS}/out.log",
    "error_file": f"{LOGS}/error.log",
    "env_production": {"PYTHONPATH": f"{APP}/ai_app", "GEMINI_API_KEY": SECRETS[0]},
}
TENANT = {
    "name": "backend",
    "script": TENANT_FILE,
    "args": f"--port {TENANT_PORT}",
    "cwd": TENANT_FILE.rpartition("/")[0],
    "exec_mode": "fork",
    "env": {"API_TOKEN": canaries.OF_TENANT},
}


@functools.cache
def files() -> Mapping[str, bytes]:
    """Return the files that people have put on the host, by path."""
    found = {
        CADDYFILE: caddyfile(PORT),
        CONFIG.layout.pm2_config: _configuration(SERVICE),
        TENANT_CONFIG: _configuration(TENANT),
        TENANT_FILE: Path(__file__).with_name("tenant.js").read_bytes(),
        f"{APP}/.env": canaries.settings(),
        f"{LOGS}/error.log": b"",
    }
    return MappingProxyType(found)


def caddyfile(port: int) -> bytes:
    """Return what Caddy is told: where requests go."""
    return f":80 {{\n\treverse_proxy localhost:{port}\n}}\n".encode()


def _configuration(app: Mapping[str, object]) -> bytes:
    """Write a configuration of PM2 as the program that PM2 takes it for."""
    return f"module.exports = {json.dumps({'apps': [app]}, indent=2)};\n".encode()
