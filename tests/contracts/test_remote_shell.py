"""What every implementation of the remote shell port must do, its errors included."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from deploy.control.errors import Denied, Missing, Rejected, TryAgain, Unanswered
from deploy.control.ports import Ending, Order, Presence, Standing, State
from sim.aws.fleet import Pace
from tests.contracts.clouds import (
    FLEET,
    FOURTH,
    INSTANCE,
    KEY_ID,
    SECOND,
    SECRET,
    SHELLS,
    STRANGER,
    THIRD,
    Made,
    Script,
    ShellGround,
    each,
)

LONG = Script(text="sleep 600", seconds=600)
QUICK = Script(text="echo done", out=b"done\n")
BAD = Script(text="exit 3", code=3)
NOBODY = "00000000-0000-4000-8000-00000000abcd"


class Grounds(Protocol):
    """Makes a ground whose service is as slow as asked."""

    def __call__(self, **pace: float) -> ShellGround:
        """Give it; times in seconds, as in `Pace`."""


@pytest.fixture(scope="module", params=sorted(SHELLS))
def service(request: pytest.FixtureRequest) -> Iterator[Made]:
    """Give each service that stands behind a shell, one after the other."""
    with SHELLS[request.param]() as made:
        yield made


@pytest.fixture
def made(service: Made, tmp_path: Path) -> Grounds:
    """Make instances whose service is as slow as asked."""
    return lambda **pace: service(Pace(**pace), tmp_path)


@pytest.fixture
def ground(made: Grounds) -> ShellGround:
    """Give an instance that answers at once."""
    return made()


# ------------------------------------------------------------------ what a script says


def test_a_script_that_ends_well_succeeds(ground: ShellGround) -> None:
    found = ground.ran(Script(text="echo one; echo two >&2", out=b"one\n", err=b"two\n"))
    assert (found.state, found.details) == (State.SUCCESS, "Success")
    assert (found.exit_code, found.out, found.err) == (0, "one\n", "two\n")


def test_a_silent_script_says_nothing(ground: ShellGround) -> None:
    found = ground.ran(Script(text=":"))
    assert (found.exit_code, found.out, found.err) == (0, "", "")


@pytest.mark.parametrize("code", [1, 2, 3, 126, 127, 143, 255])
def test_a_script_that_ends_badly_fails_with_its_code(ground: ShellGround, code: int) -> None:
    found = ground.ran(Script(text=f"echo so far; exit {code}", code=code, out=b"so far\n"))
    assert (found.state, found.details) == (State.FAILED, "Failed")
    assert (found.exit_code, found.out) == (code, "so far\n")


def test_the_agent_says_in_the_error_output_that_it_failed(ground: ShellGround) -> None:
    found = ground.ran(Script(text="echo why >&2; exit 3", code=3, err=b"why\n"))
    assert found.err == "why\nfailed to run commands: exit status 3"


def test_a_program_that_is_not_there_is_127(ground: ShellGround) -> None:
    found = ground.ran(Script(text="no-such-program 2>/dev/null", code=127))
    assert found.exit_code == 127


def test_a_script_that_a_signal_ends_has_no_code(ground: ShellGround) -> None:
    found = ground.ran(Script(text="echo one; kill -9 0", code=-9, out=b"one\n"))
    assert (found.state, found.exit_code, found.out) == (State.FAILED, None, "one\n")
    assert found.err.endswith("failed to run commands: signal: killed")


def test_a_program_that_a_signal_ends_is_a_code(ground: ShellGround) -> None:
    found = ground.ran(Script(text="sh -c 'kill -15 $$' 2>/dev/null; exit $?", code=143))
    assert (found.state, found.exit_code) == (State.FAILED, 143)


@pytest.mark.parametrize("text", ["exit 137", "kill -9 $$"])  # as when memory runs out
def test_137_is_taken_for_a_kill_by_the_agent(ground: ShellGround, text: str) -> None:
    found = ground.ran(Script(text=text, code=137))
    assert (found.state, found.details) == (State.TIMED_OUT, "ExecutionTimedOut")
    assert found.exit_code == 137


# ------------------------------------------------------------------ cut output


def filling(length: int, *, stream: int = 1) -> Script:
    text = f"head -c {length} /dev/zero | tr '\\0' x >&{stream}"
    written = b"x" * length
    return Script(text=text, out=written) if stream == 1 else Script(text=text, err=written)


def test_output_that_just_fits_is_whole(ground: ShellGround) -> None:
    assert ground.ran(filling(23_999)).out == "x" * 23_999
    assert ground.ran(filling(7_999, stream=2)).err == "x" * 7_999


@pytest.mark.parametrize("length", [24_000, 24_001, 300_000])
def test_of_much_output_the_head_is_kept(ground: ShellGround, length: int) -> None:
    found = ground.ran(filling(length))
    assert found.state is State.SUCCESS
    assert found.out == "x" * 23_980 + "--output truncated--"
    assert len(found.out) == 24_000


@pytest.mark.parametrize("length", [8_000, 100_000])
def test_of_much_error_output_the_head_is_kept(ground: ShellGround, length: int) -> None:
    found = ground.ran(filling(length, stream=2))
    assert found.err == "x" * 7_980 + "--output truncated--"
    assert found.out == ""


def test_where_the_error_output_is_cut_the_exit_code_is_still_there(ground: ShellGround) -> None:
    script = filling(9_000, stream=2)
    found = ground.ran(Script(text=f"{script.text}; exit 3", code=3, err=script.err))
    assert (found.state, found.exit_code) == (State.FAILED, 3)
    assert "exit status" not in found.err


def test_korean_arrives(ground: ShellGround) -> None:
    text = "echo '되돌리기: 완료'"
    assert ground.ran(Script(text=text, out="되돌리기: 완료\n".encode())).out == "되돌리기: 완료\n"


def test_a_character_that_is_cut_is_replaced(ground: ShellGround) -> None:
    out = "가".encode() * 9_000
    found = ground.ran(Script(text="yes 가 | head -n 9000 | tr -d '\\n'", out=out))
    assert found.out == "가" * 7_993 + "\ufffd--output truncated--"


def test_what_is_no_text_is_replaced(ground: ShellGround) -> None:
    found = ground.ran(Script(text=r"printf 'a\377b\000c'", out=b"a\xffb\0c"))
    assert found.out == "a\ufffdb\0c"


# ------------------------------------------------------------------ how a script is run


def test_a_script_may_stop_at_its_first_failure(ground: ShellGround) -> None:
    text = "set -e\necho one\nfalse\necho two\n"
    found = ground.ran(Script(text=text, code=1, out=b"one\n"))
    assert (found.exit_code, found.out) == (1, "one\n")


def test_a_script_without_that_goes_on(ground: ShellGround) -> None:
    found = ground.ran(Script(text="false\necho two\n", out=b"two\n"))
    assert (found.state, found.out) == (State.SUCCESS, "two\n")


def test_quotes_and_dollars_arrive_as_they_are(ground: ShellGround) -> None:
    text = """a="it's"; printf '%s|%s|%s\\n' "$a" '$HOME `id` "x"' 'back\\slash'"""
    out = b"""it's|$HOME `id` "x"|back\\slash\n"""
    assert ground.ran(Script(text=text, out=out)).out.encode() == out


