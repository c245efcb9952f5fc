"""Tests of what somebody might type into the forms: refused before any call, no shell text."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.control import cli
from deploy.control.local import local_desk
from tests import hostile
from tests.workflows import documents, words
from tests.workflows.documents import CD, ROLLBACK
from tests.workflows.production import Production
from tests.workflows.tokens import NotUnderstood

CHARACTERS_MAX = 65_535
"""Of all inputs together, by GitHub."""
RUNS_MAX = 40
"""So many go through whole runs; all of them are vetted."""
SET = {"S3_ARTIFACTS_BUCKET": "artifacts", "EC2_INSTANCE_ID": "i-00000000000000001"}
"""What a command cannot do without."""
VET = "Does the request make sense, and is everything set?"


def typed(*tables: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Give what can be typed: a variable of the environment holds no zero byte.

    Nothing at all is no attack: it means the newest.
    """
    texts = hostile.every(*tables)
    return [text for text in texts if text and "\0" not in text and len(text) <= CHARACTERS_MAX]


NAMES = typed(hostile.HOSTILE, hostile.COMMITS)
SOME = NAMES[:: max(1, len(NAMES) // RUNS_MAX)]
ASKED = {
    "backup_id": ("rollback", "restore", "--target=ec2", "--backup-id={}"),
    "sha": ("release", "--sha={}"),
    "manifest_sha256": ("release", "--latest", "--manifest-sha256={}"),
}


def test_there_are_many_of_them() -> None:
    assert len(NAMES) > 200
    assert len(SOME) >= RUNS_MAX


def vetted(name: str, text: str) -> int:
    asked = [word.replace("{}", text) for word in ASKED[name]]
    return cli.main(["vet", *asked], replace(local_desk(), env=SET))


@pytest.mark.parametrize("name", ASKED)
def test_each_is_refused_by_its_form(name: str) -> None:
    assert [text for text in NAMES if vetted(name, text) != 2] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("backup_id", ""),
        ("backup_id", "20260127150000"),
        ("backup_id", "wheel_20260127150000"),
        ("sha", "a" * 40),
        ("manifest_sha256", "0" * 64),
    ],
)
def test_what_is_right_is_accepted(name: str, text: str) -> None:
    assert vetted(name, text) == 0


@pytest.mark.lengthy
@pytest.mark.parametrize("name", ASKED)
def test_a_run_refuses_it_before_any_call(production: Production, name: str) -> None:
    """Each in a run of its own, as a real shell reads the step."""
    path, job = (ROLLBACK, "rollback") if name == "backup_id" else (CD, "release")
    given = {"mode": "restore"} if name == "backup_id" else {}
    for text in SOME:
        run = production.github.dispatch(path, **given, **{name: text})
        step = run.job(job).step(VET)
        assert (step.outcome, run.conclusion) == ("failure", "failure"), text
        assert step.argv is not None
        assert ASKED[name][-1].replace("{}", text) in step.argv
    assert production.commands == []
    assert production.api.asked == []
    assert production.estate.bucket.things == {}


REASONED = [
    (path, step["run"])
    for path in (CD, ROLLBACK)
    for job in documents.load(path)["jobs"].values()
    for step in job["steps"]
    if "FORCE" in step.get("env", {})
]


def test_every_step_that_takes_a_reason_is_tried() -> None:
    assert len(REASONED) == 6  # vetted, rehearsed and carried out


@pytest.mark.parametrize(("path", "line"), REASONED)
def test_a_reason_is_one_word_whatever_it_says(path: str, line: str, tmp_path: Path) -> None:
    """Any text may be a reason; none is read by the shell, nor taken for an option."""
    del path
    words.place(tmp_path / ".nox/control/bin/python")
    env = {"PATH": str(tmp_path / "bin"), "SHA": "a", "WHICH": "--latest"}
    plain = words.read(line, env, tmp_path).argv
    assert plain is not None
    for text in SOME:
        assert words.read(line, {**env, "FORCE": text}, tmp_path).argv == (
            *plain,
            f"--force={text}",
        )


def test_a_mode_that_is_none_is_refused_by_the_form(production: Production) -> None:
    with pytest.raises(NotUnderstood):
        production.roll_back("list; id")
