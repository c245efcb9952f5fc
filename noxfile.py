"""The project's commands, one session each; `nox --list` shows them."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import nox

# Where compiled files are forbidden, each process compiles everything and rewrites all tests anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

nox.needs_version = ">=2025.10.14"  # the first with `download_python`
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"  # a Python that is not here is skipped, not fetched
nox.options.error_on_missing_interpreters = False  # in CI too
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "test"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]  # the host's system Python first
ROOTS = f"{Path.cwd() / 'ai_app'}{os.pathsep}{Path.cwd()}"  # the app is rooted at ai_app/
APP = ("-r", "requirements.txt")  # as a host installs it; the app runs from its directory
DEPENDENCIES = ("python", "-m", "scripts.dependencies")
# Tests of real programs wait for them: one process more than there are cores.
IN_PARALLEL = (f"--numprocesses={(os.cpu_count() or 1) + 1}", "--dist=loadfile")
LENGTHY = ("-m", "lengthy and not real and not load")
WORKFLOWS = sorted(str(path) for path in Path(".github/workflows").glob("*.yml"))


@nox.session
def lint(session: nox.Session) -> None:
    """Check form, style, imports, the workflows, and that the lock is in step."""
    session.install(*groups("lint"))
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": ROOTS})
    session.run(*DEPENDENCIES, "check")
    for schema, paths in (
        ("github-workflows", WORKFLOWS),
        ("dependabot", [".github/dependabot.yml"]),
    ):
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *paths)


@nox.session
def types(session: nox.Session) -> None:
    """Check every type, strictly: packages, tests, scripts and this file."""
    session.install(*APP, *groups("types"))
    session.run("mypy", *session.posargs)


@nox.session
def test(session: nox.Session) -> None:
    """Run the tests, in parallel; arguments after -- go to pytest."""
    session.install(*APP, *groups("test"))
    session.run("pytest", *IN_PARALLEL, *session.posargs)


@nox.session(default=False)
def lengthy(session: nox.Session) -> None:
    """Run the tests that take seconds each: real processes, kills, long searches."""
    session.install(*APP, *groups("test"))
    session.run("pytest", *IN_PARALLEL, *LENGTHY, *session.posargs)


@nox.session(name="test-versions", python=PYTHONS, default=False)
def test_versions(session: nox.Session) -> None:
    """Run the deployer's and the service's tests on every supported Python."""
    session.install(*APP, *groups("test"))
    for few in ((), LENGTHY):
        session.run("pytest", *IN_PARALLEL, *few, "tests/deploy", "tests/ai_app", *session.posargs)


@nox.session(python=PYTHONS, default=False)
def portable(session: nox.Session) -> None:
    """Tell the same ids under every Python that is here: the traces are the same, byte by byte."""
    session.install(*groups("sim"))
    session.run("python", "-m", "tests.sim.portable", *session.posargs)


@nox.session(default=False)
def serve(session: nox.Session) -> None:
    """Start the service from nothing, with sample people and without keys: `/` tries it out."""
    session.install(*APP)
    place = Path(session.create_tmp()).resolve() / "people.db"
    told = {"DEVELOPMENT": "true", "DATABASE_URL": f"sqlite:///{place}", "PYTHONPATH": "."}
    session.chdir("ai_app")
    for program in ("api.sample", "api.embeddings"):  # nobody is found by words alone
        session.run("python", "-m", program, env=told)
    session.run("uvicorn", "api.main:app", *(session.posargs or ["--port", "8000"]), env=told)


@nox.session(default=False)
def quality(session: nox.Session) -> None:
    """Measure how good recommendations are, beside plain ways; fail where they are not better."""
    session.install(*APP)
    session.chdir("ai_app")
    session.run("python", "-m", "api.evaluate", env={"PYTHONPATH": "."})


@nox.session(default=False)
def models(session: nox.Session) -> None:
    """Load the model through sentence-transformers too, and compare: the extra `models`."""
    session.install(*APP, ".[models]", *groups("test"))
    session.run("pytest", "-m", "models", "tests/ai_app", *session.posargs)


@nox.session(default=False)
def processors(session: nox.Session) -> None:
    """Read texts on an emulated processor without AVX: the model finds the same bits there."""
    if platform.machine() != "x86_64":
        obstacle = "here are no programs for x86-64 that could be emulated"
        (session.error if os.environ.get("CI") else session.skip)(obstacle)
    session.install(*APP, *groups("test"))
    emulated = ("qemu-x86_64-static", "-cpu", "Nehalem", f"{session.bin}/python")
    tests = ("-k", "same_bits", "tests/ai_app/adapters/models/test_e5_small.py")
    session.run(*emulated, "-m", "pytest", *tests, *session.posargs, external=True)


@nox.session(default=False)
def load(session: nox.Session) -> None:
    """Load the service with a hundred clients, and kill it amid writes; every answer is checked."""
    session.install(*APP, *groups("test"))
    session.run("pytest", "-m", "load", "tests/ai_app/load", *session.posargs)


@nox.session(name="bench-api", default=False)
def bench_api(session: nox.Session) -> None:
    """Measure the service beside the floors of this machine: reading, numpy, pgvector, HTTP."""
    session.install(*APP, *groups("bench"))
    session.run("python", "-m", "tests.ai_app.bench", *session.posargs, env={"PYTHONPATH": ROOTS})


@nox.session(name="deploy-sim", default=False)
def deploy_sim(session: nox.Session) -> None:
    """Build the real wheel, deploy and roll it back in the simulator, sweep every fault."""
    session.install(*groups("sim"))
    asked = session.posargs or ["--gate"]  # a share alone is no gate
    session.run("python", "-m", "sim", "main", "--wheel", build_wheel(session), *asked)


@nox.session(default=False)
def deep(session: nox.Session) -> None:
    """Sweep every fault and crash, and many pairs of faults: an hour and more; it can go on."""
    session.install(*groups("sim"))
    session.run("python", "-m", "sim", "sweep", "--deep", "--keep-going", *session.posargs)


@nox.session(default=False)
def planted(session: nox.Session) -> None:
    """Plant each bug of the table in the deployer and have the simulator hunt it: its grade."""
    session.install(*APP, *groups("test"))
    spread = (*IN_PARALLEL, "--dist=load")  # one file has them all
    session.run("pytest", *spread, "-m", "planted", "tests/planted", *session.posargs)


@nox.session(default=False)
def mutation(session: nox.Session) -> None:
    """Mutate the host side of the deployer and have the sweep tell each mutant from it."""
    session.install(*APP, *groups("test"))
    session.run("python", "-m", "tests.mutation", *session.posargs)


@nox.session(default=False)
def contracts(session: nox.Session) -> None:
    """Run each contract on the fake and on the real thing: a fake is as good as these say."""
    real_parts(session)
    session.run("pytest", *IN_PARALLEL, "-m", "", "tests/contracts", *session.posargs)


@nox.session(default=False)
def sandbox(session: nox.Session) -> None:
    """Tell every story on a host of real parts too, and look at such hosts from all sides."""
    real_parts(session)
    # Hosts mostly wait, for an app to start or for a health check: more of them than cores.
    many = ("--numprocesses=4", "--dist=worksteal")
    session.run("pytest", *many, "-m", "real", "--ignore=tests/contracts", *session.posargs)


@nox.session(default=False)
def pages(session: nox.Session) -> None:
    """Open timelines and the service's page in Chromium: by keyboard, measured, judged by axe."""
    real_parts(session, "browser", "tests.browser")
    session.run("pytest", "-m", "browser", "tests/browser", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure downtime under load, seconds and disk, beside what the predecessor did."""
    real_parts(session)
    session.run("python", "-m", "sim.bench", "--wheel", build_wheel(session), *session.posargs)


@nox.session(default=False)
def wheel(session: nox.Session) -> None:
    """Build this commit's wheel into dist/, as a release does."""
    session.install(*groups("sim"))
    session.log(f"dist/{build_wheel(session, Path.cwd() / 'dist').name}")


@nox.session(default=False)
def control(session: nox.Session) -> None:
    """Publish, release or roll back from here: what follows -- goes to `python -m deploy`.

    A workflow installs it alone and calls .nox/control/bin/python: a run that is cancelled needs
    seconds to say what became of the host, and nox leaves what it runs a third of one.
    """
    session.install(*groups("control", "sim"))
    if session.posargs:
        session.run("python", "-m", "deploy", *session.posargs)


@nox.session(default=False)
def package(session: nox.Session) -> None:
    """Build dist/deploy.pyz, the deployer in one file, and try it on the oldest Python here."""
    session.run("python", "scripts/build_zipapp.py", "dist/deploy.pyz")
    session.run(oldest_python(), "dist/deploy.pyz", "--help", external=True)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Make requirements.lock and requirements.txt; -- --upgrade, or --upgrade-package NAME."""
    session.install(*groups("dependencies"))
    session.run(*DEPENDENCIES, "lock", *session.posargs)


@nox.session(name="merge-requirements", default=False)
def merge_requirements(session: nox.Session) -> None:
    """Merge an edited requirements.txt into pyproject.toml; make the lock anew."""
    session.install(*groups("dependencies"))
    session.run(*DEPENDENCIES, "merge", *session.posargs)


def real_parts(session: nox.Session, group: str = "sandbox", asked: str = "sim.sandbox") -> None:
    """Install what real parts need; where the machine has none, skip, which in CI is an error."""
    session.install(*APP, *groups(group))
    found = session.run("python", "-m", asked, success_codes=[0, 2], silent=True, log=False)
    if obstacle := str(found).strip():
        (session.error if os.environ.get("CI") else session.skip)(obstacle)
    session.env["REFIT_SANDBOX"] = "required"


def groups(*names: str) -> tuple[str, ...]:
    """Give the requirements of these dependency groups."""
    return nox.project.dependency_groups(PYPROJECT, *names)


def build_wheel(session: nox.Session, into: Path | None = None) -> Path:
    """Build this checkout's wheel; the same commit gives the same bytes."""
    into = into or Path(session.create_tmp()).resolve() / "wheel"
    shutil.rmtree(into, ignore_errors=True)
    committed_at = session.run("git", "log", "-1", "--format=%ct", external=True, silent=True)
    words = ("python", "-m", "build", "--wheel", "--no-isolation", "--outdir", str(into))
    session.run(*words, env={"SOURCE_DATE_EPOCH": str(committed_at).strip()}, silent=True)
    (wheel,) = into.glob("*.whl")
    return wheel


def oldest_python() -> str:
    """Find the oldest supported Python that runs; a name on the PATH may be an empty shim."""
    found = (shutil.which(f"python{version}") for version in PYTHONS)
    runs = (x for x in found if x and not subprocess.call([x, "-c", ""], stderr=subprocess.DEVNULL))
    return next(runs, sys.executable)
