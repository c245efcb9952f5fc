"""The places of a host of this service, simulated or made of real parts, and its settings."""

from __future__ import annotations

from deploy.config import Config
from sim.goods import wheels

HOME = "/home/ubuntu"
VOLUME = f"{HOME}/volume"
"""Where there is more room, on a host that has such a place."""
BASE = f"{HOME}/refit"
APP = f"{BASE}/app/ai"
BACKUPS = f"{BASE}/backups/ai"
PM2_HOME = f"{HOME}/.pm2"
CADDYFILE = "/etc/caddy/Caddyfile"
TENANT_FILE = f"{BASE}/app/backend/server.js"
DAY_S = 86_400.0
TENANT_PORT, PROXY_PORT = 8080, 80
INTERPRETER = "/usr/bin/python3.11"
"""What a simulated host makes environments with."""
UPLOADS = "/tmp/{letter}/" + wheels.FILE_NAME  # noqa: S108 - a path of that host
"""Where the control side has put the wheel of a commit."""

CONFIG = Config(base=BASE, caddyfile=CADDYFILE, proxy_url="http://localhost/api/ai/health")
PORT = CONFIG.port
HEALTH_URL = f"http://localhost:{PORT}{CONFIG.health_path}"
"""The health check as the service itself answers it, past the proxy."""
