"""What uv does, real and fake: environments, installations, and its words when it says no."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from deploy.ports import Entry, Kind, Result
from sim.goods import lock
from tests.contracts.installers import APP, INSTALLERS, Installer, wheel
from tests.wheels import DIST_INFO, NAME

NEEDS = ("fastapi", "uvicorn>=0.30")
ARMS = ["simulated", pytest.param("real", marks=pytest.mark.real)]


@pytest.fixture(scope="module", params=ARMS)
def fresh(request: pytest.FixtureRequest) -> Iterator[Callable[[], Installer]]:
    """Give the fake and the real uv in turn; the real one's host serves all tests."""
    with INSTALLERS[request.param]() as made:
        yield made


@pytest.fixture
def host(fresh: Callable[[], Installer]) -> Installer:
    """Give a directory of a host with uv."""
    return fresh()


def venv(
    host: Installer, name: str = "env", *, python: str = "", more: tuple[str, ...] = ()
) -> Result:
    version = python or host.python
    words = ("venv", "--no-python-downloads", "--python", version, *more, f"{host.root}/{name}")
    return host.uv(*words)


def made(host: Installer, name: str = "env") -> str:
    """Make an environment; give its path."""
    result = venv(host, name)
    assert result.code == 0, result.err
    return f"{host.root}/{name}"


def install(host: Installer, environment: str, *words: str) -> Result:
    into = ("pip", "install", "--no-python-downloads", "--python", f"{environment}/bin/python")
    return host.uv(*into, *words)


def put(host: Installer, content: bytes, name: str = NAME, *, folder: str = "wheels") -> str:
    path = f"{host.root}/{folder}/{name}"
    host.put(path, content)
    return path


def site(host: Installer, environment: str) -> str:
    return f"{environment}/lib/python{host.python}/site-packages"


def packages(host: Installer, environment: str) -> dict[str, str]:
    """Return the versions of what is installed."""
    names = host.reader.names(site(host, environment))
    found = (re.fullmatch(r"([^-]+)-(.+)\.dist-info", name) for name in names)
    return {hit[1]: hit[2] for hit in found if hit is not None}


def done(result: Result) -> Result:
    assert result.code == 0, result.err
    return result


# ------------------------------------------------------------------ the program


def test_it_names_its_version(host: Installer) -> None:
    result = host.uv("--version")
    assert result.code == 0
    assert re.match(r"uv [0-9]+\.[0-9]+\.[0-9]+", result.out)


def test_it_finds_an_interpreter(host: Installer) -> None:
    result = host.uv("python", "find", "--no-python-downloads", host.python)
    assert (result.code, result.err) == (0, "")
    assert host.reader.kind(host.reader.resolve(result.out.strip())) is Kind.FILE


def test_it_finds_an_interpreter_by_its_path(host: Installer) -> None:
    path = f"/usr/bin/python{host.python}"
    assert host.uv("python", "find", "--no-python-downloads", path).out == f"{path}\n"


@pytest.mark.parametrize("asked", ["3.7", "no-such-python", "/no/such/python"])
def test_it_says_which_interpreter_it_does_not_find(host: Installer, asked: str) -> None:
    result = host.uv("python", "find", "--no-python-downloads", asked)
    assert (result.code, result.out) == (2, "")
    assert "error: No interpreter found" in result.err
    assert asked in result.err


# ------------------------------------------------------------------ environments


def test_an_environment_is_made_and_told_on_the_error_stream(host: Installer) -> None:
    result = venv(host)
    assert (result.code, result.out) == (0, "")
    assert "Creating virtual environment at: " in result.err


def test_its_interpreter_is_a_link_to_the_systems(host: Installer) -> None:
    env = made(host)
    assert host.reader.target(f"{env}/bin/python") == f"/usr/bin/python{host.python}"
    assert host.reader.target(f"{env}/bin/python3") == "python"
    assert host.reader.target(f"{env}/bin/python{host.python}") == "python"
    assert host.reader.kind(host.reader.resolve(f"{env}/bin/python3")) is Kind.FILE


