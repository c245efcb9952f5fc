"""Tests of the interpreter: what GitHub does with jobs, steps, environments and lines."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workflows import documents
from tests.workflows.github import Environment, GitHub
from tests.workflows.programs import Call, Programs
from tests.workflows.runs import Run, State
from tests.workflows.tokens import NotUnderstood

SHA = "a" * 40
HEAD = """
name: it
on:
  push:
    branches: [main]
  workflow_dispatch:
    inputs:
      word: {type: string, default: ""}
      yes: {type: boolean, default: true}
      which: {type: choice, options: [a, b], default: a}
permissions: {}
jobs:
"""
JOB = """
  {name}:
    permissions: {{contents: read}}
    {entries}
    steps:
      - uses: actions/checkout@x
        with: {{persist-credentials: false}}
      - uses: actions/setup-python@x
        with: {{python-version: "3.11"}}
      - run: python -m pip install nox
      - run: python -m nox -s {name}
"""


def job(name: str, entries: str = "") -> str:
    return JOB.format(name=name, entries=entries)


def never(call: Call) -> int:
    raise AssertionError(call.argv)


Make = Callable[..., GitHub]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Give a repository with one workflow, made of these jobs."""

    def made(*jobs: str, **sessions: int | Callable[[], int]) -> GitHub:
        document = documents.read(HEAD + "".join(jobs))
        programs = Programs(deploy=never, rehearse=never, warn=never, sessions=sessions)
        return GitHub(
            workflows={"it.yml": document},
            programs=programs,
            folder=tmp_path,
            branches={"main": SHA},
        )

    return made


def pushed(github: GitHub) -> Run:
    (run,) = github.push("main", SHA)
    return run


def results(run: Run) -> dict[str, str | None]:
    return {each.name: each.result for each in run.flow.all_jobs()}


# ------------------------------------------------------------------ jobs


def test_jobs_run_in_the_order_of_their_needs(make: Make) -> None:
    github = make(job("last", "needs: [first]"), job("first"))
    run = pushed(github)
    sessions = [words[-1] for words in github.programs.calls if "nox" in words and "-s" in words]
    assert sessions == ["first", "last"]
    assert (run.conclusion, run.state) == ("success", State.DONE)


def test_what_needs_a_failure_is_skipped_and_what_needs_that_too(make: Make) -> None:
    run = pushed(make(job("a"), job("b", "needs: a"), job("c", "needs: [b]"), a=1))
    assert results(run) == {"a": "failure", "b": "skipped", "c": "skipped"}
    assert run.conclusion == "failure"


def test_a_success_beyond_a_skipped_job_is_no_success(make: Make) -> None:
    """GitHub looks at all ancestors: `c` needs `b`, which ran in spite of `a`."""
    jobs = job("a", "if: github.ref == ''"), job("b", "needs: a\n    if: always()")
    run = pushed(make(*jobs, job("c", "needs: b")))
    assert results(run) == {"a": "skipped", "b": "success", "c": "skipped"}


def test_a_run_of_skipped_jobs_is_not_red(make: Make) -> None:
    run = pushed(make(job("a"), job("b", "needs: a\n    if: github.ref == 'x'")))
    assert (results(run)["b"], run.conclusion) == ("skipped", "success")


def test_a_condition_may_ask_for_a_failure(make: Make) -> None:
    run = pushed(make(job("a"), job("b", "needs: a\n    if: failure()"), a=1))
    assert results(run) == {"a": "failure", "b": "success"}


def test_needs_knows_only_the_jobs_that_are_named(make: Make) -> None:
    with pytest.raises(NotUnderstood, match="no a here"):
        pushed(
            make(job("a"), job("b", "needs: a"), job("c", "needs: b\n    if: needs.a.result == ''"))
        )


def test_an_event_of_another_branch_begins_nothing(make: Make) -> None:
    assert make(job("a")).push("develop", SHA) == []
    assert make(job("a")).pull_request(1, SHA) == []


def test_a_commit_can_tell_github_to_skip(make: Make) -> None:
    assert make(job("a")).push("main", SHA, "Squashed [skip ci]") == []


# ------------------------------------------------------------------ steps


def steps(*lines: str, entries: str = "") -> str:
    body = "\n".join(f"      - {line}" for line in lines)
    return f"\n  it:\n    permissions: {{}}\n    {entries}\n    steps:\n{body}\n"


def test_a_step_after_a_failure_runs_where_it_asks_to(make: Make) -> None:
    lines = (
        "run: exit 1",
        'run: "true"',
        "{if: always(), run: exit 0}",
        "{if: failure(), run: exit 0}",
    )
    run = pushed(make(steps(*lines)))
    outcomes = [step.outcome for step in run.job("it").steps]
    assert outcomes == ["failure", "skipped", "success", "success"]
    assert run.conclusion == "failure"


