"""What a host does with an instruction, and the reply that it leaves."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from deploy import listing, receiving, replies, snapshot
from deploy.cli import main
from deploy.config import Config
from deploy.host import Host, View
from deploy.instruction import Instruction, Parcel, Task
from deploy.replies import Reply
from deploy.tree import digest
from sim.aws.bucket import Bucket, Thing
from sim.goods import wheels
from sim.harm.faults import parse_plan
from sim.oracles import truth
from sim.people.person import SimOperator
from sim.ports.host import host_of
from sim.states import past, start
from sim.states.canaries import PASSWORD, SECRETS
from sim.states.places import APP, BASE, CONFIG, HEALTH_URL
from sim.states.start import Start, changed
from sim.world import Crash, World

INSTANCE = "i-0123456789abcdef0"
REPLY = "reply.json"


@dataclass
class Ground:
    """A host that reaches a bucket."""

    begin: Start = start.two_releases
    plan: str = ""
    bucket: Bucket = field(default_factory=lambda: Bucket("artifacts"))

    def __post_init__(self) -> None:
        self.world: World = self.begin().fork()
        self.world.distant = self.bucket
        self.world.load(parse_plan(self.plan), SimOperator)

    def address(self, method: str, key: str) -> str:
        return self.bucket.signed(method, key, self.world.machine.now + 600)

    def told(self, task: Task, **more: Any) -> Instruction:  # noqa: ANN401 - of any field
        made = Instruction(
            id="run-1",
            task=Task.RECOVER,
            base=BASE,
            report_urls={INSTANCE: self.address("PUT", REPLY)},
            health_url=HEALTH_URL,
        )
        return replace(made, task=task, **more)

    def apply(self, letter: str = "C", behaviour: str = "{}") -> Instruction:
        content = wheels.wheel(letter, behaviour)
        self.bucket.things["w"] = Thing(content, digest(content))
        url = self.address("GET", "w")
        parcel = Parcel(url=url, name=wheels.FILE_NAME, sha256=digest(content))
        return self.told(Task.APPLY, wheel=parcel, sha=wheels.sha(letter))

    def carry_out(self, told: Instruction) -> Reply:
        reply = receiving.carry_out(host_of(self.world, CONFIG), told, INSTANCE)
        self.world.begin(self.world.command + 1)
        return replies.read(replies.write(reply))

    @property
    def left(self) -> Reply | None:
        thing = self.bucket.things.get(REPLY)
        return None if thing is None else replies.read(thing.content)

    @property
    def brought(self) -> tuple[str, ...]:
        return truth.names(self.world, f"{APP}/.deploy/incoming")

    def live(self) -> str | None:
        tree = truth.tree_at(self.world, truth.LIVE)
        return None if tree is None else tree["api/main.py"].decode().splitlines()[0]


def test_a_wheel_is_fetched_deployed_and_told_of() -> None:
    ground = Ground()
    reply = ground.carry_out(ground.apply())
    assert (reply.exit_code, reply.message.split(":")[0]) == (0, "SUCCEEDED")
    assert reply.live is not None
    assert reply.live["sha"] == wheels.sha("C")
    assert reply.report is not None
    assert reply.report["exit_code"] == 0
    assert (ground.left, ground.brought, ground.live()) == (reply, (), "# C")


def test_a_release_that_crashes_is_told_as_gone_back() -> None:
    ground = Ground()
    reply = ground.carry_out(ground.apply("C", '{"fails_after_s": 0.5}'))
    assert (reply.exit_code, ground.live()) == (1, "# B")
    assert ground.left == reply
    assert any("crashed" in line for line in reply.log)


def test_a_changed_byte_on_the_way_is_refused() -> None:
    ground = Ground()
    told = ground.apply()
    ground.bucket.things["w"] = Thing(wheels.wheel("A"), None)
    reply = ground.carry_out(told)
    assert (reply.exit_code, ground.brought, ground.live()) == (2, (), "# B")
    assert "SHA-256" in reply.message


@pytest.mark.parametrize("kind", ["refused", "500"])
def test_a_store_that_fails_once_costs_nothing(kind: str) -> None:
    ground = Ground(plan=f"0.http.get@begin#1={kind}")
    assert ground.carry_out(ground.apply()).exit_code == 0


@pytest.mark.parametrize("kind", ["refused", "silent", "500"])
def test_a_store_that_stays_away_is_a_refusal(kind: str) -> None:
    ground = Ground(plan=f"0.http.get@begin#1={kind}!" if kind != "silent" else "")
    told = ground.apply()
    if kind == "silent":
        ground.bucket.there = False
    reply = ground.carry_out(told)
    assert (reply.exit_code, ground.brought, ground.live()) == (2, (), "# B")
    assert "cannot be fetched" in reply.message


def test_an_expired_address_is_not_asked_again() -> None:
    ground = Ground()
    told = ground.apply()
    ground.world.pass_time(700)
    reply = ground.carry_out(told)
    assert "the store answers 403" in reply.message
    assert sum(effect.op == "http.get" for effect in ground.world.trace) == 1


@pytest.mark.parametrize("kind", ["refused", "lost", "500", "403"])
def test_a_reply_that_cannot_be_left_at_once_is_left_later(kind: str) -> None:
    ground = Ground(plan=f"0.http.put@prune#1={kind}")
    reply = ground.carry_out(ground.apply())
    assert (reply.exit_code, ground.left) == (0, reply)


def test_a_reply_that_cannot_be_left_changes_no_verdict() -> None:
    ground = Ground(plan="0.http.put@prune#1=refused!")
    reply = ground.carry_out(ground.apply())
    assert (reply.exit_code, ground.left, ground.live()) == (0, None, "# C")


@pytest.mark.parametrize("task", [Task.STATUS, Task.LIST, Task.SNAPSHOT])
def test_looking_changes_nothing(task: Task) -> None:
    ground = Ground()
    before = truth.names(ground.world, f"{APP}/.deploy")
    reply = ground.carry_out(ground.told(task))
    assert (reply.exit_code, truth.names(ground.world, f"{APP}/.deploy")) == (0, before)
    assert reply.result
    assert ground.left is not None


def test_a_snapshot_can_be_read_where_it_arrives() -> None:
    ground = Ground()
    reply = ground.carry_out(ground.told(Task.SNAPSHOT))
    there = json.dumps(reply.result, indent=1, sort_keys=True, ensure_ascii=False)
    found = snapshot.parse(there.encode())
    assert found.live is not None
    assert found.live.sha == wheels.sha("B")


def test_a_restore_is_told_of() -> None:
    ground = Ground()
    reply = ground.carry_out(ground.told(Task.RESTORE))
    assert (reply.exit_code, ground.live()) == (0, "# A")
    assert reply.report is not None
    assert reply.report["dependencies"] == "restored with the code"


def test_where_nothing_was_open_the_last_report_is_told() -> None:
    ground = Ground()
    done = ground.carry_out(ground.apply())
    reply = ground.carry_out(ground.told(Task.RECOVER))
    assert (reply.exit_code, reply.report, reply.result) == (0, None, done.report)


@pytest.mark.parametrize(
    "url",
    ["http://localhost:8000/health", "http://localhost:9000/api/ai/health", "https://refit.kr/ai/"],
)
def test_another_health_check_than_the_hosts_own_is_refused(url: str) -> None:
    """I18, L20: a prefix that did not match gave 404 for ever, and a loop of rollbacks."""
    ground = Ground()
    reply = ground.carry_out(replace(ground.apply(), health_url=url))
    assert (reply.exit_code, ground.live()) == (2, "# B")
    assert "HEALTH_CHECK_URL" in reply.message


def test_the_public_address_of_the_same_health_check_is_fine() -> None:
    ground = Ground()
    told = replace(ground.apply(), health_url="https://refit.kr/api/ai/health")
    assert ground.carry_out(told).exit_code == 0


def test_no_secret_of_the_host_is_in_a_reply() -> None:
    ground = Ground(plan="0.run.uv@build_environment#2=tells")
    written = replies.write(ground.carry_out(ground.apply())).decode()
    assert not any(secret in written for secret in (*SECRETS, PASSWORD))
    assert "seal=" not in written


def test_what_a_killed_deployer_was_brought_goes_with_the_next_one() -> None:
    ground = Ground(plan="0.run.uv@build_environment#2=kill_after")
    with pytest.raises(Crash):
        ground.carry_out(ground.apply())
    ground.world.begin(1)
    assert ground.brought == ("run-1",)
    reply = ground.carry_out(replace(ground.apply(), id="run-2"))
    assert reply.exit_code == 0
    assert not ground.brought


def test_what_another_one_is_working_with_stays() -> None:
    ground = Ground()
    place = f"{APP}/.deploy/incoming/somebody"
    files = host_of(ground.world, CONFIG).files
    files.make_directory(place)
    with files.lock(f"{place}/lock"):
        assert ground.carry_out(ground.apply()).exit_code == 0
        assert ground.brought == ("somebody",)


def test_an_old_deployer_goes_and_the_one_that_runs_stays() -> None:
    ground = Ground()
    folder = f"{APP}/.deploy/deployers"
    ground.world.disk.make_directory(folder)
    for name in ("old.pyz", "new.pyz"):
        ground.world.disk.put(f"{folder}/{name}", b"PK", durable=True)
    config = replace(CONFIG, program=f"python3 {folder}/new.pyz")
    told = ground.apply()
    assert receiving.carry_out(host_of(ground.world, config), told, INSTANCE).exit_code == 0
    assert truth.names(ground.world, folder) == ("new.pyz",)


def test_a_look_at_what_cannot_be_read_is_replied_to() -> None:
    ground = Ground(begin=changed(start.one_release, past.record_is_roots))
    reply = ground.carry_out(ground.told(Task.STATUS))
    assert isinstance(reply.result, dict)
    assert (reply.exit_code, "current.json cannot be read" in str(reply.result["drift"])) == (
        0,
        True,
    )
    ground = Ground(plan="0.files.names@begin#1=denied!")
    ground.carry_out(ground.told(Task.LIST))
    assert ground.left is not None
    assert ground.left.exit_code == 2
    assert (
        "backups/ai cannot be read: Permission denied\n  next: Run this as" in ground.left.message
    )


def test_a_mistake_of_ours_is_replied_to(monkeypatch: pytest.MonkeyPatch) -> None:
    ground = Ground()

    def survey(_: View) -> None:
        raise KeyError

    monkeypatch.setattr(listing, "survey", survey)
    ground.carry_out(ground.told(Task.LIST))
    assert ground.left is not None
    assert ground.left.exit_code == 2
    assert "KeyError in test_receiving.py" in ground.left.message


def test_a_mistake_of_ours_ends_no_command_as_if_it_had_gone_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def connect(_: Config) -> Host:
        raise RuntimeError

    assert main(["status", "--base", BASE], connect) == 2
    assert "RuntimeError in test_receiving.py" in capsys.readouterr().err