def test_its_packages_have_a_place_and_there_are_none(host: Installer) -> None:
    env = made(host)
    assert host.reader.names(f"{env}/lib") == (f"python{host.python}",)
    assert host.reader.names(site(host, env)) == ()
    assert host.reader.target(f"{env}/lib64") == "lib"


def test_it_holds_nothing_else_at_its_top(host: Installer) -> None:
    names = set(host.reader.names(made(host)))
    assert names - {".lock"} == {
        *(".gitignore", "CACHEDIR.TAG", "bin", "lib", "lib64", "pyvenv.cfg"),
    }


def test_it_knows_what_it_was_made_of(host: Installer) -> None:
    lines = host.reader.read(f"{made(host)}/pyvenv.cfg").decode().splitlines()
    facts = dict(line.split(" = ") for line in lines)
    assert facts["home"] == "/usr/bin"
    assert facts["version_info"].startswith(host.python)
    assert facts["include-system-site-packages"] == "false"


def test_the_directories_above_it_are_made(host: Installer) -> None:
    env = made(host, "a/b/c")
    assert host.reader.kind(f"{env}/bin/python") is Kind.LINK


def test_an_environment_that_is_there_is_not_replaced(host: Installer) -> None:
    env = made(host)
    host.put(f"{env}/mark", b"")
    result = venv(host)
    assert result.code == 2
    assert "error: Failed to create virtual environment" in result.err
    assert "A virtual environment already exists at: " in result.err
    assert host.reader.kind(f"{env}/mark") is Kind.FILE


def test_an_environment_is_replaced_when_it_is_asked_for(host: Installer) -> None:
    env = made(host)
    host.put(f"{env}/mark", b"")
    done(venv(host, more=("--clear",)))
    assert host.reader.kind(f"{env}/mark") is None
    assert host.reader.kind(f"{env}/bin/python") is Kind.LINK


def test_a_directory_that_holds_something_is_left_alone(host: Installer) -> None:
    host.put(f"{host.root}/env/mark", b"")
    result = venv(host)
    assert result.code == 2
    assert "A directory already exists at: " in result.err
    assert host.reader.names(f"{host.root}/env") == ("mark",)


def test_an_empty_directory_will_do(host: Installer) -> None:
    host.directory(f"{host.root}/env")
    assert host.reader.kind(f"{made(host)}/bin/python") is Kind.LINK


def test_a_file_is_no_place_for_it(host: Installer) -> None:
    host.put(f"{host.root}/env", b"kept")
    result = venv(host)
    assert result.code == 2
    assert "File exists" in result.err
    assert host.reader.read(f"{host.root}/env") == b"kept"


def test_nor_is_what_lies_below_a_file(host: Installer) -> None:
    host.put(f"{host.root}/file", b"kept")
    assert venv(host, "file/env").code == 2
    assert host.reader.read(f"{host.root}/file") == b"kept"


def test_nor_is_a_dangling_link(host: Installer) -> None:
    host.link(f"{host.root}/env", f"{host.root}/nowhere")
    result = venv(host)
    assert result.code == 2
    assert "File exists" in result.err
    assert host.reader.kind(f"{host.root}/nowhere") is None


def test_a_link_to_an_empty_directory_is_followed(host: Installer) -> None:
    host.directory(f"{host.root}/real")
    host.link(f"{host.root}/env", f"{host.root}/real")
    made(host)
    assert host.reader.kind(f"{host.root}/env") is Kind.LINK
    assert host.reader.kind(f"{host.root}/real/pyvenv.cfg") is Kind.FILE


@pytest.mark.parametrize("asked", ["3.7", "no-such-python", "/no/such/python"])
def test_without_its_interpreter_nothing_is_made(host: Installer, asked: str) -> None:
    result = venv(host, python=asked)
    assert (result.code, result.out) == (2, "")
    assert "error: No interpreter found" in result.err
    assert asked in result.err
    assert host.reader.kind(f"{host.root}/env") is None


