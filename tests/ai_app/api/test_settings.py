"""Tests of where settings come from, and that their secrets stay in them."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import RUN_DIRECTORY, Settings, env_files, read_settings

DIGEST = "0" * 64


def test_production_is_the_default() -> None:
    settings = Settings()
    assert not settings.development
    assert settings.api_keys == {}
    assert settings.release_file == RUN_DIRECTORY / "release.json"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEYS", f'{{"shop": {{"sha256": "{DIGEST}", "scopes": ["read"]}}}}')
    monkeypatch.setenv("EMBEDDING_MODEL", "some/model")
    settings = read_settings()
    assert settings.api_keys["shop"].scopes == {"read"}
    assert settings.embedding_model == "some/model"


@pytest.mark.parametrize("value", ['{"a": {"sha256": "abc", "scopes": []}}', '{"a": 1}'])
def test_a_key_that_is_no_digest_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("API_KEYS", value)
    with pytest.raises(ValidationError) as refused:
        read_settings()
    assert "api_keys" in str(refused.value)
    assert "input_value" not in str(refused.value)


def test_a_password_of_the_database_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ai:canary@db/ai")
    assert "canary" not in repr(read_settings())


def test_the_file_beside_the_link_to_the_run_directory_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "app" / "ai_app"
    link.parent.mkdir()
    link.symlink_to(RUN_DIRECTORY)
    (link.parent / ".env").write_text("EMBEDDING_MODEL=beside\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path), str(link), "")))
    assert read_settings().embedding_model == "beside"
    monkeypatch.setenv("EMBEDDING_MODEL", "environment")
    assert read_settings().embedding_model == "environment"


def test_one_more_file_may_be_named_and_all_others_win(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    named, link = tmp_path / ".env", tmp_path / "app" / "ai_app"
    named.write_text("EMBEDDING_MODEL=named\nLOG_LEVEL=debug\n", encoding="utf-8")
    link.symlink_to(RUN_DIRECTORY)
    (link.parent / ".env").write_text("EMBEDDING_MODEL=beside\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(link))
    monkeypatch.setenv("REFIT_ENV_FILE", str(named))
    found = read_settings()
    assert (found.embedding_model, found.log_level) == ("beside", "debug")


def test_a_file_in_the_run_directory_wins_over_the_one_beside_it(tmp_path: Path) -> None:
    link = tmp_path / "ai_app"
    link.symlink_to(RUN_DIRECTORY)
    assert env_files([str(link)])[-2:] == (tmp_path / ".env", link / ".env")


def test_no_other_directory_is_looked_into(tmp_path: Path) -> None:
    assert env_files([str(tmp_path), ""]) == (RUN_DIRECTORY.parent / ".env", RUN_DIRECTORY / ".env")


def test_the_key_of_gemini_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "canary")
    settings = read_settings()
    assert settings.gemini_api_key is not None
    assert settings.gemini_api_key.get_secret_value() == "canary"
    assert "canary" not in repr(settings) + settings.model_dump_json()


@pytest.mark.parametrize("model", ["", "gemini x", "x?key=1", "../../x", "a/../x", "a" * 101])
def test_a_name_of_a_model_that_is_none_is_refused(model: str) -> None:
    with pytest.raises(ValidationError, match="gemini_model"):
        Settings(gemini_model=model)
