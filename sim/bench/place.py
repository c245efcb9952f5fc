"""The host that is measured: Caddy and PM2 as the reference says, and another tenant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from deploy import reference
from deploy.config import Config
from deploy.layout import Layout
from sim.bench import apps, tenant
from sim.bench.apps import Breaks
from sim.bench.client import Connect
from sim.goods import wheels
from sim.sandbox.host import CADDYFILE, SandboxHost
from sim.sandbox.parts import python_version
from sim.sandbox.production import SECRETS

BASE = "/home/ubuntu/refit"
TENANT = f"{BASE}/app/{tenant.NAME}"
WAYS = {"straight": 8000, "caddy": 80}


@dataclass(frozen=True, slots=True)
class Place:
    """A host with its settings, and the wheel that is deployed to it in many versions."""

    host: SandboxHost
    config: Config
    content: bytes

    @property
    def layout(self) -> Layout:
        """Where things lie."""
        return self.config.layout

    def ways(self) -> dict[str, Connect]:
        """Return how clients reach the service."""
        return {way: partial(self.host.connect, port) for way, port in WAYS.items()}

    def offer(self, number: int, breaks: Breaks = Breaks.NOTHING) -> str:
        """Lay a wheel on the host, as fetched from the store; return its path."""
        path = f"/home/ubuntu/fetched/{number}/{wheels.FILE_NAME}"
        self.host.put(path, apps.wheel(self.content, apps.sha(number), breaks))
        return path


def config() -> Config:
    """Return the settings of the measured hosts: the usual ones, proven through the proxy."""
    return Config(base=BASE, python=python_version(), proxy_url="http://localhost/api/ai/health")


def furnish(host: SandboxHost, content: bytes) -> Place:
    """Make a fresh host one that lacks nothing but the service."""
    place = Place(host, config(), content)
    sites = f"{reference.import_line(place.config)}\n{tenant.SITE}"
    for path, made in reference.caddy_files(place.config).items():
        host.put(path, made)
    host.put(CADDYFILE, sites.encode())
    host.put(place.layout.pm2_config, reference.ecosystem(place.config))
    host.put(f"{place.layout.app}/.env", SECRETS)
    host.outside(f"{BASE}/logs/ai").mkdir(parents=True)
    tenant.start(host, TENANT)
    host.start_caddy()
    return place