def test_an_interpreter_may_be_a_path(host: Installer) -> None:
    done(venv(host, python=f"/usr/bin/python{host.python}"))
    assert host.reader.target(f"{host.root}/env/bin/python") == f"/usr/bin/python{host.python}"


# ------------------------------------------------------------------ a wheel, installed


def test_an_installation_is_told_on_the_error_stream(host: Installer) -> None:
    path = put(host, wheel())
    result = done(install(host, made(host), path))
    assert result.out == ""
    last = result.err.splitlines()[-1]
    assert last == f" + refit-ai-service==0.1.0 (from file://{path})"


def test_every_member_lies_in_its_place(host: Installer) -> None:
    env = made(host)
    done(install(host, env, put(host, wheel())))
    for name, content in APP.items():
        assert host.reader.read(f"{site(host, env)}/{name}") == content
    kept = f"{site(host, env)}/{DIST_INFO}/extra_metadata/requirements.txt"
    assert host.reader.read(kept) == b"# of it\n"


def test_uv_adds_what_it_knows_of_the_installation(host: Installer) -> None:
    env = made(host)
    path = put(host, wheel())
    done(install(host, env, path))
    info = f"{site(host, env)}/{DIST_INFO}"
    assert host.reader.names(info) == (
        *("INSTALLER", "METADATA", "RECORD", "REQUESTED", "WHEEL", "direct_url.json"),
        *("extra_metadata", "uv_cache.json"),
    )
    assert host.reader.read(f"{info}/INSTALLER") == b"uv"
    assert json.loads(host.reader.read(f"{info}/direct_url.json"))["url"] == f"file://{path}"


def test_the_record_names_every_file(host: Installer) -> None:
    env = made(host)
    done(install(host, env, put(host, wheel())))
    lines = host.reader.read(f"{site(host, env)}/{DIST_INFO}/RECORD").decode().splitlines()
    found = host.reader.walk(site(host, env))
    files = [entry.path for entry in found if entry.kind is Kind.FILE]
    assert sorted(line.partition(",")[0] for line in lines) == files


def test_what_it_requires_is_installed_too(host: Installer) -> None:
    env = made(host)
    done(install(host, env, put(host, wheel(NEEDS))))
    assert {"refit_ai_service", "fastapi", "uvicorn"} <= set(packages(host, env))
    for name in ("fastapi", "uvicorn"):
        assert Entry(f"{name}/__init__.py", Kind.FILE) in host.reader.walk(site(host, env))


def test_a_name_is_normalised_in_the_name_of_its_metadata(host: Installer) -> None:
    env = made(host)
    done(install(host, env, put(host, wheel(["Typing.Extensions"]))))
    assert "typing_extensions" in packages(host, env)


def test_a_console_script_names_the_environments_interpreter(host: Installer) -> None:
    env = made(host)
    done(install(host, env, put(host, wheel(NEEDS))))
    script = host.reader.read(f"{env}/bin/uvicorn")
    assert script.splitlines()[0] == f"#!{env}/bin/python".encode()
    assert b"from uvicorn.main import main" in script
    assert host.reader.marks(f"{env}/bin/uvicorn").mode == 0o755


def test_a_console_script_names_the_path_that_was_asked_for(host: Installer) -> None:
    env = made(host)
    host.link(f"{host.root}/live", env)
    done(install(host, f"{host.root}/live", put(host, wheel(NEEDS))))
    script = host.reader.read(f"{env}/bin/uvicorn")
    assert script.splitlines()[0] == f"#!{host.root}/live/bin/python".encode()


def test_a_path_too_long_for_the_kernel_goes_through_a_shell(host: Installer) -> None:
    env = made(host, f"{'x' * 120}/env")
    done(install(host, env, put(host, wheel(NEEDS))))
    lines = host.reader.read(f"{env}/bin/uvicorn").decode().splitlines()
    assert lines[0] == "#!/bin/sh"
    assert f"'{env}/bin/python'" in lines[1]