def test_a_script_of_30_kb_arrives_whole(ground: ShellGround) -> None:
    text = "\n".join(f": line {number:05}" for number in range(2_500)) + "\necho the end"
    assert len(text) > 30_000
    assert ground.ran(Script(text=text, out=b"the end\n")).out == "the end\n"


def test_the_first_line_may_name_another_shell(ground: ShellGround) -> None:
    text = "#!/bin/bash\n[[ ${BASH_VERSION} ]] && echo bash"
    assert ground.ran(Script(text=text, out=b"bash\n")).out == "bash\n"


def test_there_is_no_home(ground: ShellGround) -> None:
    text = 'echo "${HOME-unset} $PATH" | cut -c 1-20'
    out = b"unset /usr/local/sbi\n"
    assert ground.ran(Script(text=text, out=out)).out.encode() == out


def test_there_is_nothing_to_read(ground: ShellGround) -> None:
    assert ground.ran(Script(text="cat; echo read", out=b"read\n")).out == "read\n"


def test_a_script_runs_where_it_is_told(ground: ShellGround) -> None:
    command = ground.send(Script(text="pwd", out=b"/usr\n"), directory="/usr")
    assert ground.over(command).out == "/usr\n"


def test_a_background_program_that_holds_the_output_holds_the_command(ground: ShellGround) -> None:
    command = ground.send(Script(text="sleep 600 & exit 0", seconds=600))
    ground.pass_time(99)
    assert ground.read(command).state is State.IN_PROGRESS
    ground.pass_time(1)
    assert ground.read(command).details == "ExecutionTimedOut"
    assert ground.alive() == 0


# ------------------------------------------------------------------ states over time


def test_a_command_is_pending_then_in_progress(made: Grounds) -> None:
    ground = made(delivers_s=10)
    command = ground.send(LONG)
    ground.pass_time(9)
    found = ground.read(command)
    assert (found.state, found.details, found.exit_code) == (State.PENDING, "Pending", None)
    assert ground.alive() == 0
    ground.pass_time(1)
    found = ground.read(command)
    assert (found.state, found.details) == (State.IN_PROGRESS, "InProgress")
    assert (found.exit_code, found.out, found.err) == (None, "", "")
    assert ground.alive() > 0


def test_a_command_that_is_delivered_late_runs_to_its_end(made: Grounds) -> None:
    ground = made(delivers_s=10)
    command = ground.send(QUICK)
    ground.pass_time(10)
    assert ground.over(command).out == "done\n"


def test_for_a_moment_the_service_does_not_know_a_command(made: Grounds) -> None:
    ground = made(appears_s=2)
    command = ground.send(QUICK)
    assert ground.shell.read(INSTANCE, command) is None
    ground.pass_time(1.9)
    assert ground.shell.read(INSTANCE, command) is None
    ground.pass_time(0.1)
    assert ground.over(command).state is State.SUCCESS


def test_a_command_of_nobody_is_not_known(ground: ShellGround) -> None:
    assert ground.shell.read(INSTANCE, NOBODY) is None


def test_a_command_is_not_known_on_another_instance(ground: ShellGround) -> None:
    command = ground.send(LONG)
    assert ground.shell.read(STRANGER, command) is None


def test_what_is_over_stays_as_it_is(ground: ShellGround) -> None:
    command = ground.send(QUICK)
    found = ground.over(command)
    ground.pass_time(100_000)
    assert ground.read(command) == found


