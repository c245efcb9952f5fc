"""Tests of the way of a commit: from a push to main to what the host serves, and each obstacle."""

import pytest

from sim.goods import wheels
from sim.harm.faults import parse_plan
from tests.workflows.documents import CI
from tests.workflows.production import ARTIFACTS, Production
from tests.workflows.runs import Run, State
from tests.workflows.scopes import SECRETS

CRASHES = '{"fails_after_s": 0.5}'


def ended(run: Run) -> dict[str, str | None]:
    return {job.name: job.result for job in run.flow.all_jobs()}


def goes_wrong(production: Production, plan: str) -> None:
    """Let the host meet a fault at its second script, which is the release."""
    (station,) = production.estate.stations.values()
    station.plans[1] = parse_plan(plan)


def not_released(production: Production, run: Run, *, changed: bool = False) -> None:
    """The run is red, its last job says why, and B serves."""
    assert run.conclusion == "failure"
    assert production.serves == "B"
    if not changed:
        assert production.changes == []
    if run.path == CI:
        assert run.job("released").result == "failure"
        assert "This commit of main is NOT released" in run.text
    else:
        assert run.job("verdict").result == "failure"


# ------------------------------------------------------------------ the way


def test_a_commit_on_main_is_released(production: Production) -> None:
    run = production.pushed("C")
    assert run.conclusion == "success"
    assert set(ended(run).values()) == {"success"}
    assert production.serves == "C"
    assert len(production.changes) == 1
    assert wheels.sha("C") in production.message
    assert "actions/runs/1" in production.message
    assert f"ai-wheel-{wheels.sha('C')}" in production.github.artifacts
    assert "snapshot-1-1" in production.github.artifacts
    (recorded,) = production.api.statuses[wheels.sha("C")]
    assert recorded["context"] == "artifact"


def test_what_is_rehearsed_is_what_was_published(production: Production) -> None:
    run = production.pushed("C")
    fetched = run.job("cd-prod / release").step("artifact")
    published = run.job("release-prod").step("publish").outputs
    assert fetched.outputs == published
    assert published["sha"] == wheels.sha("C")
    released = run.job("cd-prod / release").step("Release, and watch the host to the end")
    assert released.argv is not None
    assert set(released.argv[-2:]) == {f"--{name}={value}" for name, value in published.items()}
    steps = [step.name for step in run.job("cd-prod / release").steps]
    assert steps.index("Would this release go well there?") < steps.index(
        "Release, and watch the host to the end"
    )


def test_a_pull_request_is_tested_and_nothing_else(production: Production) -> None:
    (run,) = production.github.pull_request(7, wheels.sha("C"))
    done = {name for name, result in ended(run).items() if result == "success"}
    assert done == {"lint", "test", "deploy-sim"}
    assert run.conclusion == "success"
    assert production.commands == []
    assert production.api.asked == []


def test_develop_is_tested_on_real_parts_too(production: Production) -> None:
    run = production.pushed("C", "develop")
    done = {name for name, result in ended(run).items() if result == "success"}
    assert done == {"lint", "test", "deploy-sim", "integration"}
    assert production.commands == []
    assert production.estate.bucket.things == {}


def test_a_commit_that_told_github_to_skip_can_be_released_by_hand(production: Production) -> None:
    assert production.push("C", message="Squashed: [skip ci] in its body") == []
    run = production.github.dispatch(CI)
    assert (run.conclusion, production.serves) == ("success", "C")


def test_a_commit_that_told_github_to_skip_is_not_silent_for_long(production: Production) -> None:
    production.push("C", message="Squashed: [skip ci] in its body")
    (run,) = production.github.an_hour_passes()
    assert run.conclusion == "failure"
    assert f"nobody released {wheels.sha('C')} of main" in run.text
    assert "gh workflow run ci.yml --ref main" in run.text
    assert production.commands == []


@pytest.mark.parametrize("session", ["none", "test"])
def test_a_commit_whose_run_is_there_was_not_overlooked(
    production: Production, session: str
) -> None:
    production.github.programs.sessions[session] = 1
    production.pushed("C")
    (run,) = production.github.an_hour_passes()
    assert run.conclusion == "success"
    assert len(production.messages) == (session == "none")


def test_a_commit_that_waits_for_a_person_was_not_overlooked(production: Production) -> None:
    production.github.environments["production-approval"].answer = None
    production.pushed("C")
    (run,) = production.github.an_hour_passes()
    assert run.conclusion == "success"


def test_publishing_a_second_time_is_the_same(production: Production) -> None:
    production.pushed("C")
    run = production.github.dispatch(CI)
    assert run.job("release-prod").result == "success"
    assert "PUBLISHED BEFORE, the same" in run.text


def test_other_bytes_of_a_commit_are_never_published_over_the_first(
    production: Production,
) -> None:
    production.rehearsal = 1
    production.pushed("C")
    things = dict(production.estate.bucket.things)
    production.behaviour["C"] = CRASHES
    run = production.github.dispatch(CI)
    not_released(production, run)
    assert run.job("release-prod").result == "failure"
    assert production.estate.bucket.things == things