def test_an_extra_brings_what_it_asks_for(host: Installer) -> None:
    needs = ["fastapi", "uvicorn; extra == 'more'"]
    bare, full = made(host, "bare"), made(host, "full")
    path = put(host, wheel(needs))
    done(install(host, bare, path))
    done(install(host, full, f"{path}[more]"))
    assert "uvicorn" not in packages(host, bare)
    assert {"fastapi", "uvicorn"} <= set(packages(host, full))


def test_an_extra_that_is_unknown_is_no_error(host: Installer) -> None:
    env = made(host)
    done(install(host, env, f"{put(host, wheel())}[unheard-of]"))
    assert set(packages(host, env)) == {"refit_ai_service"}


def test_without_its_requirements_a_wheel_is_alone(host: Installer) -> None:
    env = made(host)
    done(install(host, env, "--no-deps", put(host, wheel(NEEDS))))
    assert set(packages(host, env)) == {"refit_ai_service"}


def test_an_option_that_it_does_not_know_is_refused(host: Installer) -> None:
    env = made(host)
    result = install(host, env, "--NO-DEPS", put(host, wheel(NEEDS)))
    assert result.code == 2
    assert result.err.startswith("error: unexpected argument '--NO-DEPS' found\n")
    assert result.err.endswith("\n\nFor more information, try '--help'.\n")
    assert packages(host, env) == {}


def test_two_environments_are_two(host: Installer) -> None:
    path = put(host, wheel(NEEDS))
    one, two = made(host, "one"), made(host, "two")
    done(install(host, one, path))
    done(install(host, two, path))
    assert packages(host, one) == packages(host, two)
    done(venv(host, "one", more=("--clear",)))
    assert host.reader.read(f"{site(host, two)}/ai_app/api/main.py") == b"one\n"


# ------------------------------------------------------------------ installed already


def test_the_same_wheel_is_not_installed_twice(host: Installer) -> None:
    env, path = made(host), put(host, wheel())
    done(install(host, env, path))
    result = done(install(host, env, path))
    assert re.fullmatch(r"Checked 1 package in .*", result.err.splitlines()[-1])


def test_another_build_of_the_same_version_in_its_place_is_installed(host: Installer) -> None:
    env, path = made(host), put(host, wheel())
    done(install(host, env, path))
    put(host, wheel(files={"ai_app/api/main.py": b"two\n"}))
    done(install(host, env, path))
    assert host.reader.read(f"{site(host, env)}/ai_app/api/main.py") == b"two\n"
    assert host.reader.kind(f"{site(host, env)}/ai_app/old.py") is None


def test_another_build_of_the_same_version_from_elsewhere_is_installed(host: Installer) -> None:
    env = made(host)
    done(install(host, env, put(host, wheel())))
    other = put(host, wheel(files={"ai_app/api/main.py": b"two\n"}), folder="elsewhere")
    done(install(host, env, other))
    assert host.reader.read(f"{site(host, env)}/ai_app/api/main.py") == b"two\n"
    assert packages(host, env) == {"refit_ai_service": "0.1.0"}


def test_a_fresh_environment_gets_the_build_that_lies_there_now(host: Installer) -> None:
    path = put(host, wheel())
    done(install(host, made(host, "one"), path))
    put(host, wheel(files={"ai_app/api/main.py": b"two\n"}))
    two = made(host, "two")
    done(install(host, two, path))
    assert host.reader.read(f"{site(host, two)}/ai_app/api/main.py") == b"two\n"


# ------------------------------------------------------------------ no wheel to install