def test_two_commands_run_at_once_and_end_on_their_own(ground: ShellGround) -> None:
    first, second = ground.send(LONG), ground.send(Script(text="exit 3", code=3))
    assert ground.over(second).exit_code == 3
    assert ground.read(first).state is State.IN_PROGRESS
    assert first != second


# ------------------------------------------------------------------ deadlines


def test_a_script_that_runs_too_long_is_killed_with_its_group(ground: ShellGround) -> None:
    text = "echo before; sleep 600 & sleep 600; echo after"
    command = ground.send(Script(text=text, seconds=600, out=b"before\nafter\n"))
    ground.pass_time(99)
    assert ground.read(command).state is State.IN_PROGRESS
    assert ground.alive() > 0
    ground.pass_time(1)
    found = ground.read(command)
    assert (found.state, found.details) == (State.TIMED_OUT, "ExecutionTimedOut")
    assert (found.exit_code, found.out, found.err) == (137, "", "")
    assert ground.alive() == 0


def test_the_deadline_counts_from_the_delivery(made: Grounds) -> None:
    ground = made(delivers_s=20)
    command = ground.send(LONG)
    ground.pass_time(20)
    ground.pass_time(99)
    assert ground.read(command).state is State.IN_PROGRESS
    ground.pass_time(1)
    assert ground.read(command).details == "ExecutionTimedOut"


def test_a_lost_instance_is_sent_to_and_delays_the_command(ground: ShellGround) -> None:
    ground.connect(False)
    command = ground.send(LONG)
    found = ground.read(command)
    assert (found.state, found.details, found.exit_code) == (State.DELAYED, "Delayed", None)


def test_what_is_never_delivered_times_out_after_both_timeouts(ground: ShellGround) -> None:
    ground.connect(False)
    command = ground.send(LONG)
    ground.pass_time(129)
    assert ground.read(command).state is State.DELAYED
    ground.pass_time(1)
    found = ground.read(command)
    assert (found.state, found.details) == (State.TIMED_OUT, "DeliveryTimedOut")
    assert (found.exit_code, found.out, found.err) == (None, "", "")


def test_an_instance_that_is_back_in_time_runs_the_command(ground: ShellGround) -> None:
    ground.connect(False)
    command = ground.send(QUICK)
    ground.pass_time(30)
    ground.connect(True)
    assert ground.over(command).state is State.SUCCESS


def test_an_instance_that_is_back_too_late_never_begins(ground: ShellGround) -> None:
    ground.connect(False)
    command = ground.send(QUICK)
    ground.pass_time(31)
    ground.connect(True)
    assert ground.read(command).state is State.DELAYED
    ground.pass_time(99)
    found = ground.read(command)
    assert (found.details, found.exit_code, found.out) == ("DeliveryTimedOut", None, "")


def test_an_instance_lost_in_the_middle_looks_busy_then_undelivered(ground: ShellGround) -> None:
    command = ground.send(LONG)
    ground.connect(False)
    ground.pass_time(129)
    assert ground.read(command).state is State.IN_PROGRESS
    ground.pass_time(1)
    assert ground.read(command).details == "DeliveryTimedOut"
    assert ground.alive() == 0


def test_an_instance_that_is_back_tells_what_happened_meanwhile(ground: ShellGround) -> None:
    command = ground.send(LONG)
    ground.connect(False)
    ground.pass_time(110)
    assert ground.read(command).state is State.IN_PROGRESS
    assert ground.alive() == 0
    ground.connect(True)
    assert ground.read(command).details == "ExecutionTimedOut"


# ------------------------------------------------------------------ cancelling


def test_a_running_command_is_cancelled_with_its_group(ground: ShellGround) -> None:
    command = ground.send(Script(text="sleep 600 & sleep 600", seconds=600))
    assert ground.alive() > 0
    ground.shell.cancel(INSTANCE, command)
    found = ground.read(command)
    assert (found.state, found.details) == (State.CANCELLED, "Cancelled")
    assert (found.exit_code, found.out, found.err) == (137, "", "")
    assert ground.alive() == 0


def test_until_the_agent_has_done_it_a_command_is_cancelling(made: Grounds) -> None:
    ground = made(cancels_s=5)
    command = ground.send(LONG)
    ground.shell.cancel(INSTANCE, command)
    ground.pass_time(4)
    found = ground.read(command)
    assert (found.state, found.details, found.exit_code) == (State.CANCELLING, "Cancelling", None)
    assert ground.alive() > 0
    ground.pass_time(1)
    assert ground.read(command).state is State.CANCELLED
    assert ground.alive() == 0


def test_a_command_cancelled_before_its_delivery_never_runs(made: Grounds) -> None:
    ground = made(delivers_s=10)
    command = ground.send(QUICK)
    ground.pass_time(5)
    ground.shell.cancel(INSTANCE, command)
    found = ground.read(command)
    assert (found.state, found.exit_code, found.out) == (State.CANCELLED, None, "")
    ground.pass_time(100)
    assert ground.read(command) == found
    assert ground.alive() == 0


def test_a_lost_instance_cannot_cancel(ground: ShellGround) -> None:
    command = ground.send(LONG)
    ground.connect(False)
    ground.shell.cancel(INSTANCE, command)
    ground.pass_time(50)
    assert ground.read(command).state is State.CANCELLING
    assert ground.alive() > 0
    ground.connect(True)
    assert ground.read(command).state is State.CANCELLED