# ------------------------------------------------------------------ what CI proves first


@pytest.mark.parametrize("session", ["lint", "types", "test", "deploy-sim"])
def test_what_ci_finds_wrong_is_not_released(production: Production, session: str) -> None:
    production.github.programs.sessions[session] = 1
    run = production.pushed("C")
    not_released(production, run)
    assert run.job("release-prod").result == "skipped"
    assert run.job("cd-prod").result == "skipped"
    assert production.estate.bucket.things == {}


def test_a_gate_that_was_cancelled_is_not_passed(production: Production) -> None:
    production.github.programs.interrupt = lambda: None

    def cancelled() -> int:
        production.github.cancel(production.github.runs[0])
        return 0

    production.github.programs.sessions["deploy-sim"] = cancelled
    run = production.pushed("C")
    assert run.conclusion == "cancelled"
    assert run.job("deploy-sim").result == "cancelled"
    assert (run.job("cd-prod").result, run.job("released").result) == ("skipped", "failure")
    assert (production.changes, production.serves) == ([], "B")


@pytest.mark.parametrize("gate", ["test", "deploy-sim"])
@pytest.mark.parametrize("how", ["skipped", "gone"])
def test_a_gate_that_was_skipped_is_not_passed(production: Production, gate: str, how: str) -> None:
    """Even where somebody breaks the workflow: the release itself asks for these two."""
    jobs = production.github.workflows[CI]["jobs"]
    jobs["release-prod"]["needs"] = []
    if how == "skipped":
        jobs[gate]["if"] = "github.ref == ''"
    else:
        jobs[f"not-{gate}"] = jobs.pop(gate)
        jobs["released"]["needs"] = ["lint", "release-prod", "cd-prod"]
        jobs["released"]["steps"][0]["if"] = "needs.cd-prod.result != 'success'"
    run = production.pushed("C")
    not_released(production, run)
    assert f"commit {wheels.sha('C')} is not to be released" in run.text
    assert gate in run.text


def test_what_is_no_sound_artifact_is_not_published(production: Production) -> None:
    production.defects["import_error"] = "ModuleNotFoundError: No module named 'chromadb'"
    run = production.pushed("C")
    not_released(production, run)
    assert run.job("release-prod").result == "failure"
    assert "No module named 'chromadb'" in run.text
    assert production.estate.bucket.things == {}


def test_only_what_the_job_of_publishing_may_write_is_recorded(production: Production) -> None:
    right = production.github.workflows[CI]["jobs"]["release-prod"]["permissions"]
    del right["statuses"]
    run = production.pushed("C")
    not_released(production, run)
    assert run.job("release-prod").result == "failure"


# ------------------------------------------------------------------ the gate


def test_a_rehearsal_that_says_no_keeps_the_host_as_it_is(production: Production) -> None:
    production.rehearsal = 1
    run = production.pushed("C")
    not_released(production, run)
    assert "NO-GO" in run.text
    assert "snapshot-1-1" in production.github.artifacts  # to be looked at elsewhere


def test_without_a_snapshot_nothing_is_rehearsed_or_released(production: Production) -> None:
    (instance,) = production.estate.instances
    production.estate.fleet.connect(instance, production.estate.world.machine.now, online=False)
    run = production.pushed("C")
    not_released(production, run)
    assert (
        run.job("cd-prod / release").step("Would this release go well there?").outcome == "skipped"
    )


def test_a_broken_rehearsal_can_be_left_out_and_everybody_sees_it(production: Production) -> None:
    production.rehearsal = 2
    production.pushed("C")
    run = production.release(
        sha=wheels.sha("C"), skip_rehearsal="the simulator does not know PM2 8"
    )
    assert (run.conclusion, production.serves) == ("success", "C")
    assert "NOT REHEARSED: the simulator does not know PM2 8" in run.name
    assert "::warning title=RELEASED WITHOUT A REHEARSAL::the simulator does" in run.text


def test_a_rehearsal_is_left_out_for_a_reason_alone(production: Production) -> None:
    production.rehearsal = 1
    production.pushed("C")
    run = production.release(sha=wheels.sha("C"), skip_rehearsal=" ")
    not_released(production, run)
    assert "needs a reason" in run.text


# ------------------------------------------------------------------ approval


def test_a_release_waits_for_a_person_and_then_goes_on(production: Production) -> None:
    production.github.environments["production-approval"].answer = None
    run = production.pushed("C")
    assert run.job("cd-prod / approval").state is State.UNAPPROVED
    assert (run.conclusion, production.commands) == (None, [])
    production.github.answer("production-approval", "approved")
    assert (run.conclusion, production.serves) == ("success", "C")


def test_a_release_that_nobody_wants_is_red(production: Production) -> None:
    production.github.environments["production-approval"].answer = "rejected"
    run = production.pushed("C")
    not_released(production, run)
    assert run.job("cd-prod / release").result == "skipped"
    assert production.commands == []


def test_a_release_from_another_branch_touches_nothing(production: Production) -> None:
    production.pushed("C", "develop")
    run = production.github.dispatch(
        ".github/workflows/cd-prod.yml", "develop", sha=wheels.sha("C")
    )
    not_released(production, run)
    assert (ended(run)["release"], production.commands) == ("skipped", [])


