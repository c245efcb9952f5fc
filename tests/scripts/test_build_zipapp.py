"""Tests of building the deployer as one file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.build_zipapp import build, main

MAIN = """
import sys
from deploy.inner.words import TEXT
print(TEXT, *sys.argv[1:])
sys.exit(3)
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "deploy"
    (folder / "inner").mkdir(parents=True)
    for name in ("__init__.py", "inner/__init__.py", "inner/words.py"):
        (folder / name).write_text('TEXT = "served"\n', encoding="utf-8")
    (folder / "__main__.py").write_text(MAIN, encoding="utf-8")
    (folder / "host").mkdir()
    (folder / "host" / "pm2.config.js").write_text("// of a host\n", encoding="utf-8")
    return folder


def test_it_runs_and_passes_arguments_and_exit_code_on(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "dist" / "deploy.pyz"
    build(package, target)
    command = (sys.executable, str(target), "--flag")
    ran = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (3, "served --flag\n", "")
    assert os.access(target, os.X_OK)


def test_the_same_sources_give_the_same_bytes(package: Path, tmp_path: Path) -> None:
    build(package, tmp_path / "one.pyz")
    for file in package.rglob("*.py"):
        os.utime(file, (1, 1))
        file.chmod(0o600)
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "words.pyc").touch()
    build(package, tmp_path / "two.pyz")
    assert (tmp_path / "one.pyz").read_bytes() == (tmp_path / "two.pyz").read_bytes()


def test_what_the_deployer_installs_is_in_it(tmp_path: Path) -> None:
    target, base = tmp_path / "deploy.pyz", tmp_path / "base"
    assert main([str(target)]) == 0
    base.mkdir()
    settings = base / "infra" / "deploy.json"
    settings.parent.mkdir()
    settings.write_text('{"caddyfile": "/no/such/caddyfile"}', encoding="utf-8")
    command = (sys.executable, str(target), "provision", "--base", str(base))
    ran = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    for name in ("infra/caddy/ai.route", "infra/caddy/ai.Caddyfile", "infra/pm2/ecosystem"):
        assert f"+++ {base}/{name}" in ran.stdout
    assert f'"cwd": "{base}/app/ai/ai_app"' in ran.stdout


def test_without_a_target_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_it_builds_this_deployer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "deploy.pyz")]) == 0
    assert "bytes" in capsys.readouterr().out


def test_it_names_itself_in_the_commands_that_people_copy(tmp_path: Path) -> None:
    """L54: at three in the morning a command that is not there helps nobody."""
    target, base = tmp_path / "deploy.pyz", tmp_path / "base"
    assert main([str(target)]) == 0
    base.mkdir()
    command = (sys.executable, "-I", str(target), "doctor", "--base", str(base))
    ran = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert f"python3 {target} " in ran.stdout
    assert "python3 -m deploy" not in ran.stdout