def test_what_is_over_is_not_cancelled(ground: ShellGround) -> None:
    command = ground.send(QUICK)
    found = ground.over(command)
    ground.shell.cancel(INSTANCE, command)
    ground.pass_time(10)
    assert ground.read(command) == found


def test_cancelling_twice_is_cancelling_once(made: Grounds) -> None:
    ground = made(cancels_s=5)
    command = ground.send(LONG)
    ground.shell.cancel(INSTANCE, command)
    ground.pass_time(4)
    ground.shell.cancel(INSTANCE, command)
    ground.pass_time(1)
    assert ground.read(command).state is State.CANCELLED


def test_a_command_of_nobody_cannot_be_cancelled(ground: ShellGround) -> None:
    with pytest.raises(Missing, match="InvalidCommandId"):
        ground.shell.cancel(INSTANCE, NOBODY)


def test_cancelling_one_leaves_the_other(ground: ShellGround) -> None:
    first, second = ground.send(LONG), ground.send(Script(text="sleep 601", seconds=601))
    ground.shell.cancel(INSTANCE, first)
    assert ground.read(first).state is State.CANCELLED
    assert ground.read(second).state is State.IN_PROGRESS


# ------------------------------------------------------------------ finding


def test_commands_are_found_by_their_mark_the_oldest_first(ground: ShellGround) -> None:
    sent = []
    for mark in ("deploy-1", "deploy-2", "deploy-1"):
        sent.append(ground.send(LONG, mark=mark))
        ground.pass_time(1)
    assert ground.shell.find(INSTANCE, "deploy-1") == (sent[0], sent[2])
    assert ground.shell.find(INSTANCE, "deploy-2") == (sent[1],)
    assert ground.shell.find(INSTANCE, "deploy") == ()


def test_more_commands_than_a_page_holds_are_all_looked_through(ground: ShellGround) -> None:
    ground.connect(False)
    first = ground.send(LONG, mark="first")
    for _ in range(60):
        ground.send(LONG, mark="later")
    assert ground.shell.find(INSTANCE, "first") == (first,)
    assert len(ground.shell.find(INSTANCE, "later")) == 60


def test_what_is_over_is_found_too(ground: ShellGround) -> None:
    command = ground.send(QUICK, mark="deploy-1")
    ground.over(command)
    assert ground.shell.find(INSTANCE, "deploy-1") == (command,)


def test_nothing_is_found_where_nothing_was_sent(ground: ShellGround) -> None:
    assert ground.shell.find(INSTANCE, "deploy-1") == ()
    ground.send(LONG, mark="deploy-1")
    assert ground.shell.find(STRANGER, "deploy-1") == ()


def test_a_command_is_found_as_soon_as_it_can_be_read(made: Grounds) -> None:
    ground = made(appears_s=2)
    command = ground.send(LONG, mark="deploy-1")
    assert ground.shell.find(INSTANCE, "deploy-1") == ()
    ground.pass_time(2)
    assert ground.shell.find(INSTANCE, "deploy-1") == (command,)


# ------------------------------------------------------------------ the instance


def test_an_instance_is_online_lost_or_absent(ground: ShellGround) -> None:
    assert ground.shell.presence(INSTANCE) is Presence.ONLINE
    ground.connect(False)
    assert ground.shell.presence(INSTANCE) is Presence.LOST
    assert ground.shell.presence(STRANGER) is Presence.ABSENT


def test_nothing_is_sent_to_an_instance_that_was_never_there(ground: ShellGround) -> None:
    order = Order(instances=(STRANGER,), script="true", mark="")
    with pytest.raises(Missing, match="InvalidInstanceId") as caught:
        ground.shell.send(order)
    assert STRANGER in caught.value.reason


# ------------------------------------------------------------------ many instances


def test_a_command_runs_on_every_instance_with_its_own_outcome(ground: ShellGround) -> None:
    parts = {name: Script(text=f"echo {name}", out=f"{name}\n".encode()) for name in FLEET}
    command = ground.send(each(parts), *FLEET)
    ground.until(command, first="Success", second="Success", third="Success", fourth="Success")
    for name in FLEET:
        found = ground.shell.read(name, command)
        assert found is not None
        assert (found.exit_code, found.out) == (0, f"{name}\n")


def test_one_request_tells_how_all_stand(ground: ShellGround) -> None:
    parts = {
        INSTANCE: QUICK,
        SECOND: BAD,
        THIRD: Script(text="kill -9 0", code=-9),
        FOURTH: LONG,
    }
    command = ground.send(each(parts), *FLEET, failures_max=2)
    ground.until(command, first="Success", second="Failed", third="Failed", fourth="InProgress")
    found = ground.shell.standings(command)
    assert {name: standing.exit_code for name, standing in found.items()} == {
        INSTANCE: 0,
        SECOND: 3,
        THIRD: None,
        FOURTH: None,
    }
    mark = found[FOURTH].mark
    assert found[FOURTH] == Standing(
        state=State.IN_PROGRESS, details="InProgress", exit_code=None, mark=mark
    )


def test_how_a_command_stands_names_its_mark(ground: ShellGround) -> None:
    command = ground.send(QUICK, INSTANCE, mark="run-1-apply")
    ground.until(command, first="Success")
    found = ground.shell.read(INSTANCE, command)
    assert found is not None
    assert found.mark == "run-1-apply"
    assert ground.shell.standings(command)[INSTANCE].mark == "run-1-apply"


