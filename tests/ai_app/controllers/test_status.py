"""Tests of the decision whether the service is ready."""

from collections.abc import Callable

import pytest

from controllers.status import ready, version
from schemas.errors import NotReady
from schemas.release import Release, Startup
from schemas.status import VersionAnswer
from tests.ai_app.conftest import RECORD

STARTED_AT = "2026-01-02T03:04:05Z"
RELEASED = Startup(started_at=STARTED_AT, release=Release(**RECORD), problem=None)
DEVELOPMENT = Startup(started_at=STARTED_AT, release=None, problem=None)
BROKEN = Startup(started_at=STARTED_AT, release=None, problem="no sha")


@pytest.mark.parametrize("startup", [RELEASED, DEVELOPMENT])
def test_started_without_a_problem_is_ready(startup: Startup) -> None:
    assert ready(startup) is startup


@pytest.mark.parametrize("decide", [ready, version])
@pytest.mark.parametrize(("startup", "why"), [(None, "starting"), (BROKEN, "no sha")])
def test_not_ready_says_why(
    decide: Callable[[Startup | None], object], startup: Startup | None, why: str
) -> None:
    with pytest.raises(NotReady, match=why):
        decide(startup)


def test_a_release_is_named() -> None:
    assert version(RELEASED) == VersionAnswer(**RECORD, started_at=STARTED_AT)


def test_development_has_no_name() -> None:
    assert version(DEVELOPMENT) == VersionAnswer(
        sha=None, version=None, built_at=None, started_at=STARTED_AT
    )