# ------------------------------------------------------------------ which commit


def test_the_newest_commit_that_may_be_is_released(production: Production) -> None:
    production.rehearsal = 1
    production.pushed("C")
    production.github.programs.sessions["test"] = 1
    production.pushed("D")
    production.rehearsal = 0
    run = production.release()
    assert (run.conclusion, production.serves) == ("success", "C")
    assert run.name == "Release the newest commit that may be"


def test_a_commit_that_is_not_on_main_is_refused(production: Production) -> None:
    production.rehearsal = 1
    production.pushed("C")
    production.api.history.remove(wheels.sha("C"))
    run = production.release(sha=wheels.sha("C"))
    not_released(production, run)
    assert "it is not on main" in run.text
    assert production.commands[1:] == []


def test_a_commit_that_was_never_published_is_refused(production: Production) -> None:
    run = production.release(sha=wheels.sha("B"))
    not_released(production, run)
    assert production.commands == []


def test_a_manifest_that_ci_did_not_record_is_refused(production: Production) -> None:
    production.rehearsal = 1
    production.pushed("C")
    run = production.release(sha=wheels.sha("C"), manifest_sha256="0" * 64)
    not_released(production, run)
    assert "CI recorded another manifest" in run.text


def test_an_object_that_was_changed_is_refused(production: Production) -> None:
    production.rehearsal = 1
    production.pushed("C")
    key = f"artifacts/ai/{wheels.sha('C')}/manifest.json"
    thing = production.estate.bucket.things[key]
    production.estate.bucket.things[key] = type(thing)(thing.content + b" ", thing.sha256)
    production.rehearsal = 0
    not_released(production, production.release(sha=wheels.sha("C")))


# ------------------------------------------------------------------ how it ends on the host


def test_a_release_that_crashes_goes_back_and_the_run_is_red(production: Production) -> None:
    production.behaviour["C"] = CRASHES
    run = production.pushed("C")
    not_released(production, run, changed=True)
    said = run.job("cd-prod / release").step("Release, and watch the host to the end").said
    assert "ROLLED BACK" in said
    assert wheels.sha("B") in said
    assert "ROLLED" in production.message.upper()
    assert wheels.sha("B")[:7] in production.message


def test_what_the_host_refuses_is_red_and_touches_nothing(production: Production) -> None:
    goes_wrong(production, "1.run.uv@build_environment#2=fails!")
    run = production.pushed("C")
    not_released(production, run, changed=True)
    assert (
        "REFUSED"
        in run.job("cd-prod / release").step("Release, and watch the host to the end").said
    )
    assert "refused" in production.message.lower()


def test_where_a_person_must_look_the_run_says_the_next_command(production: Production) -> None:
    production.behaviour["C"] = CRASHES
    goes_wrong(production, "1.run.pm2@start#1=fails!")
    run = production.pushed("C")
    assert run.conclusion == "failure"
    said = run.job("cd-prod / release").step("Release, and watch the host to the end").said
    assert "NEEDS A PERSON" in said
    assert "next: " in said
    assert len(production.messages) == 1


# ------------------------------------------------------------------ secrets


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", ["", " "])
def test_a_secret_that_nobody_set_is_refused_by_its_name(
    production: Production, name: str, value: str
) -> None:
    production.github.environments["production"].secrets[name] = value
    run = production.pushed("C")
    not_released(production, run)
    assert f"{name} is set but empty" in run.text or f"{name}: " in run.text
    assert production.commands == []


@pytest.mark.parametrize("name", ARTIFACTS)
def test_nothing_is_published_without_its_secrets(production: Production, name: str) -> None:
    del production.github.environments["artifacts"].secrets[name]
    run = production.pushed("C")
    not_released(production, run)
    assert f"{name} is set but empty" in run.text
    assert production.estate.bucket.things == {}
    assert production.api.asked == []


def test_a_region_of_ones_own(production: Production) -> None:
    production.github.variables["AWS_REGION"] = "eu-central-1"
    run = production.pushed("C")
    assert run.job("cd-prod / release").step("artifact").env["AWS_REGION"] == "eu-central-1"
    assert run.conclusion == "success"


# ------------------------------------------------------------------ a run that is cancelled


@pytest.mark.parametrize("look", [1, 2])
def test_a_cancelled_run_says_what_the_host_does_and_how_to_go_on(
    production: Production, look: int
) -> None:
    def cancel() -> None:
        production.github.cancel(production.github.runs[0])

    (station,) = production.estate.stations.values()
    station.slow_s = 60.0
    production.look = look
    production.during["apply"] = cancel
    run = production.pushed("C")
    step = run.job("cd-prod / release").step("Release, and watch the host to the end")
    assert (run.conclusion, step.outcome) == ("cancelled", "cancelled")
    assert "python -m deploy watch " in step.said
    production.estate.passes(3600)
    assert production.serves == "C"
    assert len(production.changes) == 1
    assert run.job("released").result == "failure"