def test_the_one_request_and_the_others_say_the_same(ground: ShellGround) -> None:
    parts = {INSTANCE: QUICK, SECOND: BAD, THIRD: Script(text="exit 137", code=137), FOURTH: LONG}
    command = ground.send(each(parts), *FLEET, failures_max=2)
    ground.until(
        command, first="Success", second="Failed", third="ExecutionTimedOut", fourth="InProgress"
    )
    for name, standing in ground.shell.standings(command).items():
        found = ground.shell.read(name, command)
        assert found is not None
        assert (found.state, found.details) == (standing.state, standing.details)
        assert (found.exit_code, found.ending) == (standing.exit_code, standing.ending)


def test_standings_are_in_the_order_of_the_ids(ground: ShellGround) -> None:
    command = ground.send(LONG, FOURTH, INSTANCE, THIRD, SECOND)
    assert list(ground.shell.standings(command)) == sorted(FLEET)


def test_one_instance_stands_alone(ground: ShellGround) -> None:
    ground.send(LONG, SECOND)
    command = ground.send(LONG)
    assert list(ground.shell.standings(command)) == [INSTANCE]


def test_a_command_of_nobody_stands_nowhere(ground: ShellGround) -> None:
    assert ground.shell.standings(NOBODY) == {}


def test_for_a_moment_a_command_stands_nowhere(made: Grounds) -> None:
    ground = made(appears_s=2)
    command = ground.send(LONG, *FLEET)
    assert ground.shell.standings(command) == {}
    ground.pass_time(2)
    assert len(ground.shell.standings(command)) == 4


def test_fifty_instances_stand_together(ground: ShellGround) -> None:
    others = [f"i-{number:08x}" for number in range(50)]
    ground.add(*others, tags={}, online=False)
    command = ground.send(LONG, *reversed(others))
    found = ground.shell.standings(command)
    assert list(found) == others
    assert {standing.state for standing in found.values()} == {State.DELAYED}


def test_a_stranger_among_them_keeps_it_from_all(ground: ShellGround) -> None:
    with pytest.raises(Missing, match="InvalidInstanceId"):
        ground.send(LONG, INSTANCE, STRANGER, SECOND, mark="deploy-1")
    assert ground.shell.find(INSTANCE, "deploy-1") == ()
    assert ground.alive() == 0


def test_a_command_for_many_is_found_by_any_of_them(ground: ShellGround) -> None:
    command = ground.send(LONG, INSTANCE, SECOND, together_max=1, mark="deploy-1")
    assert ground.shell.find(INSTANCE, "deploy-1") == (command,)
    assert ground.shell.find(SECOND, "deploy-1") == (command,)
    assert ground.shell.find(THIRD, "deploy-1") == ()
    assert ground.shell.read(THIRD, command) is None


def test_a_lost_instance_keeps_no_other_from_it(ground: ShellGround) -> None:
    ground.connect(False)
    command = ground.send(QUICK, *FLEET)
    ground.until(command, first="Delayed", second="Success", third="Success", fourth="Success")


# ------------------------------------------------------------------ how many at once


def test_as_many_have_it_at_once_as_allowed(ground: ShellGround) -> None:
    command = ground.send(LONG, *FLEET, together_max=2)
    ground.until(
        command, first="InProgress", second="InProgress", third="Pending", fourth="Pending"
    )
    found = ground.shell.read(THIRD, command)
    assert found is not None
    assert (found.state, found.exit_code, found.ending) == (State.PENDING, None, None)


def test_one_after_the_other_in_the_order_of_the_order(ground: ShellGround) -> None:
    command = ground.send(LONG, INSTANCE, SECOND, THIRD, together_max=1)
    for name in (INSTANCE, SECOND, THIRD):
        running = [
            instance
            for instance, details in ground.details(command).items()
            if details == "InProgress"
        ]
        assert running == [name]
        ground.shell.cancel(name, command)
    assert ground.alive() == 0


def test_who_ends_well_makes_room_for_the_next(ground: ShellGround) -> None:
    parts = {INSTANCE: QUICK, SECOND: QUICK, THIRD: LONG, FOURTH: LONG}
    command = ground.send(each(parts), *FLEET, together_max=1)
    ground.until(command, first="Success", second="Success", third="InProgress", fourth="Pending")


def test_a_lost_instance_keeps_its_place(ground: ShellGround) -> None:
    ground.connect(False)
    command = ground.send(LONG, INSTANCE, SECOND, together_max=1)
    ground.pass_time(129)
    ground.until(command, first="Delayed", second="Pending")
    assert ground.alive() == 0


def test_first_one_then_two_more_then_twice_as_many(made: Grounds) -> None:
    ground = made(delivers_s=10)
    command = ground.send(LONG, *FLEET)
    counts = []
    for _ in range(4):
        counts.append(list(ground.details(command).values()).count("InProgress"))
        ground.pass_time(10)
    assert counts == [0, 1, 3, 4]


def test_the_whole_command_expires_at_once(ground: ShellGround) -> None:
    ground.connect(False)
    command = ground.send(LONG, INSTANCE, SECOND, together_max=1)
    ground.pass_time(130)
    ground.until(command, first="DeliveryTimedOut", second="DeliveryTimedOut")
    ground.connect(True)
    ground.pass_time(100)
    assert ground.alive() == 0


