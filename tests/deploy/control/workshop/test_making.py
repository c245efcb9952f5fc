"""What of a commit is refused, each reason by name and all of them together."""

import json
import zipfile
from io import BytesIO

import pytest

from deploy.control.complaint import Unfit
from deploy.control.publishing import Publish
from deploy.control.workshop import SECRETS, checkout, contents
from deploy.errors import CommandFailed, Refused
from sim.harm.faults import Fault, Site
from sim.ports.workshop import FILES, INFO, PLACE, SHA, WHEEL
from tests.deploy.control.publisher import Publisher

OTHER = "b" * 40
Member = bytes | None


# ------------------------------------------------------------------ the checkout


def test_a_checkout_that_is_not_clean_is_refused_before_anything_is_built(
    publisher: Publisher,
) -> None:
    publisher.repository.dirt = ("ai_app/new.py", "notes.txt")
    (reason,) = publisher.refused()
    assert "differs from its commit: ai_app/new.py, notes.txt" in reason
    assert {line.op for line in publisher.world.trace} == {"run.git", "files.read"}


def test_another_commit_than_the_one_checked_out_is_refused(publisher: Publisher) -> None:
    (reason,) = publisher.refused(Publish(sha=OTHER))
    assert reason == f"{SHA} is checked out, not {OTHER}"


def test_a_detached_commit_needs_the_name_of_its_branch(publisher: Publisher) -> None:
    publisher.repository.branch = None
    (reason,) = publisher.refused()
    assert reason == "no branch is checked out"


def test_a_branch_that_a_message_might_misread_is_refused(publisher: Publisher) -> None:
    publisher.repository.branch = "feature/@everyone"
    (reason,) = publisher.refused()
    assert reason == "'feature/@everyone' is no branch of ours"


def test_a_commit_without_a_lock_is_refused(publisher: Publisher) -> None:
    del publisher.repository.files["requirements.lock"]
    (reason,) = publisher.refused()
    assert reason == "the commit has no requirements.lock"


def test_a_lock_without_digests_is_refused(publisher: Publisher) -> None:
    publisher.repository.files["requirements.lock"] = b"fastapi==0.133.0\n"
    (reason,) = publisher.refused()
    assert "line 1: 'fastapi==0.133.0' is no pin with its hashes" in reason


def test_a_lock_that_is_not_read_as_it_was_committed_is_refused(publisher: Publisher) -> None:
    publisher.world.load((Fault(Site(1, "files.read", "look", 1), "corrupt"),))
    assert publisher.refused() == ["requirements.lock differs from the commit's"]


def test_outside_of_a_checkout_nothing_is_published(publisher: Publisher) -> None:
    workshop = publisher.workshop()
    publisher.world.disk.remove(f"{workshop.root}/.git")
    with pytest.raises(Refused, match="not the top of a git checkout"):
        checkout.look(workshop)


# ------------------------------------------------------------------ what the wheel holds


def test_a_wheel_of_another_commit_is_refused(publisher: Publisher) -> None:
    release = {"sha": OTHER, "version": "0.1.0", "built_at": "2026-01-28T09:00:00Z"}
    publisher.repository.changed = {"ai_app/release.json": json.dumps(release).encode()}
    (reason,) = publisher.refused()
    assert reason == f"{WHEEL} was built from '{OTHER}', not from {SHA}"


def test_a_wheel_that_names_no_commit_is_refused(publisher: Publisher) -> None:
    publisher.repository.changed = {"ai_app/release.json": None}
    (reason,) = publisher.refused()
    assert reason == f"{WHEEL} names no commit, not from {SHA}"


def test_a_wheel_that_lacks_a_data_file_is_refused(publisher: Publisher) -> None:
    publisher.repository.changed = {"ai_app/prompts/match.txt": None}
    (reason,) = publisher.refused()
    assert reason == "the wheel lacks tracked files: ai_app/prompts/match.txt"


def test_a_wheel_may_lack_a_test(publisher: Publisher) -> None:
    publisher.repository.changed = {"ai_app/tests/test_main.py": None}
    assert publisher.publish().new


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("ai_app/tests/data.json", True),
        ("ai_app/services/test_match.py", True),
        ("ai_app/services/match_test.py", True),
        ("ai_app/conftest.py", True),
        ("ai_app/services/latest.py", False),
        ("ai_app/services/testing.py", False),
        ("ai_app/prompts/test_match.txt", False),
        ("ai_app/contests/a.py", False),
    ],
)
def test_a_test_is_known_by_its_place(path: str, test: bool) -> None:
    assert contents.is_test(path) is test


def test_what_nobody_reviewed_does_not_ship(publisher: Publisher) -> None:
    publisher.repository.changed = {"ai_app/.env": b"KEY=1", "ai_app/x.pyc": b""}
    (reason,) = publisher.refused()
    assert reason == "the wheel holds files nobody reviewed: ai_app/.env, ai_app/x.pyc"


