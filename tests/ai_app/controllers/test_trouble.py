"""Tests of trouble: told once in a spell, without what anybody said."""

from datetime import datetime, timezone

import pytest
from structlog.testing import capture_logs

from controllers.trouble import PAUSE_S_MAX, Trouble
from schemas.errors import NotReady, StorageDown

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)


def raised(error: Exception) -> Exception:
    try:
        raise error  # noqa: TRY301 - so that it has a place
    except Exception as caught:  # noqa: BLE001 - any
        return caught


def test_each_kind_is_logged_once_in_a_spell_and_again_in_the_next() -> None:
    told: list[datetime | None] = []
    trouble = Trouble("upkeep", now=lambda: NOW, told=told.append)
    with capture_logs() as logs:
        trouble.over()
        for error in (KeyError("김철수"), KeyError("김철수"), StorageDown("no disk")):
            trouble.note(raised(error))
        trouble.over()
        trouble.note(raised(KeyError("김철수")))
    assert [each.get("kind") for each in logs] == ["KeyError", "StorageDown", None, "KeyError"]
    assert "김철수" not in str(logs)
    assert logs[0]["reason"].startswith("KeyError at raised, line ")
    assert logs[1]["reason"] == "no disk"
    assert told == [NOW, None, NOW]


def test_who_looks_is_told_since_when_and_why() -> None:
    trouble = Trouble("upkeep", now=lambda: NOW, told=lambda _: None)
    trouble.check()
    trouble.note(StorageDown("no disk"))
    said = r"upkeep fails since 2026-03-04T05:06:07\+00:00: no disk"
    with pytest.raises(NotReady, match=said):
        trouble.check()
    trouble.over()
    trouble.check()


def test_the_pause_grows_within_bounds_and_ends_with_the_spell() -> None:
    trouble = Trouble("upkeep", now=lambda: NOW, told=lambda _: None)
    pauses = [trouble.pause_s()]
    for _ in range(2_000):
        trouble.note(KeyError())
        pauses.append(trouble.pause_s())
    assert pauses[:3] == [0.0, 0.5, 1.0]
    assert pauses == sorted(pauses)
    assert pauses[-1] == PAUSE_S_MAX
    trouble.over()
    assert trouble.pause_s() == 0.0