def test_whose_turn_comes_late_runs_on_after_the_command_expired(ground: ShellGround) -> None:
    command = ground.send(LONG, INSTANCE, SECOND, together_max=1, failures_max=1)
    ground.pass_time(100)
    ground.until(command, first="ExecutionTimedOut", second="InProgress")
    ground.pass_time(30)
    ground.until(command, first="ExecutionTimedOut", second="DeliveryTimedOut")
    assert ground.alive() > 0
    assert ground.shell.standings(command)[SECOND].ending is Ending.UNKNOWN
    ground.pass_time(70)
    assert ground.alive() == 0
    ground.until(command, first="ExecutionTimedOut", second="DeliveryTimedOut")


# ------------------------------------------------------------------ where it stops


def test_at_the_first_failure_nothing_more_is_sent(ground: ShellGround) -> None:
    parts = {INSTANCE: QUICK, SECOND: BAD, THIRD: LONG, FOURTH: LONG}
    command = ground.send(each(parts), *FLEET, together_max=1)
    ground.until(command, first="Success", second="Failed", third="Terminated", fourth="Terminated")
    found = ground.shell.standings(command)[THIRD]
    assert (found.state, found.exit_code) == (State.CANCELLED, None)
    assert ground.alive() == 0


@pytest.mark.parametrize(("borne", "third"), [(0, "Terminated"), (1, "Terminated"), (2, "Failed")])
def test_so_many_failures_are_borne(ground: ShellGround, borne: int, third: str) -> None:
    second = "Failed" if borne else "Terminated"
    command = ground.send(BAD, INSTANCE, SECOND, THIRD, together_max=1, failures_max=borne)
    ground.until(command, first="Failed", second=second, third=third)


def test_running_too_long_is_a_failure(ground: ShellGround) -> None:
    command = ground.send(LONG, INSTANCE, SECOND, together_max=1)
    ground.pass_time(100)
    ground.until(command, first="ExecutionTimedOut", second="Terminated")


def test_being_cancelled_is_no_failure(ground: ShellGround) -> None:
    command = ground.send(LONG, INSTANCE, SECOND, together_max=1)
    ground.shell.cancel(INSTANCE, command)
    ground.until(command, first="Cancelled", second="InProgress")


def test_being_undeliverable_is_no_failure(ground: ShellGround) -> None:
    ground.connect(False)
    command = ground.send(LONG, INSTANCE, SECOND, together_max=1)
    ground.forget(INSTANCE)
    ground.until(command, first="Undeliverable", second="InProgress")


def test_those_that_run_go_on_after_the_failure(made: Grounds) -> None:
    ground = made(delivers_s=10)
    command = ground.send(LONG, INSTANCE, SECOND, THIRD, together_max=2)
    for seconds in (10, 10, 90):
        ground.pass_time(seconds)
    ground.until(command, first="ExecutionTimedOut", second="InProgress", third="Terminated")
    assert ground.alive() > 0
    ground.pass_time(10)
    ground.until(command, first="ExecutionTimedOut", second="ExecutionTimedOut", third="Terminated")


def test_where_all_have_it_a_failure_stops_nobody(made: Grounds) -> None:
    ground = made(delivers_s=10)
    command = ground.send(LONG, INSTANCE, SECOND, THIRD)
    for seconds in (10, 10, 90):
        ground.pass_time(seconds)
    ground.until(command, first="ExecutionTimedOut", second="InProgress", third="InProgress")


# ------------------------------------------------------------------ cancelling for many


def test_one_instance_is_cancelled_and_the_others_go_on(ground: ShellGround) -> None:
    command = ground.send(LONG, INSTANCE, SECOND, THIRD)
    ground.shell.cancel(SECOND, command)
    ground.until(command, first="InProgress", second="Cancelled", third="InProgress")


def test_all_instances_are_cancelled_at_once(ground: ShellGround) -> None:
    command = ground.send(LONG, *FLEET)
    ground.shell.cancel(None, command)
    ground.until(
        command, first="Cancelled", second="Cancelled", third="Cancelled", fourth="Cancelled"
    )
    assert ground.alive() == 0


def test_who_waits_for_a_turn_is_cancelled_and_never_begins(made: Grounds) -> None:
    ground = made(cancels_s=5)
    command = ground.send(LONG, INSTANCE, SECOND, together_max=1)
    ground.shell.cancel(None, command)
    ground.until(command, first="Cancelling", second="Cancelled")
    ground.pass_time(5)
    found = ground.shell.standings(command)
    assert (found[INSTANCE].exit_code, found[SECOND].exit_code) == (137, None)
    assert ground.alive() == 0


def test_the_turn_of_who_was_cancelled_is_the_next_ones(ground: ShellGround) -> None:
    command = ground.send(LONG, INSTANCE, SECOND, THIRD, together_max=1)
    ground.shell.cancel(SECOND, command)
    ground.until(command, first="InProgress", second="Cancelled", third="Pending")
    ground.shell.cancel(INSTANCE, command)
    ground.until(command, first="Cancelled", second="Cancelled", third="InProgress")