def test_what_was_changed_after_the_review_does_not_ship(publisher: Publisher) -> None:
    publisher.repository.changed = {"ai_app/api/main.py": b"app = 1\n"}
    (reason,) = publisher.refused()
    assert reason == "files of the wheel differ from the commit's: ai_app/api/main.py"


def test_the_app_inside_itself_is_refused(publisher: Publisher) -> None:
    publisher.repository.changed = {"ai_app/ai_app/api/main.py": b""}
    (reason,) = publisher.refused()
    assert reason == "the wheel holds the app inside itself: ai_app/ai_app/api/main.py"


def test_the_app_inside_itself_is_refused_though_it_was_committed(publisher: Publisher) -> None:
    publisher.repository.files["ai_app/ai_app/api/main.py"] = b""
    (reason,) = publisher.refused()
    assert "the app inside itself" in reason


def test_a_link_does_not_ship(publisher: Publisher) -> None:
    publisher.repository.links = ("ai_app/passwd",)
    publisher.repository.changed = {"ai_app/passwd": b"root"}
    (reason,) = publisher.refused()
    assert reason.startswith("ai_app/passwd in the commit: a link")


@pytest.mark.parametrize(
    "name",
    [
        "refit_ai_service-0.1.0.data/purelib/sitecustomize.py",
        f"{INFO}/extra_metadata/more.txt",
        "refit_ai_service-0.1.0.data/scripts/uvicorn",
    ],
)
def test_a_wheel_installs_the_app_and_nothing_else(publisher: Publisher, name: str) -> None:
    publisher.repository.changed = {name: b""}
    (reason,) = publisher.refused()
    assert reason == f"the wheel would install more than the app: {name}"


def test_a_wheel_carries_the_lock(publisher: Publisher) -> None:
    publisher.repository.changed = {f"{INFO}/extra_metadata/requirements.lock": None}
    (reason,) = publisher.refused()
    assert reason == "the wheel carries no requirements.lock"


def test_a_wheel_carries_the_very_lock_that_is_published(publisher: Publisher) -> None:
    publisher.repository.changed = {f"{INFO}/extra_metadata/requirements.lock": b"# other\n"}
    (reason,) = publisher.refused()
    assert reason.endswith(f"differ from the commit's: {INFO}/extra_metadata/requirements.lock")


@pytest.mark.parametrize(
    "name",
    [
        *("other-0.1.0-py3-none-any.whl", "refit_ai_service-0.1.0-cp311-cp311-linux_x86_64.whl"),
        *("refit_ai_service-0.1.0.whl", "refit_ai_service-0.1.0-1-py3-none-any.whl", "wheel"),
        *("refit_ai_service-0..1-py3-none-any.whl", "refit_ai_service--py3-none-any.whl"),
    ],
)
def test_a_wheel_is_named_as_the_pipeline_names_it(publisher: Publisher, name: str) -> None:
    path = publisher.put(f"/downloads/{name}", publisher.repository.wheel())
    (reason,) = publisher.refused(Publish(wheel=path))
    assert f"{name!r} is not named refit_ai_service-VERSION-py3-none-any.whl" in reason


def test_a_wheel_that_is_cut_off_is_refused(publisher: Publisher) -> None:
    path = publisher.put(f"/downloads/{WHEEL}", publisher.repository.wheel()[:-30])
    (reason,) = publisher.refused(Publish(wheel=path))
    assert "it is no readable zip" in reason


def test_a_wheel_with_two_files_of_one_name_is_refused(publisher: Publisher) -> None:
    stream = BytesIO(publisher.repository.wheel())
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("ai_app/api/main.py", b"app = object()\n")
    path = publisher.put(f"/downloads/{WHEEL}", stream.getvalue())
    (reason,) = publisher.refused(Publish(wheel=path))
    assert reason == "it holds two of ai_app/api/main.py"


def test_a_wheel_that_is_not_there_is_refused(publisher: Publisher) -> None:
    (reason,) = publisher.refused(Publish(wheel=f"/downloads/{WHEEL}"))
    assert reason == f"/downloads/{WHEEL}: No such file or directory"


def test_a_deployer_of_more_than_the_commit_is_refused(publisher: Publisher) -> None:
    publisher.repository.smuggled = {"deploy/steps.py": b""}
    (reason,) = publisher.refused()
    assert reason == "the deployer holds files nobody reviewed: deploy/steps.py"


# ------------------------------------------------------------------ the trial


def test_a_wheel_that_does_not_import_is_refused_with_the_reason(publisher: Publisher) -> None:
    publisher.repository.import_error = "ModuleNotFoundError: No module named 'numpy'"
    (reason,) = publisher.refused()
    assert "does not import in a clean environment" in reason
    assert "No module named 'numpy'" in reason


