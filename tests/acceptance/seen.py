"""What there is to see of a host, asked through testinfra: its files, its table, its answers."""

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from deploy import arguments, pm2, records
from deploy.config import Config
from deploy.layout import Layout
from deploy.model import Live, Release
from deploy.ports import Kind, Reader
from deploy.settings import with_host_settings

Host = Any
"""A host of testinfra: its attributes are made at run time."""
OWNER = "ubuntu"
HEALTH_URL = "http://localhost/api/ai/health"
TENANTS = "backend:8080"
ASK = "curl --silent --show-error --max-time 10 --write-out %s %s"
ASK_WITHOUT_CURL = """
import sys, urllib.error, urllib.request
try:
    answer = urllib.request.urlopen(sys.argv[1], timeout=10)
except urllib.error.HTTPError as error:
    answer = error
sys.stdout.write(f"{answer.read().decode()}\\n{answer.status}")
"""
VALUES = (
    "s/^(export )?[A-Za-z0-9_]*(KEY|SECRET|TOKEN|PASSWORD|DATABASE_URL)[A-Za-z0-9_]*="
    "[\"']?([^\"']{8,})[\"']?$/\\3/p"
)
"""Takes the values out of an `.env` file that nobody must read, and no short ones."""


@dataclass(frozen=True)
class Settings:
    """What is this host's own; the defaults are production's."""

    base: str
    public_url: str
    """The health check as clients reach it, asked from the host itself."""
    tenants: Mapping[str, int]
    """The ports of those who share the host, by their names in PM2's table."""


def settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings, as `docs/sandbox.md` names them."""
    tenants = environ.get("REFIT_TENANTS", TENANTS).split(",")
    return Settings(
        base=environ.get(arguments.BASE_VARIABLE, arguments.BASE),
        public_url=environ.get("REFIT_PUBLIC_URL", HEALTH_URL),
        tenants={name: int(port) for name, port in (each.split(":") for each in tenants if each)},
    )


class _OwnSettings:
    """As much of a reader as the host's own settings of the deployer need."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def kind(self, path: str) -> Kind | None:
        return Kind.FILE if self._host.file(path).is_file else None

    def read(self, path: str) -> bytes:
        return cast("bytes", self._host.file(path).content)


class Seen:
    """One look at a host: what was asked once is not asked again."""

    def __init__(self, host: Host, given: Settings) -> None:
        self.host = host
        self.settings = given

    @cached_property
    def config(self) -> Config:
        """The deployer's settings on this host."""
        reader = cast("Reader", _OwnSettings(self.host))
        return with_host_settings(Config(base=self.settings.base), reader)

    @property
    def layout(self) -> Layout:
        """Where things lie."""
        return self.config.layout

    @cached_property
    def pm2_home(self) -> str:
        """Where PM2 keeps its list."""
        return self.config.pm2_home or f"{self.host.user(OWNER).home}/.pm2"

    # -- files

    def file(self, path: str) -> Host:
        """A path of the host."""
        return self.host.file(path)

    def real(self, path: str) -> str:
        """Where a path leads."""
        return str(self.host.file(path).linked_to)

    def content(self, path: str) -> bytes:
        """What a file holds."""
        return cast("bytes", self.host.file(path).content)

    def found(self, *roots: str, name: str = "*", kind: str = "f") -> list[str]:
        """The paths below some directories, hidden ones too, sorted."""
        given = " ".join(shlex.quote(root) for root in roots)
        said = self.host.check_output(f"find {given} -type {kind} -name {shlex.quote(name)}")
        return sorted(said.splitlines())

    def digests(self, directory: str) -> dict[str, str]:
        """The digests of the files below a directory, by relative path; compiled ones left out."""
        said = self.host.check_output("find %s -type f -exec sha256sum {} +", directory)
        lines = (line.split("  ", 1) for line in said.splitlines())
        found = {path.removeprefix(f"{directory}/"): digest for digest, path in lines}
        return {path: sha for path, sha in found.items() if "__pycache__" not in path}

    # -- the release

    @cached_property
    def release(self) -> str:
        """The directory that the pointer names."""
        return self.real(self.layout.current)

    @cached_property
    def manifest(self) -> Release:
        """What the live release is; an error where it was damaged."""
        path = f"{self.release}/manifest.json"
        return records.decode(Release, self.content(path), path)

    @cached_property
    def record(self) -> Live:
        """What the deployer wrote down of it; an error where it was damaged."""
        return records.decode(Live, self.content(self.layout.record), self.layout.record)

    @cached_property
    def environment(self) -> str:
        """The directory that holds the release's interpreter."""
        return self.real(f"{self.layout.app}/venv")

    @cached_property
    def site_packages(self) -> str:
        """Where the wheel was installed."""
        (found,) = self.found(f"{self.environment}/lib", name="site-packages", kind="d")
        return found

    # -- programs

    @cached_property
    def table(self) -> list[dict[str, Any]]:
        """PM2's table. Asked for while no daemon runs it would start one, so that comes first."""
        assert self.daemon, "PM2's daemon does not run"
        said = self.host.check_output("%s jlist --silent", self.config.pm2)
        return pm2._json_list(said)

    @property
    def entry(self) -> dict[str, Any]:
        """The one entry of the service in it."""
        (found,) = (each for each in self.table if each["name"] == self.config.app_name)
        return found

    @cached_property
    def daemon(self) -> list[int]:
        """The pids of PM2's daemons of the host's user."""
        # Asked for so, because testinfra cannot read a name with blanks in it.
        said = self.host.check_output("ps -Aww -o pid=,user=,args=")
        rows = (line.split(None, 2) for line in said.splitlines())
        mine = (row for row in rows if row[1] == OWNER and len(row) > 2)
        return [int(row[0]) for row in mine if row[2].startswith("PM2 v")]

    @cached_property
    def processes(self) -> list[Any]:
        """The processes of the service: PM2's, and any that somebody left or started by hand."""
        found = self.host.process.filter(user=OWNER)
        return [each for each in found if "api.main:app" in each.args]

    def directory_of(self, pid: int) -> str:
        """The working directory of a process."""
        return self.real(f"/proc/{pid}/cwd")

    def listens(self, port: int) -> bool:
        """Whether somebody listens there, for the host itself or for everybody."""
        return any(
            self.host.socket(f"tcp://{address}:{port}").is_listening
            for address in ("0.0.0.0", "127.0.0.1", "::")  # noqa: S104 - looked at, not bound
        )

    def answer(self, url: str) -> tuple[int, str]:
        """What a server of the host answers: status and body."""
        if self.host.exists("curl"):
            said = self.host.check_output(ASK, "\\n%{http_code}", url)
        else:
            said = self.host.check_output("python3 -c %s %s", ASK_WITHOUT_CURL, url)
        body, _, status = said.rpartition("\n")
        return int(status), body

    @cached_property
    def version(self) -> dict[str, Any]:
        """What the service says that it is."""
        status, body = self.answer(f"http://localhost:{self.config.port}{self.config.version_path}")
        assert status == 200
        return cast("dict[str, Any]", json.loads(body))

    def holders_of_secrets(self, *places: str) -> list[str]:
        """The files in which a secret of the `.env` file stands; no secret leaves the host."""
        given = " ".join(shlex.quote(place) for place in places)
        environment = shlex.quote(f"{self.layout.app}/.env")
        told = self.host.run(
            f"sed -nE {shlex.quote(VALUES)} {environment} | grep -rlFf - -- {given}"
        )
        assert told.rc in (0, 1), told.stderr
        return cast("list[str]", told.stdout.splitlines())