def test_a_step_has_its_environment_and_nothing_of_this_machine(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of this machine")
    seen: list[Call] = []
    github = make(
        steps(
            "{uses: actions/setup-python@x, with: {python-version: '3.11'}}",
            "{run: python scripts/warn.py, env: {INNER: '${{ inputs.word }}-${{ env.OUTER }}'}}",
            "{run: python scripts/warn.py}",
            entries="env: {OUTER: '${{ inputs.yes }}'}",
        )
    )

    def keeping(call: Call) -> int:
        seen.append(call)
        return 0

    github.programs.warn = keeping
    github.dispatch("it.yml", word="a b")
    assert (seen[0].env["INNER"], seen[0].env["OUTER"]) == ("a b-true", "true")
    assert "INNER" not in seen[1].env
    assert not any("AWS" in name for name in seen[0].env)


def test_outputs_and_variables_go_through_files(make: Make) -> None:
    def told(call: Call) -> int:
        Path(call.env["GITHUB_OUTPUT"]).write_text("word=b=c\nmore<<END\none\ntwo\nEND\n")
        Path(call.env["GITHUB_ENV"]).write_text("KEPT=yes\n")
        return 0

    github = make(
        steps(
            "{uses: actions/setup-python@x, with: {python-version: '3.11'}}",
            "{run: python scripts/warn.py, id: said}",
            "{if: \"steps.said.outputs.word == 'b=c' && env.KEPT == 'yes'\", run: exit 0}",
            entries="outputs: {word: '${{ steps.said.outputs.word }}'}",
        ),
        "  after:\n    needs: it\n    permissions: {}\n    steps:\n"
        "      - {run: exit 0, if: needs.it.outputs.word == 'b=c'}\n",
    )
    github.programs.warn = told
    run = pushed(github)
    assert [job.steps[-1].outcome for job in run.flow.all_jobs()] == ["success", "success"]


def test_an_output_that_no_step_gave_raises(make: Make) -> None:
    lines = ("{run: exit 0, id: said}", "{if: steps.said.outputs.word == '', run: exit 0}")
    with pytest.raises(NotUnderstood, match=r"steps\.said\.outputs\.word"):
        pushed(make(steps(*lines)))


@pytest.mark.parametrize(
    "line",
    [
        "uses: actions/github-script@v7",
        "run: npm install",
        "run: python -m http.server",
        "{run: exit 0, shell: pwsh}",
        "{uses: actions/checkout@x, with: {ref: develop, persist-credentials: false}}",
    ],
)
def test_what_it_does_not_know_raises_or_fails(make: Make, line: str) -> None:
    ready = "{uses: actions/setup-python@x, with: {python-version: '3.11'}}"
    try:
        run = pushed(make(steps(ready, line)))
    except NotUnderstood:
        return
    assert run.conclusion == "failure"


def test_a_secret_is_not_for_conditions(make: Make) -> None:
    with pytest.raises(NotUnderstood, match="secrets"):
        pushed(make(steps("{if: secrets.DISCORD_WEBHOOK != '', run: exit 0}")))


def test_a_secret_that_the_contract_does_not_know_raises(make: Make) -> None:
    with pytest.raises(NotUnderstood, match="secrets"):
        pushed(make(steps("{run: exit 0, env: {A: '${{ secrets.OTHER }}'}}")))


# ------------------------------------------------------------------ inputs


def test_inputs_have_their_defaults_and_types(make: Make) -> None:
    github = make(job("a", "if: inputs.yes == true && inputs.word == '' && inputs.which == 'a'"))
    assert results(github.dispatch("it.yml"))["a"] == "success"
    assert results(github.dispatch("it.yml", yes=False))["a"] == "skipped"


@pytest.mark.parametrize("given", [{"other": ""}, {"yes": "true"}, {"which": "c"}])
def test_an_input_that_its_form_does_not_offer_is_refused(
    make: Make, given: dict[str, Any]
) -> None:
    with pytest.raises(NotUnderstood):
        make(job("a")).dispatch("it.yml", **given)


# ------------------------------------------------------------------ environments


def test_a_person_is_asked_first(make: Make) -> None:
    github = make(job("a", "environment: prod"))
    github.environments["prod"] = Environment(answer=None)
    run = pushed(github)
    assert run.job("a").state is State.UNAPPROVED
    assert github.programs.calls == []
    github.answer("prod", "approved")
    assert run.conclusion == "success"


def test_a_rejection_is_a_failure(make: Make) -> None:
    github = make(job("a", "environment: prod"))
    github.environments["prod"] = Environment(answer="rejected")
    assert pushed(github).conclusion == "failure"
    assert github.programs.calls == []


def test_only_some_branches_may_use_an_environment(make: Make) -> None:
    github = make(job("a", "environment: prod"))
    github.environments["prod"] = Environment()
    github.branches["develop"] = SHA
    assert github.dispatch("it.yml", "develop").conclusion == "failure"
    assert github.programs.calls == []


# ------------------------------------------------------------------ lines


LINE = "concurrency: {group: one, cancel-in-progress: false%s}"


@pytest.mark.parametrize(
    ("queue", "ends"),
    [("", ["success", "cancelled", "success"]), (", queue: max", ["success"] * 3)],
)
def test_who_waits_in_a_line(make: Make, queue: str, ends: list[str]) -> None:
    """By default the one who waits loses its place to the next; `queue: max` keeps all."""
    begun: list[Run] = []

    def two_more() -> int:
        while len(begun) < 2:
            begun.append(github.dispatch("it.yml"))
            assert begun[-1].job("a").state is State.LINED_UP
        return 0

    github = make(job("a", LINE % queue), a=two_more)
    first = github.dispatch("it.yml")
    assert [run.conclusion for run in (first, *begun)] == ends


def test_a_line_is_entered_before_a_person_is_asked(make: Make) -> None:
    """So whoever waits for an approval keeps the others waiting."""
    github = make(job("a", f"environment: prod\n    {LINE % ''}"), job("b", LINE % ""))
    github.environments["prod"] = Environment(answer=None)
    run = pushed(github)
    assert (run.job("a").state, run.job("b").state) == (State.UNAPPROVED, State.LINED_UP)


def test_a_newer_run_may_end_an_older_one(make: Make) -> None:
    github = make(job("a", "environment: prod"))
    github.workflows["it.yml"]["concurrency"] = {"group": "one", "cancel-in-progress": True}
    github.environments["prod"] = Environment(answer=None)
    first, second = pushed(github), pushed(github)
    assert (first.conclusion, second.job("a").state) == ("cancelled", State.UNAPPROVED)


def test_a_cancelled_job_is_interrupted_and_cleans_up(make: Make) -> None:
    interrupted: list[bool] = []

    def work() -> int:
        github.cancel(github.runs[0])
        return 3

    spec = job("a") + "      - run: exit 0\n      - {run: exit 0, if: always()}\n"
    github = make(spec, job("b", "needs: a"), job("c", "needs: a\n    if: always()"), a=work)
    github.programs.interrupt = lambda: interrupted.append(True)
    run = pushed(github)
    assert [step.outcome for step in run.job("a").steps[-3:]] == ["cancelled", "skipped", "success"]
    assert results(run) == {"a": "cancelled", "b": "skipped", "c": "success"}
    assert (run.conclusion, interrupted) == ("cancelled", [True])


# ------------------------------------------------------------------ called workflows


CALLED = """
name: called
on:
  workflow_call:
    inputs:
      word: {type: string, required: true}
permissions: {}
jobs:
  inner:
    permissions: {contents: read}
    environment: prod
    steps:
      - run: exit ${{ inputs.word }}
        env: {KEY: "${{ secrets.AWS_ACCESS_KEY_ID }}"}
"""
CALL = """
  outer:
    permissions: {contents: %s}
    uses: ./called.yml
    with: {word: "%s"}
    %s
"""


@pytest.mark.parametrize(("code", "ends"), [("0", "success"), ("1", "failure")])
def test_a_called_workflow_ends_its_caller(make: Make, code: str, ends: str) -> None:
    github = make(CALL % ("read", code, "secrets: inherit"), job("after", "needs: outer"))
    github.workflows = {**github.workflows, "called.yml": documents.read(CALLED)}
    github.environments["prod"] = Environment(secrets={"AWS_ACCESS_KEY_ID": "AKIA"})
    run = pushed(github)
    after = "success" if ends == "success" else "skipped"
    assert results(run) == {"outer": ends, "outer / inner": ends, "after": after}
    assert run.job("outer / inner").steps[0].env == {"KEY": "AKIA"}


def test_a_called_workflow_has_no_secrets_unless_they_are_handed_on(make: Make) -> None:
    github = make(CALL % ("read", "0", ""))
    github.workflows = {**github.workflows, "called.yml": documents.read(CALLED)}
    github.environments["prod"] = Environment(secrets={"AWS_ACCESS_KEY_ID": "AKIA"})
    assert pushed(github).job("outer / inner").steps[0].env == {"KEY": ""}


def test_a_called_workflow_has_no_right_that_its_caller_lacks(make: Make) -> None:
    github = make(CALL % ("none", "0", "secrets: inherit"))
    github.workflows = {**github.workflows, "called.yml": documents.read(CALLED)}
    with pytest.raises(NotUnderstood, match="which its caller does not have"):
        pushed(github)
