"""Tests of the lock beside a wheel: laid out, heeded, and what it has nothing to say of."""

import dataclasses

import pytest

from deploy import environments, lock, wheel
from deploy.errors import CommandFailed
from deploy.host import Host
from sim.goods import lock as sim_lock
from sim.goods import wheels
from sim.ports.host import host_of
from sim.states import start
from sim.states.places import CONFIG
from sim.world import World

FOLDER = "/tmp/X"  # noqa: S108 - of the simulated host
PATH = f"{FOLDER}/{wheels.FILE_NAME}"
ENVIRONMENT = "/home/ubuntu/env"


@pytest.fixture
def world() -> World:
    """Give a host that nothing was deployed to."""
    return start.bare().fork()


def laid(world: World, content: bytes, pins: tuple[str, ...] = ()) -> Host:
    """Lay out a wheel and its lock; return the host that it lies on."""
    host = host_of(world, CONFIG)
    host.files.make_directory(FOLDER)
    host.files.write(PATH, content)
    environments.lay_out_lock(host, FOLDER, wheel.inspect(content, wheels.FILE_NAME).lock, pins)
    return host


def test_a_wheel_shows_its_lock_and_an_older_one_has_none() -> None:
    assert wheel.inspect(wheels.wheel("A"), wheels.FILE_NAME).lock == sim_lock.content()
    assert wheel.inspect(wheels.wheel("A", locked=b""), wheels.FILE_NAME).lock is None


def test_with_a_lock_only_what_it_names_is_installed(world: World) -> None:
    content = wheels.wheel("X", locked=sim_lock.without("uvicorn"))
    host, sha256 = laid(world, content), wheel.inspect(content, wheels.FILE_NAME).sha256
    with pytest.raises(CommandFailed, match="no trusted hash was provided for: `uvicorn`"):
        environments.build(host, ENVIRONMENT, PATH, sha256=sha256)


def test_a_changed_dependency_is_named_whatever_the_number_of_its_digests(world: World) -> None:
    content = wheels.wheel("X", locked=sim_lock.changed("uvicorn"))
    host, sha256 = laid(world, content), wheel.inspect(content, wheels.FILE_NAME).sha256
    with pytest.raises(CommandFailed) as failed:
        environments.build(host, ENVIRONMENT, PATH, sha256=sha256)
    assert "Hash mismatch for `uvicorn==" in failed.value.reason
    assert sim_lock.offered()["uvicorn"].digests[0] not in failed.value.reason


def test_another_wheel_than_the_one_meant_is_refused(world: World) -> None:
    host = laid(world, wheels.wheel("X"))
    with pytest.raises(CommandFailed, match="Hash mismatch for `refit-ai-service @ "):
        environments.build(host, ENVIRONMENT, PATH, sha256="0" * 64)


def test_the_extras_of_a_host_come_on_top_of_the_lock(world: World) -> None:
    host = laid(world, wheels.wheel("X", locked=sim_lock.without("uvicorn")))
    host = dataclasses.replace(host, config=dataclasses.replace(CONFIG, extras=("models",)))
    environments.build(host, ENVIRONMENT, PATH, sha256="0" * 64)
    version = sim_lock.offered()["fastapi"].version
    assert f"fastapi=={version}" in environments.packages(host.files, ENVIRONMENT)


def test_but_the_lock_holds_for_what_they_share_with_the_app(world: World) -> None:
    host = laid(world, wheels.wheel("X", locked=sim_lock.changed("fastapi")))
    host = dataclasses.replace(host, config=dataclasses.replace(CONFIG, extras=("models",)))
    with pytest.raises(CommandFailed, match="Hash mismatch for `fastapi=="):
        environments.build(host, ENVIRONMENT, PATH)


def test_what_is_put_back_is_compared_with_the_lock_even_from_the_cache(world: World) -> None:
    pins = tuple(f"{n}=={sim_lock.offered()[n].version}" for n in ("fastapi", "uvicorn"))
    host = laid(world, wheels.wheel("X"), pins)
    environments.build(host, ENVIRONMENT, PATH, pins=pins)
    host.files.write(f"{FOLDER}/{lock.NAME}", sim_lock.changed("fastapi"))
    with pytest.raises(CommandFailed, match="Hash mismatch for `fastapi=="):
        environments.build(host, ENVIRONMENT, PATH, pins=pins)


def test_what_somebody_installed_by_hand_is_put_back_without_the_lock(world: World) -> None:
    pins = ("fastapi==0.150.0", "uvicorn==0.40.0", "numpy==2.0")
    host = laid(world, wheels.wheel("X"), pins)
    assert host.files.kind(f"{FOLDER}/{lock.NAME}") is None


@pytest.mark.parametrize(
    ("pins", "others"),
    [
        (("a-b==1.0", "c==2"), ()),
        (("A_b==1.0",), ()),
        (("a.b==1.1",), ("a.b==1.1",)),
        (("two==2", "two==3"), ()),
        (("two==4", "unheard-of==1"), ("two==4",)),
        ((), ()),
    ],
)
def test_a_pin_contradicts_where_the_lock_has_other_versions_alone(
    pins: tuple[str, ...], others: tuple[str, ...]
) -> None:
    text = (
        b"# a==9\na-b==1.0 \\\n    --hash=sha256:00\nc==2 ; sys_platform == 'linux' \\\n"
        b"    --hash=sha256:11\ntwo==2 ; python_version < '3.11'\ntwo==3\n"
    )
    assert lock.contradicted(text, pins) == others
