"""The status: what answers is told, and no secret in it, whole or cut."""

from dataclasses import replace
from typing import cast

import pytest

from deploy import status
from deploy.ports import Answer, Http
from sim.ports.host import host_of
from sim.states import start
from sim.states.canaries import PASSWORD, SECRETS, WORDS
from sim.states.places import CONFIG


class Says:
    """Whatever is asked for, this is the answer."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def get(self, url: str, **_: object) -> Answer:
        assert url
        return Answer(200, self.body)


def told(body: bytes) -> str:
    host = replace(host_of(start.one_release().fork(), CONFIG), http=cast("Http", Says(body)))
    return "\n".join(status.survey(host).service)


@pytest.mark.parametrize("ahead", [0, 150, 190, 199])
def test_no_secret_is_told_whatever_answers_the_health_check(ahead: int) -> None:
    for secret in (*SECRETS, PASSWORD):
        said = told(b"x" * ahead + secret.encode())
        assert not any(word in said or word[:8] in said for word in WORDS)


def test_what_answers_is_told_cut() -> None:
    assert "'no healthy upstream'" in told(b"no healthy upstream")
    assert len(told(b"y" * 5000)) < 800