def test_who_is_over_stays_so_when_all_are_cancelled(ground: ShellGround) -> None:
    parts = {INSTANCE: QUICK, SECOND: LONG}
    command = ground.send(each(parts), INSTANCE, SECOND)
    ground.until(command, first="Success", second="InProgress")
    ground.shell.cancel(None, command)
    ground.until(command, first="Success", second="Cancelled")


def test_it_is_not_cancelled_where_it_was_not_sent(ground: ShellGround) -> None:
    command = ground.send(LONG, INSTANCE, SECOND)
    with pytest.raises(Missing, match="InvalidInstanceId"):
        ground.shell.cancel(THIRD, command)
    ground.until(command, first="InProgress", second="InProgress")


def test_a_command_of_nobody_is_cancelled_nowhere(ground: ShellGround) -> None:
    with pytest.raises(Missing, match="InvalidCommandId"):
        ground.shell.cancel(None, NOBODY)


# ------------------------------------------------------------------ what an end means


@pytest.mark.parametrize("script", [QUICK, BAD], ids=["well", "badly"])
def test_what_ends_by_itself_says_so(ground: ShellGround, script: Script) -> None:
    assert ground.ran(script).ending is Ending.ENDED_BY_ITSELF


def test_what_is_not_over_has_no_ending(ground: ShellGround) -> None:
    assert ground.read(ground.send(LONG)).ending is None


def test_what_ran_too_long_was_killed(ground: ShellGround) -> None:
    command = ground.send(LONG)
    ground.pass_time(100)
    assert ground.read(command).ending is Ending.KILLED


def test_what_a_signal_ends_was_killed(ground: ShellGround) -> None:
    assert ground.ran(Script(text="kill -9 0", code=-9)).ending is Ending.KILLED


def test_what_is_cancelled_in_the_middle_was_killed(ground: ShellGround) -> None:
    command = ground.send(LONG)
    ground.shell.cancel(INSTANCE, command)
    assert ground.read(command).ending is Ending.KILLED


def test_what_is_cancelled_before_its_delivery_never_began(made: Grounds) -> None:
    ground = made(delivers_s=10)
    command = ground.send(LONG)
    ground.shell.cancel(INSTANCE, command)
    assert ground.read(command).ending is Ending.NEVER_BEGAN


def test_what_the_failures_of_others_stopped_never_began(ground: ShellGround) -> None:
    command = ground.send(BAD, INSTANCE, SECOND, together_max=1)
    ground.until(command, first="Failed", second="Terminated")
    assert ground.shell.standings(command)[SECOND].ending is Ending.NEVER_BEGAN


@pytest.mark.parametrize("began", [True, False])
def test_a_timeout_of_delivery_proves_nothing(ground: ShellGround, began: bool) -> None:
    if not began:
        ground.connect(False)
    command = ground.send(LONG)
    assert (ground.alive() > 0) is began
    ground.connect(False)
    ground.pass_time(130)
    found = ground.read(command)
    assert (found.details, found.ending) == ("DeliveryTimedOut", Ending.UNKNOWN)


@pytest.mark.lengthy
@pytest.mark.parametrize("began", [True, False])
def test_to_be_undeliverable_proves_nothing(ground: ShellGround, began: bool) -> None:
    if not began:
        ground.connect(False)
    command = ground.send(LONG)
    ground.forget(INSTANCE)
    found = ground.read(command)
    assert (found.state, found.exit_code, found.out) == (State.FAILED, None, "")
    assert (found.details, found.ending) == ("Undeliverable", Ending.UNKNOWN)
    assert (ground.alive() > 0) is began


# ------------------------------------------------------------------ instances by their tags


def test_instances_are_found_by_a_tag_with_their_presence(ground: ShellGround) -> None:
    ground.add(SECOND, INSTANCE, THIRD, tags={"role": "ai"})
    ground.add(FOURTH, tags={"role": "other"})
    ground.connect(False, SECOND)
    found = ground.shell.tagged("role", "ai")
    assert list(found) == sorted((INSTANCE, SECOND, THIRD))
    assert found == {
        INSTANCE: Presence.ONLINE,
        SECOND: Presence.LOST,
        THIRD: Presence.ONLINE,
    }


@pytest.mark.parametrize(
    ("key", "value"), [("role", "AI"), ("Role", "ai"), ("role", "a"), ("stage", "ai")]
)
def test_a_tag_is_meant_to_the_letter(ground: ShellGround, key: str, value: str) -> None:
    ground.add(INSTANCE, tags={"role": "ai"})
    assert ground.shell.tagged(key, value) == {}


@pytest.mark.parametrize(
    ("key", "value"), [("서버", "인공 지능"), ("a/b:c", "x@y=z + 1.0-_"), ("aws:a", "b")]
)
def test_a_tag_may_be_what_the_service_allows(ground: ShellGround, key: str, value: str) -> None:
    ground.add(INSTANCE, tags={key: value})
    assert ground.shell.tagged(key, value) == {INSTANCE: Presence.ONLINE}


def test_what_the_service_lost_for_good_is_nowhere(ground: ShellGround) -> None:
    ground.add(INSTANCE, SECOND, tags={"role": "ai"})
    ground.forget(INSTANCE)
    assert ground.shell.tagged("role", "ai") == {SECOND: Presence.ONLINE}
    assert ground.shell.presence(INSTANCE) is Presence.ABSENT
    with pytest.raises(Missing, match="InvalidInstanceId"):
        ground.send(LONG)