FLIPPED = bytearray(wheel(files={"ai_app/data.bin": b"0123456789" * 100}))
FLIPPED[FLIPPED.find(b"0123456789") + 500] ^= 1
DAMAGED: dict[str, tuple[int, str, str, bytes]] = {
    "no zip": (1, NAME, "Failed to read from zip file", b"no zip"),
    "empty": (1, NAME, "Failed to read from zip file", b""),
    "half of it": (1, NAME, "Failed to read from zip file", wheel()[: len(wheel()) // 2]),
    "a flipped bit": (1, NAME, "Failed to extract archive", bytes(FLIPPED)),
    "no metadata": (1, NAME, "No .dist-info directory found", wheel(without="METADATA")),
    "no record": (2, NAME, "RECORD`: No such file", wheel(without="RECORD")),
    "no tags": (2, NAME, "WHEEL`: No such file", wheel(without="WHEEL")),
    "another name": (
        *(1, "other_thing-0.1.0-py3-none-any.whl"),
        *("does not start with the normalized package name: other-thing", wheel()),
    ),
    "another version": (
        *(2, "refit_ai_service-0.2.0-py3-none-any.whl"),
        *("Wheel version does not match filename (0.1.0 != 0.2.0)", wheel()),
    ),
    "a name that is none": (
        1,
        "service.whl",
        "The wheel filename `service.whl` is invalid",
        wheel(),
    ),
    "another Python": (
        *(1, "refit_ai_service-0.1.0-cp39-cp39-win32.whl"),
        *("has no wheels with a matching Python version tag", wheel()),
    ),
}


@pytest.mark.parametrize("damage", sorted(DAMAGED))
def test_what_is_no_wheel_is_refused_and_nothing_installed(host: Installer, damage: str) -> None:
    code, name, words, content = DAMAGED[damage]
    env = made(host)
    result = install(host, env, put(host, content, name))
    assert (result.code, result.out) == (code, "")
    assert "error: " in result.err
    assert words in result.err
    assert "refit_ai_service" not in packages(host, env)


def test_a_wheel_that_is_not_there_is_named(host: Installer) -> None:
    result = install(host, made(host), f"{host.root}/none/{NAME}")
    assert result.code == 1
    assert f"error: Distribution not found at: file://{host.root}/none/{NAME}" in result.err


def test_a_member_that_its_record_does_not_know_is_not_noticed(host: Installer) -> None:
    env = made(host)
    content = wheel(changed={"ai_app/api/main.py": b"another\n"})
    done(install(host, env, put(host, content)))
    assert host.reader.read(f"{site(host, env)}/ai_app/api/main.py") == b"another\n"


def test_a_damaged_wheel_leaves_what_was_installed(host: Installer) -> None:
    env = made(host)
    done(install(host, env, put(host, wheel())))
    assert install(host, env, put(host, b"no zip", folder="elsewhere")).code == 1
    assert host.reader.read(f"{site(host, env)}/ai_app/api/main.py") == b"one\n"


# ------------------------------------------------------------------ no environment


def test_an_environment_must_be_there(host: Installer) -> None:
    result = install(host, f"{host.root}/none", put(host, wheel()))
    assert result.code == 2
    assert "No virtual environment or system Python installation found for path" in result.err
    assert "run `uv venv` to create an environment" in result.err


def test_an_environment_whose_interpreter_is_gone_is_none(host: Installer) -> None:
    env = made(host)
    host.link(f"{env}/bin/python", "/usr/bin/python9.9")
    result = install(host, env, put(host, wheel()))
    assert result.code == 2
    assert "No virtual environment or system Python installation found for path" in result.err


def test_the_systems_own_packages_are_not_touched(host: Installer) -> None:
    host.directory(f"{host.root}/none/bin")
    host.link(f"{host.root}/none/bin/python", f"/usr/bin/python{host.python}")
    result = install(host, f"{host.root}/none", put(host, wheel()))
    assert result.code == 2
    assert "is externally managed" in result.err


# ------------------------------------------------------------------ the index and the cache


def test_an_index_that_is_down_is_named_with_its_cause(host: Installer) -> None:
    host.forget()
    host.index(up=False)
    env = made(host)
    result = install(host, env, put(host, wheel(NEEDS)))
    assert (result.code, result.out) == (2, "")
    assert "Failed to fetch: " in result.err
    assert "Connection refused" in result.err.splitlines()[-1]
    assert packages(host, env) == {}


def test_a_wheel_that_requires_nothing_needs_no_index(host: Installer) -> None:
    host.index(up=False)
    done(install(host, made(host), put(host, wheel())))


def test_even_with_a_warm_cache_the_index_is_asked(host: Installer) -> None:
    path = put(host, wheel(NEEDS))
    done(install(host, made(host, "one"), path))
    host.index(up=False)
    assert install(host, made(host, "two"), path).code == 2


def test_offline_and_with_an_empty_cache_there_is_no_solution(host: Installer) -> None:
    host.forget()
    result = install(host, made(host), put(host, wheel(NEEDS)), "--offline")
    assert result.code == 1
    assert "error: No solution found when resolving dependencies" in result.err
    assert "was not found in the cache" in result.err
    assert "network was disabled" in result.err


def test_offline_the_cache_gives_what_was_installed_before(host: Installer) -> None:
    path, one, two = put(host, wheel(NEEDS)), made(host, "one"), made(host, "two")
    done(install(host, one, path))
    host.index(up=False)
    done(install(host, two, path, "--offline"))
    assert packages(host, two) == packages(host, one)


def test_offline_the_very_versions_are_put_back(host: Installer) -> None:
    path, one, two = put(host, wheel(NEEDS)), made(host, "one"), made(host, "two")
    done(install(host, one, path))
    pins = [
        f"{name.replace('_', '-')}=={version}"
        for name, version in packages(host, one).items()
        if name != "refit_ai_service"
    ]
    host.index(up=False)
    done(install(host, two, "--no-deps", path, *pins, "--offline"))
    assert packages(host, two) == packages(host, one)


def test_only_the_pins_given_are_installed(host: Installer) -> None:
    path, one, two = put(host, wheel(NEEDS)), made(host, "one"), made(host, "two")
    done(install(host, one, path))
    pin = f"uvicorn=={packages(host, one)['uvicorn']}"
    done(install(host, two, "--no-deps", path, pin))
    assert set(packages(host, two)) == {"refit_ai_service", "uvicorn"}


@pytest.mark.parametrize("offline", [(), ("--offline",)])
def test_a_version_that_nobody_has_is_named(host: Installer, offline: tuple[str, ...]) -> None:
    path, env = put(host, wheel(NEEDS)), made(host)
    done(install(host, env, path))
    result = install(host, made(host, "two"), "--no-deps", path, "uvicorn==99.0", *offline)
    assert result.code == 1
    assert "error: No solution found when resolving dependencies" in result.err
    assert "uvicorn==99.0" in result.err


def test_two_pins_of_one_name_are_a_conflict(host: Installer) -> None:
    pins = ("uvicorn==0.30.0", "uvicorn==0.31.0")
    result = install(host, made(host), "--no-deps", put(host, wheel()), *pins)
    assert result.code == 1
    assert "No solution found when resolving dependencies" in result.err


def test_a_requirement_that_no_version_meets_is_named(host: Installer) -> None:
    env = made(host)
    result = install(host, env, put(host, wheel(["fastapi<0.1"])))
    assert result.code == 1
    assert "No solution found when resolving dependencies" in result.err
    assert "fastapi<0.1" in result.err
    assert packages(host, env) == {}


def test_a_requirement_and_a_pin_may_contradict(host: Installer) -> None:
    result = install(host, made(host), put(host, wheel(NEEDS)), "uvicorn==0.1")
    assert result.code == 1
    assert "No solution found when resolving dependencies" in result.err


def test_a_package_that_the_index_does_not_offer_is_named(host: Installer) -> None:
    result = install(host, made(host), put(host, wheel(["no-such-package"])))
    assert result.code == 1
    assert "no-such-package was not found in the package registry" in result.err


# ------------------------------------------------------------------ a lock


def locked(host: Installer, content: bytes | None = None) -> str:
    """Put a lock on the host, by default that of this checkout."""
    path = f"{host.root}/requirements.lock"
    host.put(path, lock.content() if content is None else content)
    return path


def addressed(path: str, content: bytes, *, more: str = "") -> str:
    """Name a wheel by its address and its digest."""
    digest = hashlib.sha256(content).hexdigest()
    return f"refit-ai-service{more} @ file://{quote(path)}#sha256={digest}"


def by_lock(
    host: Installer, environment: str, content: bytes, *words: str, held: bytes | None = None
) -> Result:
    """Install a wheel and only what its lock names."""
    path = put(host, content)
    constraint = ("--require-hashes", "--constraint", locked(host, held))
    return install(host, environment, *constraint, *words, addressed(path, content))


def test_by_a_lock_its_versions_are_installed(host: Installer) -> None:
    env, content = made(host), wheel(NEEDS)
    result = done(by_lock(host, env, content))
    told = addressed(f"{host.root}/wheels/{NAME}", content).partition(" @ ")[2]
    assert f" + refit-ai-service==0.1.0 (from {told})" in result.err.splitlines()
    found = packages(host, env)
    assert found["fastapi"] == lock.offered()["fastapi"].version
    assert found["uvicorn"] == lock.offered()["uvicorn"].version
    written = host.reader.read(f"{site(host, env)}/{DIST_INFO}/direct_url.json")
    assert json.loads(written) == {"url": told, "archive_info": {}}


def test_a_path_with_a_space_is_written_as_an_address(host: Installer) -> None:
    env, content = made(host), wheel()
    path = put(host, content, folder="a place")
    done(install(host, env, "--require-hashes", addressed(path, content)))
    assert set(packages(host, env)) == {"refit_ai_service"}


@pytest.mark.parametrize("whole", [("--require-hashes",), (), ("--no-deps", "--offline")])
def test_a_file_of_other_bytes_than_locked_is_refused(
    host: Installer, whole: tuple[str, ...]
) -> None:
    content, version = wheel(NEEDS), lock.offered()["fastapi"].version
    path = put(host, content)
    done(install(host, made(host, "warm"), path))
    env, held = made(host), locked(host, lock.changed("fastapi"))
    asked = addressed(path, content) if "--require-hashes" in whole else path
    pins = [f"fastapi=={version}"] if "--no-deps" in whole else []
    result = install(host, env, *whole, "--constraint", held, asked, *pins)
    assert (result.code, result.out) == (1, "")
    assert f"error: Failed to download `fastapi=={version}`" in result.err
    assert f"cause: Hash mismatch for `fastapi=={version}`" in result.err
    assert all(each in result.err for each in lock.read(lock.changed("fastapi"))["fastapi"].digests)
    assert packages(host, env) == {}


def test_a_wheel_of_other_bytes_than_meant_is_refused(host: Installer) -> None:
    env, path = made(host), put(host, wheel(NEEDS))
    asked = addressed(path, wheel())
    held = locked(host)
    result = install(host, env, "--require-hashes", "--constraint", held, asked)
    assert (result.code, result.out) == (1, "")
    assert f"cause: Hash mismatch for `{asked}`" in result.err
    assert packages(host, env) == {}


def test_what_the_lock_lacks_is_refused(host: Installer) -> None:
    env = made(host)
    result = by_lock(host, env, wheel(NEEDS), held=lock.without("uvicorn"))
    assert (result.code, result.out) == (1, "")
    assert "no trusted hash was provided for: `uvicorn`" in result.err
    assert packages(host, env) == {}


def test_without_its_own_digest_a_wheel_is_refused(host: Installer) -> None:
    env, path = made(host), put(host, wheel(NEEDS))
    result = install(host, env, "--require-hashes", "--constraint", locked(host), path)
    assert (result.code, result.out) == (2, "")
    assert "all requirements must have a hash, but none were provided for: file://" in result.err
    assert packages(host, env) == {}


def test_a_lock_that_is_not_there_is_named(host: Installer) -> None:
    env, path = made(host), put(host, wheel(NEEDS))
    result = install(host, env, "--constraint", f"{host.root}/none.lock", path)
    assert (result.code, result.out) == (2, "")
    assert re.search(r"^error: File not found: \S*none\.lock$", result.err, re.MULTILINE)


def test_a_lock_that_contradicts_the_wheel_is_refused(host: Installer) -> None:
    env = made(host)
    result = by_lock(host, env, wheel(["fastapi<0.100"]))
    assert result.code == 1
    assert "error: No solution found when resolving dependencies" in result.err
    assert packages(host, env) == {}


def test_a_lock_says_nothing_of_what_else_is_asked_for(host: Installer) -> None:
    env, path = made(host), put(host, wheel(["fastapi", "uvicorn; extra == 'more'"]))
    done(install(host, env, "--constraint", locked(host), f"{path}[more]"))
    assert packages(host, env)["uvicorn"] == lock.offered()["uvicorn"].version
    bare = made(host, "bare")
    held = locked(host, lock.without("uvicorn"))
    done(install(host, bare, "--constraint", held, f"{path}[more]"))
    assert "uvicorn" in packages(host, bare)


def test_a_pin_that_the_lock_contradicts_is_refused(host: Installer) -> None:
    env, path = made(host), put(host, wheel(NEEDS))
    words = ("--no-deps", "--constraint", locked(host), path, "fastapi==0.100")
    result = install(host, env, *words)
    assert result.code == 1
    assert "error: No solution found when resolving dependencies" in result.err


def test_offline_the_locked_versions_come_from_the_cache(host: Installer) -> None:
    content = wheel(NEEDS)
    done(by_lock(host, made(host, "one"), content))
    host.index(up=False)
    two = made(host, "two")
    pins = [f"{name}=={lock.offered()[name].version}" for name in ("fastapi", "uvicorn")]
    path = f"{host.root}/wheels/{NAME}"
    words = ("--no-deps", "--constraint", locked(host), path, *pins, "--offline")
    done(install(host, two, *words))
    assert set(packages(host, two)) == {"refit_ai_service", "fastapi", "uvicorn"}


# ------------------------------------------------------------------ what it would install


def would(host: Installer, *words: str) -> Result:
    """Ask what an installation into a Python that is no environment would do."""
    found = host.uv("python", "find", "--no-python-downloads", host.python).out.strip()
    into = ("--no-deps", "--break-system-packages", "--python", found)
    return host.uv("pip", "install", "--dry-run", "--no-python-downloads", *into, *words)


def test_a_trial_reaches_the_index_and_installs_nothing(host: Installer) -> None:
    result = would(host, "--no-cache", "--reinstall", "fastapi")
    assert result.code == 0, result.err
    assert "Would download 1 package" in result.err
    assert "Would install 1 package" in result.err


def test_a_trial_says_that_the_index_is_down(host: Installer) -> None:
    host.index(up=False)
    try:
        result = would(host, "--no-cache", "--reinstall", "fastapi")
    finally:
        host.index(up=True)
    assert result.code != 0
    assert "Failed to fetch" in result.err


def test_a_trial_offline_says_what_the_cache_lacks(host: Installer) -> None:
    host.forget()
    lacks = would(host, "--offline", "fastapi")
    assert lacks.code != 0 or "Would download" in lacks.err
    environment = made(host)
    done(install(host, environment, put(host, wheel(NEEDS))))
    version = packages(host, environment)["fastapi"]
    holds = would(host, "--offline", f"fastapi=={version}")
    assert holds.code == 0, holds.err
    assert "Would install 1 package" in holds.err
    assert "Would download" not in holds.err
