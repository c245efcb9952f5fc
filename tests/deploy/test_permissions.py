"""Whether Caddy's own user gets at our files, on directories with real modes."""

import shlex
import subprocess
from pathlib import Path

import pytest

from deploy import permissions, provisioning, reference
from deploy.adapters.files import LocalFiles
from deploy.config import Config
from deploy.host import View

CLOSED = {
    "the home": ("", 0o750),
    "the base": ("refit", 0o700),
    "the directory of sites": ("refit/infra/caddy", 0o751),
    "the site": ("refit/infra/caddy/ai.Caddyfile", 0o640),
    "the route": ("refit/infra/caddy/ai.route", 0o600),
}


@pytest.fixture
def view(tmp_path: Path) -> View:
    """Give a host that was provisioned, below a home that others may pass."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & permissions.PASS == 0:
            folder.chmod(0o711)
    (tmp_path / "home").mkdir()
    config = Config(base=f"{tmp_path}/home/refit", caddyfile=f"{tmp_path}/home/Caddyfile")
    for path, content in reference.caddy_files(config).items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
    Path(config.caddyfile).write_text(f"{reference.import_line(config)}\n", encoding="utf-8")
    return View(config=config, layout=config.layout, files=LocalFiles(), now=0)


def test_an_open_site_needs_nothing(view: View) -> None:
    assert permissions.opening(view) == ""
    Path(view.config.caddyfile).unlink()
    Path(view.layout.caddy_site).chmod(0o600)
    assert permissions.opening(view) == ""  # without a Caddy nobody else reads it


@pytest.mark.parametrize("name", CLOSED)
def test_what_is_closed_is_told_with_what_opens_it(name: str, view: View) -> None:
    place, mode = CLOSED[name]
    path = Path(view.layout.base).parent / place
    path.chmod(mode)
    (told,) = provisioning.plan(view).by_hand
    opens = told.partition("without it: ")[2]
    for command in opens.split(" && "):
        subprocess.run(shlex.split(command), check=True)
    assert permissions.opening(view) == ""
    assert path.stat().st_mode & 0o777 & ~0o005 == mode & ~0o005