def test_a_wheel_that_declares_what_is_not_locked_is_refused(publisher: Publisher) -> None:
    publisher.repository.needs = ("fastapi", "numpy")
    (reason,) = publisher.refused()
    assert "no trusted hash was provided for: `numpy`" in reason


def test_the_import_runs_in_the_run_directory_and_in_nothing_of_this_machine(
    publisher: Publisher,
) -> None:
    publisher.publish()
    (line,) = [line.detail for line in publisher.world.trace if "import app" in line.detail]
    code = f"{PLACE}/1/app/ai/ai_app"
    assert line.startswith(f"env -i PYTHONPATH={code} {PLACE}/1/environment/bin/python -B -c ")
    assert publisher.world.disk.read(f"{code}/prompts/match.txt") == b"match them\n"


def test_a_machine_without_any_python_is_told_so(publisher: Publisher) -> None:
    publisher.repository.pythons = ()
    (reason,) = publisher.refused()
    assert "No interpreter found" in reason


@pytest.mark.parametrize("op", ["run.python3", "run.uv", "run.env"])
@pytest.mark.parametrize("kind", ["fails", "hangs", "missing"])
def test_a_program_that_fails_is_told_and_nothing_is_stored(
    publisher: Publisher, op: str, kind: str
) -> None:
    step = "try" if op == "run.uv" else "build"
    publisher.world.load((Fault(Site(1, op, step, 1), kind, forever=True),))
    assert publisher.refused()


@pytest.mark.parametrize("kind", ["fails", "hangs", "missing"])
def test_without_git_nothing_begins(publisher: Publisher, kind: str) -> None:
    publisher.world.load((Fault(Site(1, "run.git", "look", 1), kind, forever=True),))
    with pytest.raises(CommandFailed):
        publisher.publish()


def test_a_full_disk_is_told_and_nothing_is_stored(publisher: Publisher) -> None:
    publisher.world.load((Fault(Site(1, "files.write", "try", 1), "full", forever=True),))
    (reason,) = publisher.refused()
    assert reason.endswith("No space left on device")


# ------------------------------------------------------------------ all together


def test_every_reason_is_told_at_once_with_its_cure(publisher: Publisher) -> None:
    repository = publisher.repository
    repository.changed = {
        "ai_app/release.json": None,
        "ai_app/prompts/match.txt": None,
        "ai_app/more.py": b"",
        "ai_app/api/main.py": b"import nothing\n",
        f"{INFO}/extra_metadata/requirements.lock": None,
    }
    repository.import_error = "ModuleNotFoundError: No module named 'nothing'"
    repository.dirt, repository.branch = ("notes.txt",), None
    path = publisher.put(f"/downloads/{WHEEL}", repository.wheel())
    reasons = publisher.refused(Publish(wheel=path, sha=OTHER))
    assert len(reasons) == 9
    words = ("checked out, not", "notes.txt", "no branch", "names no commit", "lacks", "reviewed")
    for word in (*words, "differ from", "carries no", "does not import"):
        assert len([reason for reason in reasons if word in reason]) == 1, word


def test_many_reasons_are_numbered_with_their_cures(publisher: Publisher) -> None:
    publisher.repository.dirt, publisher.repository.branch = ("notes.txt",), None
    with pytest.raises(Unfit) as caught:
        publisher.publish()
    assert caught.value.reason == (
        "(1) the checkout differs from its commit: notes.txt; (2) no branch is checked out"
    )
    assert caught.value.advice == (
        "(1) Commit it, or take it away: git status; (2) Name the commit's: --branch main"
    )


def test_of_many_files_a_few_are_named(publisher: Publisher) -> None:
    publisher.repository.changed = {f"ai_app/{number}.py": b"" for number in range(8)}
    (reason,) = publisher.refused()
    assert reason.endswith("ai_app/3.py, ai_app/4.py and 3 more")


def test_no_program_is_given_a_secret(publisher: Publisher) -> None:
    given: list[dict[str, str]] = []
    workshop = publisher.workshop()
    run = type(workshop.commands).run

    def watched(*words: object, **named: object) -> object:
        env = named["env"]
        assert isinstance(env, dict)
        given.append(env)
        return run(*words, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(workshop.commands), "run", watched)
        publisher.publish()
    assert len(given) > 8
    assert all(env[name] == "" for env in given for name in SECRETS)


def test_an_address_with_a_password_is_told_without_it(publisher: Publisher) -> None:
    publisher.repository.import_error = "no route to https://me:canary@index.example/simple"
    (reason,) = publisher.refused()
    assert "canary" not in reason
    assert "index.example/simple" in reason


def test_the_simulated_commit_is_sound() -> None:
    assert set(FILES) > {"requirements.lock", "ai_app/api/main.py"}
