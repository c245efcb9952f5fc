"""What every implementation of the remote shell port must do, its errors included."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from deploy.control.errors import Denied, Missing, Rejected, TryAgain, Unanswered
from deploy.control.ports import Order, Presence, State
from sim.aws.fleet import Pace
from tests.contracts.clouds import (
    INSTANCE,
    KEY_ID,
    SECRET,
    SHELLS,
    STRANGER,
    Made,
    Script,
    ShellGround,
)

LONG = Script(text="sleep 600", seconds=600)
QUICK = Script(text="echo done", out=b"done\n")
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
    order = Order(instance=STRANGER, script="true", mark="")
    with pytest.raises(Missing, match="InvalidInstanceId") as caught:
        ground.shell.send(order)
    assert STRANGER in caught.value.reason


# ------------------------------------------------------------------ failures

ACTS: dict[str, Callable[[ShellGround], object]] = {
    "send": lambda ground: ground.send(LONG, mark="deploy-1"),
    "read": lambda ground: ground.shell.read(INSTANCE, NOBODY),
    "find": lambda ground: ground.shell.find(INSTANCE, "deploy-1"),
    "cancel": lambda ground: ground.shell.cancel(INSTANCE, NOBODY),
    "presence": lambda ground: ground.shell.presence(INSTANCE),
}
FAILURES = {"denied": Denied, "throttled": TryAgain, "error": Unanswered}


@pytest.mark.parametrize("kind", sorted(FAILURES))
@pytest.mark.parametrize("method", sorted(ACTS))
def test_a_failure_says_what_to_do_about_it(ground: ShellGround, method: str, kind: str) -> None:
    ground.fail(method, kind)
    with pytest.raises(FAILURES[kind]) as caught:
        ACTS[method](ground)
    assert caught.value.advice
    text = str(caught.value)
    assert INSTANCE in text
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


def test_a_script_never_stands_in_an_error(ground: ShellGround) -> None:
    ground.fail("send", "denied")
    with pytest.raises(Denied) as caught:
        ground.send(Script(text="echo canary-of-a-script"))
    assert "canary" not in str(caught.value)
    with pytest.raises(Rejected) as rejected:
        ground.send(Script(text="echo canary-of-a-script"), execution_s=1)
    assert "canary" not in str(rejected.value)
