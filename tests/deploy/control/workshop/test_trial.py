"""The trial of a wheel with the real uv and Python: what is there, and what is not."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from deploy.control.workshop import Workshop, trial
from deploy.control.workshop.local import local_workshop
from deploy.errors import CommandFailed
from deploy.tree import digest
from tests.contracts.installers import wheel
from tests.deploy.control.repository import INNER, STUB, index, lock

NAME = "refit_ai_service-0.1.0-py3-none-any.whl"
CANARY = "canary-of-a-secret"
NEEDS = ("refit-stub>=1",)
APP = {
    "__init__.py": b"",
    "api/__init__.py": b"",
    "api/main.py": b"import refit_stub\n\nfrom services.match import app\n",
    "services/match.py": b"import refit_inner\n\napp = refit_inner.VALUE\n",
}


def packed(app: Mapping[str, bytes] = APP, needs: tuple[str, ...] = NEEDS) -> bytes:
    return wheel(needs, {f"ai_app/{name}": content for name, content in app.items()})


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return index(tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, packages: Path) -> Iterator[Path]:
    """Give a checkout on a machine without a network, whose surroundings hold a lot."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "beside.py").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UV_CACHE_DIR", str(tmp_path_factory.mktemp("uv-cache")))
        patch.setenv("UV_FIND_LINKS", str(packages))
        for name in ("UV_NO_INDEX", "UV_OFFLINE"):
            patch.setenv(name, "1")
        patch.setenv("PYTHONPATH", str(root))
        patch.setenv("GEMINI_API_KEY", CANARY)
        patch.setenv("AWS_SECRET_ACCESS_KEY", CANARY)
        patch.chdir(root)
        yield root


@pytest.fixture
def workshop(machine: Path) -> Iterator[Workshop]:
    with local_workshop(str(machine)) as given:
        yield given


@pytest.fixture(scope="module")
def stood(machine: Path, packages: Path) -> Iterator[Workshop]:
    """Give a workshop in which the sound wheel is installed: each test imports other code in it."""
    with local_workshop(str(machine)) as given:
        version = trial.stand(given, NAME, packed(), lock(packages, STUB, INNER).encode())
        assert version in {"3.11", f"3.{sys.version_info.minor}"}
        yield given


@pytest.mark.lengthy
def test_what_is_declared_and_locked_is_there(stood: Workshop) -> None:
    trial.import_entry(stood, APP)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("app = \n", "SyntaxError"),
        ("import beside\n\napp = beside\n", "No module named 'beside'"),
        ("import deploy\n\napp = deploy\n", "No module named 'deploy'"),
        ("import pytest\n\napp = pytest\n", "No module named 'pytest'"),
        ("import os\n\napp = os.environ['AWS_SECRET_ACCESS_KEY']\n", "KeyError"),
        ("import os\n\napp = os.environ['GEMINI_API_KEY']\n", "KeyError"),
        ("import os\n\napp = os.environ['HOME']\n", "KeyError"),
        ("from ai_app.services.match import app\n", "imports itself from site-packages"),
        ("application = 1\n", "cannot import name 'app'"),
        ("raise SystemExit\n", "it ends the program, with success"),
        ("import os\n\nos._exit(0)\n", "it ends the program, with success"),
        ("import os\n\nos.abort()\n", "does not import"),
    ],
)
def test_an_entry_module_that_does_not_import_is_refused(
    stood: Workshop, code: str, word: str
) -> None:
    with pytest.raises(CommandFailed, match="does not import") as caught:
        trial.import_entry(stood, {**APP, "api/main.py": code.encode()})
    assert word in caught.value.reason
    assert CANARY not in str(caught.value)


def test_what_the_app_prints_is_no_matter(stood: Workshop) -> None:
    talkative = b"print('loading'); app = 1\n"
    trial.import_entry(stood, {**APP, "api/main.py": talkative})


def test_the_app_stands_in_its_run_directory(stood: Workshop) -> None:
    reads = b"from pathlib import Path; app = Path('services/match.py').read_text()\n"
    trial.import_entry(stood, {**APP, "api/main.py": reads})


def test_an_import_that_does_not_end_is_refused(
    stood: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "IMPORT_S", 0.5)
    with pytest.raises(CommandFailed, match=r"did not end within 0\.5 s"):
        trial.import_entry(stood, {**APP, "api/main.py": b"import time\n\ntime.sleep(600)\n"})


def test_what_is_declared_must_be_locked(workshop: Workshop, packages: Path) -> None:
    with pytest.raises(CommandFailed, match="refit-inner"):
        trial.stand(workshop, NAME, packed(), lock(packages, STUB).encode())


def test_what_the_index_gives_must_be_what_is_locked(workshop: Workshop, packages: Path) -> None:
    locked = lock(packages, STUB, INNER)
    other = locked.replace(digest((packages / INNER).read_bytes()), digest(b"another build"))
    with pytest.raises(CommandFailed, match=r"refit-inner|refit_inner"):
        trial.stand(workshop, NAME, packed(), other.encode())


def test_what_is_locked_must_be_what_is_declared(workshop: Workshop, packages: Path) -> None:
    needs = packed(needs=("refit-stub>=2",))
    with pytest.raises(CommandFailed, match="refit-stub"):
        trial.stand(workshop, NAME, needs, lock(packages, STUB, INNER).encode())


def test_what_is_locked_and_not_declared_is_not_there(workshop: Workshop, packages: Path) -> None:
    trial.stand(workshop, NAME, packed(needs=()), lock(packages, STUB, INNER).encode())
    with pytest.raises(CommandFailed, match="No module named 'refit_stub'"):
        trial.import_entry(workshop, APP)


def test_a_wheel_that_says_another_name_than_its_file_is_refused(
    workshop: Workshop, packages: Path
) -> None:
    name = NAME.replace("0.1.0", "0.2.0")
    with pytest.raises(CommandFailed):
        trial.stand(workshop, name, packed(), lock(packages, STUB, INNER).encode())


def test_without_the_hosts_python_the_running_one_is_taken(
    workshop: Workshop, packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "HOSTS", "3.99")
    version = trial.stand(workshop, NAME, packed(), lock(packages, STUB, INNER).encode())
    assert version == f"3.{sys.version_info.minor}"
    assert any("Python 3.99 is not here" in line for line in workshop.log.lines())