def test_fifty_with_a_tag_are_told_and_one_more_is_refused(ground: ShellGround) -> None:
    others = [f"i-{number:08x}" for number in range(51)]
    ground.add(*others[:50], tags={"role": "ai"})
    assert list(ground.shell.tagged("role", "ai")) == others[:50]
    ground.add(others[50], tags={"role": "ai"})
    with pytest.raises(Rejected, match="over 50 instances") as caught:
        ground.shell.tagged("role", "ai")
    assert "tag:role=ai" in caught.value.reason


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("", "ai"), ("k" * 129, "ai"), ("role", ""), ("role", "v" * 257)),
        *(("role", "ai\n"), ("ro\0le", "ai"), ("role", "a*"), ("role", "a,b"), ("role", "$(x)")),
        *(("role", "a\u202eb"), ("role", "a\u200bb"), ("ro\tle", "ai"), ("role;", "ai")),
    ],
    ids=ascii,
)
def test_a_tag_that_cannot_be_is_refused_unasked(ground: ShellGround, key: str, value: str) -> None:
    ground.fail("tagged", "denied")
    with pytest.raises(Rejected, match="tag"):
        ground.shell.tagged(key, value)


# ------------------------------------------------------------------ failures

ACTS: dict[str, Callable[[ShellGround], object]] = {
    "send": lambda ground: ground.send(LONG, mark="deploy-1"),
    "read": lambda ground: ground.shell.read(INSTANCE, NOBODY),
    "standings": lambda ground: ground.shell.standings(NOBODY),
    "find": lambda ground: ground.shell.find(INSTANCE, "deploy-1"),
    "cancel": lambda ground: ground.shell.cancel(INSTANCE, NOBODY),
    "presence": lambda ground: ground.shell.presence(INSTANCE),
    "tagged": lambda ground: ground.shell.tagged("role", "ai"),
}
SUBJECTS = {"standings": NOBODY, "tagged": "tag:role=ai"}
"""What an error names, where it is not the instance."""
FAILURES = {"denied": Denied, "throttled": TryAgain, "error": Unanswered}


@pytest.mark.parametrize("kind", sorted(FAILURES))
@pytest.mark.parametrize("method", sorted(ACTS))
def test_a_failure_says_what_to_do_about_it(ground: ShellGround, method: str, kind: str) -> None:
    ground.fail(method, kind)
    with pytest.raises(FAILURES[kind]) as caught:
        ACTS[method](ground)
    assert caught.value.advice
    text = str(caught.value)
    assert SUBJECTS.get(method, INSTANCE) in text
    assert KEY_ID not in text
    assert SECRET not in text


@pytest.mark.parametrize("kind", sorted(FAILURES))
def test_what_was_refused_was_not_sent(ground: ShellGround, kind: str) -> None:
    ground.fail("send", kind)
    with pytest.raises(FAILURES[kind]):
        ground.send(LONG, mark="deploy-1")
    assert ground.shell.find(INSTANCE, "deploy-1") == ()
    assert ground.alive() == 0


def test_what_was_sent_without_a_reply_is_found_once(ground: ShellGround) -> None:
    ground.fail("send", "lost")
    with pytest.raises(Unanswered):
        ground.send(LONG, mark="deploy-1")
    (command,) = ground.shell.find(INSTANCE, "deploy-1")
    assert ground.read(command).state is State.IN_PROGRESS


def test_a_cancellation_without_a_reply_may_have_been_carried_out(ground: ShellGround) -> None:
    command = ground.send(LONG)
    ground.fail("cancel", "lost")
    with pytest.raises(Unanswered):
        ground.shell.cancel(INSTANCE, command)
    assert ground.read(command).state is State.CANCELLED


@pytest.mark.parametrize("kind", sorted(FAILURES))
def test_what_was_refused_was_sent_to_none_of_many(ground: ShellGround, kind: str) -> None:
    ground.fail("send", kind)
    with pytest.raises(FAILURES[kind]) as caught:
        ground.send(LONG, *FLEET, mark="deploy-1")
    assert all(instance in caught.value.reason for instance in FLEET)
    assert [ground.shell.find(instance, "deploy-1") for instance in FLEET] == [()] * 4
    assert ground.alive() == 0


def test_what_was_sent_to_many_without_a_reply_stands_on_all(ground: ShellGround) -> None:
    ground.fail("send", "lost")
    with pytest.raises(Unanswered):
        ground.send(LONG, *FLEET, mark="deploy-1")
    (command,) = ground.shell.find(FOURTH, "deploy-1")
    assert list(ground.shell.standings(command)) == sorted(FLEET)


def test_cancelling_all_without_a_reply_may_have_been_carried_out(ground: ShellGround) -> None:
    command = ground.send(LONG, INSTANCE, SECOND)
    ground.fail("cancel", "lost")
    with pytest.raises(Unanswered, match=command):
        ground.shell.cancel(None, command)
    ground.until(command, first="Cancelled", second="Cancelled")


def test_a_script_never_stands_in_an_error(ground: ShellGround) -> None:
    ground.fail("send", "denied")
    with pytest.raises(Denied) as caught:
        ground.send(Script(text="echo canary-of-a-script"))
    assert "canary" not in str(caught.value)
    with pytest.raises(Rejected) as rejected:
        ground.send(Script(text="echo canary-of-a-script"), execution_s=1)
    assert "canary" not in str(rejected.value)
