"""Tests of the settings: a host's own are checked before anything trusts them."""

import json
from pathlib import Path

import pytest

from deploy.adapters.files import LocalFiles
from deploy.config import UNSETTABLE, Config
from deploy.errors import Refused
from deploy.settings import check_setting, with_host_settings


def with_settings(base: Path, text: str) -> Config:
    (base / "infra").mkdir(exist_ok=True)
    (base / "infra/deploy.json").write_text(text)
    return with_host_settings(Config(base=str(base)), LocalFiles())


def test_without_a_file_all_stays_as_it_is(tmp_path: Path) -> None:
    config = Config(base=str(tmp_path))
    assert with_host_settings(config, LocalFiles()) is config


def test_a_host_says_what_differs(tmp_path: Path) -> None:
    given = {"port": 8010, "extras": ["models"], "deploy_waits_s": [1, 2.5], "keep_days": 14}
    config = with_settings(tmp_path, json.dumps(given))
    assert (config.port, config.extras) == (8010, ("models",))
    assert (config.deploy_waits_s, config.keep_days) == ((1, 2.5), 14)


def test_what_may_start_slowly_may_come_back_slowly(tmp_path: Path) -> None:
    for waits in ({"deploy_waits_s": [60, 30]}, {"restore_waits_s": [30, 36.9]}):
        with pytest.raises(Refused, match="and one that comes back 6") as caught:
            with_settings(tmp_path, json.dumps(waits))
        assert caught.value.advice.startswith("Give restore_waits_s no less time")
    enough = {"deploy_waits_s": [60, 30], "restore_waits_s": [30, 60]}
    assert with_settings(tmp_path, json.dumps(enough)).deploy_waits_s == (60, 30)


def test_every_default_is_allowed(tmp_path: Path) -> None:
    given = {
        name: list(value) if isinstance(value, tuple) else value
        for name in list(Config.__slots__)[UNSETTABLE:]
        for value in [getattr(Config(base="/b"), name)]
    }
    assert with_settings(tmp_path, json.dumps(given)) == Config(base=str(tmp_path))


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "\xff", "null"])
def test_a_file_that_holds_no_settings(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match="Mend or remove it"):
        with_settings(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("app_name", "all"),
        ("app_name", "0"),
        ("app_name", "-x"),
        ("app_name", "a b"),
        ("app_name", ""),
        ("app_name", None),
        ("caddyfile", "relative"),
        ("deploy_waits_s", [1, "2"]),
        ("deploy_waits_s", [1, -2]),
        ("deploy_waits_s", [True]),
        ("deploy_waits_s", [[1]]),
        ("deploy_waits_s", 5),
        ("deploy_waits_s", [1] * 31),
        ("extras", ["models]; rm"]),
        ("extras", [1]),
        ("extras", "models"),
        ("go_back_attempts_max", 0),
        ("health_path", "api/health"),
        ("health_path", "/a b"),
        ("health_tick_s", 0),
        ("http_timeout_s", float("nan")),
        ("http_timeout_s", float("inf")),
        ("keep_days", -1),
        ("kept", [".."]),
        ("kept", ["a/b"]),
        ("kept", [""]),
        ("pm2", "--version"),
        ("pm2", ""),
        ("pm2_home", "relative"),
        ("port", "8000"),
        ("port", 0),
        ("port", 65536),
        ("port", 80.5),
        ("port", True),
        ("proxy_url", "file:///etc/passwd"),
        ("python", "-c"),
        ("service", 1),
        ("service", "false"),
        ("stable_probes", 0),
    ],
)
def test_a_value_that_could_do_harm(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(Refused, match=f"deploy.json: {name} cannot be"):
        with_settings(tmp_path, json.dumps({name: value}))


@pytest.mark.parametrize("name", ["base", "program", "unknown", "__class__"])
def test_what_is_no_setting(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=f"{name} is no setting"):
        with_settings(tmp_path, json.dumps({name: "x"}))


def test_a_complaint_says_what_would_do() -> None:
    with pytest.raises(Refused, match="a whole number from 1 to 65535"):
        check_setting("port", "port", 0)


@pytest.mark.parametrize("name", ["pm2", "uv", "caddy", "python", "caddyfile", "pm2_home"])
def test_a_path_in_a_setting_is_as_plain(name: str) -> None:
    assert check_setting(name, name, "/opt/tools/it") == "/opt/tools/it"
    with pytest.raises(Refused, match="a text like"):
        check_setting(name, name, "/opt/my tools/it")
