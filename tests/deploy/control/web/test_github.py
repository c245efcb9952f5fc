"""The forge over GitHub: what goes over the wire, its limits, and what it answers at its worst."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import requests
import responses

from deploy.control.errors import Denied, Missing, Rejected, TryAgain, Unanswered
from deploy.control.forge import Run, Status
from deploy.control.secret import Secret
from deploy.control.web.asking import TOTAL_S_MAX
from deploy.control.web.github import GitHub
from deploy.errors import DeployError, Refused
from tests.contracts.github import (
    API,
    FAILURES,
    GITHUB_TOKEN,
    LIMIT_RESET,
    NAME,
    Answer,
    GitHubService,
)
from tests.hostile import ADDRESSES, CANARY, HOSTILE, REPOSITORIES, every

SHA, DIGEST = "a" * 40, "1" * 64
TOKEN = Secret("GITHUB_TOKEN", GITHUB_TOKEN)
REPO = f"{API}/repos/{NAME}"
REF = f"{REPO}/git/ref/heads/main"


@dataclass
class Hands:
    """A clock that only sleeping moves."""

    time: float = LIMIT_RESET - 10.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def forge(clock: Hands) -> GitHub:
    return GitHub(repository=NAME, token=TOKEN, clock=clock)


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def service() -> Iterator[GitHubService]:
    """Give a GitHub that has one commit on main, recorded."""
    made = GitHubService()
    made.repository.branches["main"] = [SHA]
    made.repository.statuses[SHA] = [
        Status(context="artifact", state="success", description=f"sha256:{DIGEST}")
    ]
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        made.serve(mock)
        yield made


# ------------------------------------------------------------------ what it is made of


def test_a_hostile_repository_is_refused_and_not_repeated(clock: Hands) -> None:
    for text in every(HOSTILE, REPOSITORIES):
        with pytest.raises(Refused, match="GITHUB_REPOSITORY") as caught:
            GitHub(repository=text, token=TOKEN, clock=clock)
        assert CANARY not in str(caught.value)


def test_a_hostile_address_is_refused_and_not_repeated(clock: Hands) -> None:
    for text in every(HOSTILE, ADDRESSES):
        with pytest.raises(Refused, match="GITHUB_API_URL") as caught:
            GitHub(repository=NAME, token=TOKEN, clock=clock, api_url=text)
        assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", " ", "a b", "a\n", "a\r\nX-Evil: 1", "é", "\x00", "a\x7f", "x" * 2000, "\u202e"]
)
def test_a_token_that_is_none_is_refused_by_its_name(text: str, clock: Hands) -> None:
    with pytest.raises(Refused, match="GITHUB_TOKEN") as caught:
        GitHub(repository=NAME, token=Secret("GITHUB_TOKEN", text), clock=clock)
    assert "X-Evil" not in str(caught.value)


# ------------------------------------------------------------------ on the wire


def test_what_is_asked_of_a_build(forge: GitHub, service: GitHubService) -> None:
    assert forge.build(SHA).manifest_sha256 == DIGEST
    assert service.asked == [
        f"GET /repos/{NAME}/git/ref/heads/main?",
        f"GET /repos/{NAME}/compare/{SHA}...{SHA}?per_page=1",
        f"GET /repos/{NAME}/commits/{SHA}/check-runs?filter=latest&per_page=100&page=1",
        f"GET /repos/{NAME}/commits/{SHA}/statuses?&per_page=100&page=1",
    ]


def test_a_record_is_a_status(forge: GitHub, wire: responses.RequestsMock) -> None:
    service = GitHubService()
    service.repository.branches["main"] = [SHA]
    service.serve(wire)
    forge.record(SHA, DIGEST)
    request = wire.calls[-1].request
    assert request.method == "POST"
    assert request.url == f"{REPO}/statuses/{SHA}"
    assert json.loads(request.body or "") == {
        "state": "success",
        "context": "artifact",
        "description": f"sha256:{DIGEST}",
    }


def test_an_enterprise_lies_elsewhere(clock: Hands, wire: responses.RequestsMock) -> None:
    forge = GitHub(
        repository=NAME, token=TOKEN, clock=clock, api_url="https://ghe.example.com/api/v3/"
    )
    wire.get(f"https://ghe.example.com/api/v3/repos/{NAME}/git/ref/heads/main", status=404)
    with pytest.raises(Missing):
        forge.newest("main", 1)


def test_a_token_goes_nowhere_that_an_answer_names(forge: GitHub, service: GitHubService) -> None:
    service.repository.runs[SHA] = [Run(id=n, name=f"{n}", status="queued") for n in range(150)]
    assert len(forge.build(SHA).gates) == 150
    assert all("evil" not in asked for asked in service.asked)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(
    forge: GitHub, wire: responses.RequestsMock, status: int
) -> None:
    wire.get(REF, status=status, headers={"Location": "https://evil.example/"})
    with pytest.raises(Rejected, match=f"HTTP {status}"):
        forge.newest("main", 1)


def test_pages_are_bounded(forge: GitHub, service: GitHubService) -> None:
    service.repository.statuses[SHA] = [Status(context="x", state="pending")] * 1001
    with pytest.raises(Rejected, match="over 1000 entries"):
        forge.build(SHA)


# ------------------------------------------------------------------ limits and failures


def refused(forge: GitHub) -> DeployError:
    with pytest.raises(DeployError) as caught:
        forge.newest("main", 1)
    assert "canary" not in f"{caught.value!r}".lower()
    return caught.value


SPENT = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(LIMIT_RESET)}
LIMITS: dict[str, tuple[int, dict[str, str], str, float]] = {
    "primary": (403, SPENT, "{}", 11.0),
    "primary by 429": (429, SPENT, "{}", 11.0),
    "primary that is over": (403, {**SPENT, "x-ratelimit-reset": "1"}, "{}", 1.0),
    "secondary with a header": (403, {"retry-after": "7"}, "{}", 7.0),
    "both": (403, {**SPENT, "retry-after": "7"}, "{}", 7.0),
    "secondary without one": (
        403,
        {"x-ratelimit-remaining": "4000"},
        '{"message": "You have exceeded a secondary rate limit"}',
        60.0,
    ),
    "429 without one": (429, {}, "<html>", 60.0),
    "malformed": (429, {"retry-after": "soon", "x-ratelimit-reset": "x"}, "", 60.0),
}


@pytest.mark.parametrize("case", sorted(LIMITS))
def test_a_limit_is_waited_for_as_asked(
    forge: GitHub, wire: responses.RequestsMock, clock: Hands, case: str
) -> None:
    status, headers, body, wait_s = LIMITS[case]
    wire.get(REF, status=status, headers=headers, body=body)
    wire.get(REF, status=404)
    assert isinstance(refused(forge), Missing)
    assert clock.slept == [wait_s]


def test_a_limit_that_lasts_too_long_is_not_waited_for(
    forge: GitHub, wire: responses.RequestsMock, clock: Hands
) -> None:
    reset = str(int(clock.time + TOTAL_S_MAX + 1))
    wire.get(REF, status=403, headers={**SPENT, "x-ratelimit-reset": reset})
    assert isinstance(refused(forge), TryAgain)
    assert clock.slept == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((401, Denied), (403, Denied), (451, Denied), (404, Missing), (410, Missing)),
        *((400, Rejected), (409, Rejected), (422, Rejected), (304, Rejected)),
    ],
)
def test_an_error_that_lasts_is_told_at_once_by_its_code(
    forge: GitHub, wire: responses.RequestsMock, clock: Hands, status: int, kind: type[DeployError]
) -> None:
    wire.get(REF, status=status, json={"message": f"canary {GITHUB_TOKEN}"})
    error = refused(forge)
    assert type(error) is kind
    assert error.reason == f"ref of {NAME}@main: HTTP {status}"
    assert error.advice
    assert clock.slept == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failed_service_is_asked_again_a_bounded_number_of_times(
    forge: GitHub, wire: responses.RequestsMock, clock: Hands, status: int
) -> None:
    wire.get(REF, status=status)
    assert isinstance(refused(forge), Unanswered)
    assert clock.slept == [1, 2, 4]


NO_REPLIES = {
    "connecting": (requests.ConnectTimeout(GITHUB_TOKEN), TryAgain),
    "waiting": (requests.ReadTimeout(GITHUB_TOKEN), Unanswered),
    "cut": (requests.ConnectionError(GITHUB_TOKEN), Unanswered),
}


@pytest.mark.parametrize("case", sorted(NO_REPLIES))
def test_no_reply_is_asked_for_again(
    forge: GitHub, wire: responses.RequestsMock, clock: Hands, case: str
) -> None:
    error, kind = NO_REPLIES[case]
    wire.get(REF, body=error)
    assert type(refused(forge)) is kind
    assert clock.slept == [1, 2, 4]


def test_an_answer_that_breaks_off_is_asked_for_again(
    forge: GitHub, wire: responses.RequestsMock, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.control.web.exchange.BODY_BYTES_MAX", 10)
    wire.get(REF, json={"ref": "refs/heads/main", "object": {"sha": SHA}})
    error = refused(forge)
    assert isinstance(error, Unanswered)
    assert "broke off" in error.reason
    assert clock.slept == [1, 2, 4]


# ------------------------------------------------------------------ malformed answers

HEAD = {"ref": "refs/heads/main", "object": {"sha": SHA}}
REFS: dict[str, object] = {
    "another branch": {**HEAD, "ref": "refs/heads/main2"},
    "a tag": {**HEAD, "ref": "refs/tags/main"},
    "a list": [HEAD],
    "no object": {"ref": "refs/heads/main"},
    "no commit": {**HEAD, "object": {"sha": "../../x"}},
    "null": None,
    "a number": 1,
}


@pytest.mark.parametrize("case", sorted(REFS))
def test_a_malformed_ref_is_no_answer(
    forge: GitHub, wire: responses.RequestsMock, case: str
) -> None:
    wire.get(REF, json=REFS[case])
    error = refused(forge)
    assert isinstance(error, Unanswered)
    assert "malformed" in error.reason


@pytest.mark.parametrize("body", ["", "{", "<html>", "[" * 100_000, '{"a":', "\x00"])
def test_what_is_no_json_is_no_answer(
    forge: GitHub, wire: responses.RequestsMock, body: str
) -> None:
    wire.get(REF, body=body)
    assert isinstance(refused(forge), Unanswered)


RUN: dict[str, object] = {
    "id": 1,
    "name": "test",
    "status": "completed",
    "conclusion": "success",
    "started_at": "2026-01-01T00:00:00Z",
    "app": {"slug": "github-actions"},
}
STATUS: dict[str, object] = {
    "context": "artifact",
    "state": "success",
    "description": "x",
    "creator": {"login": "a"},
}


def less(document: dict[str, object], key: str) -> dict[str, object]:
    return {name: value for name, value in document.items() if name != key}


PARTS: dict[str, tuple[str, object]] = {
    "a standing": ("compare", {"status": "great"}),
    "a standing of another kind": ("compare", {"status": ["ahead"]}),
    "no standing": ("compare", {}),
    "no runs": ("check-runs", {"total_count": 0}),
    "runs of another kind": ("check-runs", {"check_runs": {"1": RUN}}),
    **{f"a run without {key}": ("check-runs", {"check_runs": [less(RUN, key)]}) for key in RUN},
    "a run with a text as id": ("check-runs", {"check_runs": [{**RUN, "id": "1"}]}),
    "a run with a boolean as id": ("check-runs", {"check_runs": [{**RUN, "id": True}]}),
    "a run with a number as name": ("check-runs", {"check_runs": [{**RUN, "name": 1}]}),
    "a run of an app without a name": ("check-runs", {"check_runs": [{**RUN, "app": {}}]}),
    "statuses of another kind": ("statuses", {"statuses": [STATUS]}),
    **{f"a status without {key}": ("statuses", [less(STATUS, key)]) for key in STATUS},
    "a status of a creator without a name": ("statuses", [{**STATUS, "creator": {}}]),
    "a status of another kind": ("statuses", ["success"]),
}


@pytest.mark.parametrize("case", sorted(PARTS))
def test_a_malformed_part_is_no_answer(
    forge: GitHub, service: GitHubService, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    part, document = PARTS[case]
    answer: Answer = (200, {}, json.dumps(document))
    monkeypatch.setitem(service.failing, part, "malformed")
    monkeypatch.setitem(FAILURES, "malformed", answer)
    with pytest.raises(Unanswered, match="malformed"):
        forge.build(SHA)


# ------------------------------------------------------------------ nothing leaks


def test_nothing_shows_the_token(
    forge: GitHub, service: GitHubService, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        forge.build(SHA)
        service.failing["compare"] = "slow"
        with pytest.raises(Unanswered) as caught:
            forge.build(SHA)
    said = f"{forge!r} {caplog.text} {caught.value!r} {caught.value.__cause__!r}"
    context = caught.value.__context__
    assert GITHUB_TOKEN not in said
    assert context is None or GITHUB_TOKEN not in repr(context)
