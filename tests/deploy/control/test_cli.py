"""The control side's command line: what is hostile or half given is refused before any call."""

import json
from dataclasses import replace

import pytest

from deploy.control import cli
from sim.control import estate as estates
from sim.control.estate import Estate
from sim.goods import wheels
from sim.states.start import two_releases
from tests.hostile import COMMITS, HOSTILE, every

SHA = wheels.sha("C")
TEXTS = tuple(text for text in every(HOSTILE) if not text.startswith("--"))
PLACES: dict[str, tuple[str, ...]] = {
    "--sha": ("release", "--sha={}"),
    "--manifest-sha256": ("release", "--sha", SHA, "--manifest-sha256={}"),
    "--targets": ("release", "--sha", SHA, "--targets={}"),
    "--backup-id": ("rollback", "restore", "--target", "ec2", "--backup-id={}"),
    "watch": ("watch", "--", "{}"),
    "publish --sha": ("publish", "--sha={}"),
}
ASKS = ("store.", "shell.", "forge.", "notifier.", "run.")


@pytest.fixture
def estate() -> Estate:
    return estates.build(two_releases)


def asked(estate: Estate) -> list[str]:
    """Give what was asked of anybody."""
    return [effect.op for effect in estate.world.trace if effect.op.startswith(ASKS)]


RIGHT = {("--backup-id", "")}
"""CI passes an input that nobody filled in: the newest usable one is meant."""


@pytest.mark.parametrize("place", sorted(PLACES))
def test_what_is_hostile_is_refused_before_any_call(
    estate: Estate, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """L26, L27, L45: ids went into a shell as root."""
    texts = {text for text in (*TEXTS, *every(COMMITS)) if (place, text) not in RIGHT}
    assert len(texts) > 300
    taken = [text for text in sorted(texts) if tried(estate, place, text) != 2]
    assert (taken, asked(estate)) == ([], [])
    assert "Traceback" not in capsys.readouterr().err


def tried(estate: Estate, place: str, text: str) -> int:
    """Give a word at a place of the command line; return the exit code."""
    words = [word.replace("{}", text) for word in PLACES[place]]
    try:
        return cli.main(words, estate.desk())
    except SystemExit as error:  # argparse itself says no
        return int(error.code or 0)


@pytest.mark.parametrize("name", ["EC2_INSTANCE_ID", "S3_ARTIFACTS_BUCKET", "SERVER_BASE_PATH"])
@pytest.mark.parametrize("value", ["", " ", "$(id)", "../x", "i-0123456789abcdef0\n"])
@pytest.mark.parametrize("words", [("release", "--sha", SHA), ("status", "--target", "ec2")])
def test_a_hostile_environment_is_refused_by_name(
    estate: Estate,
    name: str,
    value: str,
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = replace(estate.desk(), env={**estate.env, name: value})
    assert cli.main(words, desk) == 2
    assert asked(estate) == []
    assert name in capsys.readouterr().err


@pytest.mark.parametrize("name", ["EC2_INSTANCE_ID", "S3_ARTIFACTS_BUCKET"])
def test_an_environment_that_lacks_something_is_refused_by_name(
    estate: Estate, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    env = {key: value for key, value in estate.env.items() if key != name}
    assert cli.main(("release", "--sha", SHA), replace(estate.desk(), env=env)) == 2
    assert f"{name} is not set" in capsys.readouterr().err
    assert asked(estate) == []


def test_the_result_as_json_is_the_verdict(
    estate: Estate, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(("release", "--sha", SHA, "--json"), estate.desk()) == 0
    told = json.loads(capsys.readouterr().out)
    (host,) = told["hosts"].values()
    assert (told["exit_code"], host["exit_code"], host["report"]["exit_code"]) == (0, 0, 0)
    assert host["report"]["live"]["sha"] == SHA


def test_a_refusal_as_json_says_why(estate: Estate, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(("release", "--sha", "x", "--json"), estate.desk()) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["exit_code"], "is no commit" in told["message"]) == (2, True)


def test_without_a_token_the_digest_must_be_given(
    estate: Estate, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = replace(estate.desk(), forge=lambda _: None)
    assert cli.main(("release", "--sha", SHA), desk) == 2
    assert "--manifest-sha256" in capsys.readouterr().err
    digest = estate.forge.statuses[SHA][0].description.removeprefix("sha256:")
    assert cli.main(("release", "--sha", SHA, "--manifest-sha256", digest), desk) == 0


def test_another_digest_than_ci_recorded_is_refused(
    estate: Estate, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("release", "--sha", SHA, "--manifest-sha256", "0" * 64)
    assert cli.main(words, estate.desk()) == 2
    assert "CI recorded another manifest" in capsys.readouterr().err


def test_a_snapshot_that_cannot_be_written_is_no_traceback(
    estate: Estate, capsys: pytest.CaptureFixture[str]
) -> None:
    def cannot(path: str, _: bytes) -> None:
        raise PermissionError(13, "Permission denied", path)

    desk = replace(estate.desk(), write=cannot)
    words = ("snapshot", "--target", "ec2", "--output", "/nowhere/s.json")
    assert cli.main(words, desk) == 2
    assert "/nowhere/s.json" in capsys.readouterr().err
