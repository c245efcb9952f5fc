"""PM2's daemon and its memory: noise, several homes, orphans, what is saved and brought back."""

import json
from collections.abc import Iterator

import pytest

from sim.programs.pm2.table import PM2_HOME, TITLE
from sim.states import furniture
from sim.states.places import TENANT_FILE
from tests.contracts.pm2_bench import APP, FILE, START, WORLDS, Bench, app, opened

DUMP = f"{PM2_HOME}/dump.pm2"
PREFIX, WARN, ERROR = "[PM2] ", "[PM2][WARN] ", "[PM2][ERROR] "
SPAWNS = (
    f"{PREFIX}Spawning PM2 daemon with pm2_home={PM2_HOME}\n{PREFIX}PM2 Successfully daemonized\n"
)
RESTORING = f"{PREFIX}Resurrecting\n{PREFIX}Restoring processes located in {DUMP}\n"
RESTORED = f"{PREFIX}Process {APP}/venv/bin/uvicorn restored\n"


@pytest.fixture(params=WORLDS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with opened(request.param) as made:
        yield made


def told(out: str) -> str:
    return out.partition("\u250c")[0]


def dumped(bench: Bench, path: str = DUMP) -> list[str] | None:
    content = bench.ground.read(path)
    return None if content is None else [item["name"] for item in json.loads(content)]


# ------------------------------------------------------------------ noise


def test_the_first_command_of_a_home_greets_and_breaks_the_list(bench: Bench) -> None:
    said = bench.pm2("jlist")
    assert said.out.startswith("\n                        -------------\n\n__/\\\\")
    assert said.out.endswith(f"-------------\n\n{SPAWNS}[]")
    assert bench.pm2("jlist").out == "[]"


def test_silence_takes_the_noise_away_for_good(bench: Bench) -> None:
    assert bench.pm2("jlist", "--silent").out == "[]"
    bench.ground.kill_daemon()
    assert bench.pm2("jlist", "--silent").out == "[]"


def test_a_later_daemon_makes_less_noise(bench: Bench) -> None:
    bench.pm2("ping")
    bench.ground.kill_daemon()
    assert bench.pm2("jlist").out == f"{SPAWNS}[]"


def test_an_error_is_as_it_would_be_with_a_daemon(bench: Bench) -> None:
    said = bench.pm2("delete", "nope")
    assert (said.code, said.err) == (1, f"{ERROR}Process or Namespace nope not found\n")
    assert said.out.endswith(SPAWNS)


def test_its_own_files(bench: Bench) -> None:
    bench.pm2("ping")
    assert bench.ground.read(f"{PM2_HOME}/module_conf.json") == b"{}"
    assert (bench.ground.read(f"{PM2_HOME}/touch") or b"").isdigit()
    assert (bench.ground.read(f"{PM2_HOME}/pm2.pid") or b"").isdigit()


def test_an_entry_of_the_command_that_spawned_the_daemon_knows_of_it(bench: Bench) -> None:
    bench.start()
    assert bench.row()["PM2_INTERACTOR_PROCESSING"] == "true"
    bench.pm2("delete", "ai")
    bench.start()
    assert "PM2_INTERACTOR_PROCESSING" not in bench.row()


# ------------------------------------------------------------------ homes


def test_two_homes_do_not_see_each_other(bench: Bench) -> None:
    other = "/home/ubuntu/second"
    bench.config(app(), app("two", 8001))
    bench.start()
    assert bench.pm2("start", FILE, "--only", "two", home=other).code == 0
    assert [item["name"] for item in bench.jlist()] == ["ai"]
    assert [item["name"] for item in bench.jlist(home=other)] == ["two"]
    assert bench.pm2("delete", "ai", home=other).code == 1
    assert bench.jlist(home=other)[0]["pm2_env"]["pm_pid_path"] == f"{other}/pids/two-0.pid"
    assert bench.pm2("kill", home=other).code == 0
    assert bench.states() == [("ai", 0, "online", 0)]


def test_without_pm2_home_it_lies_below_home(bench: Bench) -> None:
    bench.start()
    said = bench.pm2("jlist", "--silent", home="unset")
    assert [item["name"] for item in json.loads(said.out)] == ["ai"]


def test_a_daemon_says_in_its_name_where_its_home_is(bench: Bench) -> None:
    bench.start()
    name, *rest = bench.ground.daemon()
    assert name == TITLE.format(home=PM2_HOME)
    assert set(rest) == {""}


# ------------------------------------------------------------------ the daemon ends


def test_a_killed_daemon_leaves_an_orphan_that_no_delete_reaches(bench: Bench) -> None:
    bench.start()
    bench.until_served()
    orphan = bench.row()["pid"]
    bench.ground.kill_daemon()
    assert bench.ground.get(8000) == "ok"
    assert bench.jlist() == []
    assert bench.pm2("delete", "ai").code == 1
    assert bench.ground.listener(8000) == orphan
    bench.start()
    bench.until(lambda: bench.row()["restart_time"] >= 1)
    assert bench.row()["exit_code"] == 3
    bench.ground.kill(orphan)
    bench.until(lambda: bench.ground.listener(8000) == bench.row()["pid"])


def test_an_orphan_that_dies_is_not_restarted(bench: Bench) -> None:
    bench.start()
    bench.until_served()
    pid = bench.row()["pid"]
    bench.ground.kill_daemon()
    bench.ground.kill(pid)
    bench.wait(1)
    assert bench.ground.listener(8000) is None


def test_an_app_of_nodes_follows_a_killed_daemon(bench: Bench) -> None:
    bench.put(f"{APP}/tenant.js", furniture.files()[TENANT_FILE])
    node = app("tenant", 8080, script=f"{APP}/tenant.js", args="--port 8080", interpreter=None)
    bench.config(app(), {**node, "cwd": APP})
    assert bench.pm2("start", FILE, "--env", "production").code == 0
    bench.until_served()
    bench.until(lambda: bench.ground.listener(8080) is not None)
    orphan, follower = bench.row()["pid"], bench.row("tenant")["pid"]
    bench.ground.kill_daemon()
    bench.until(lambda: not bench.ground.alive(follower), 3)
    assert bench.ground.listener(8080) is None
    assert bench.ground.listener(8000) == orphan


def test_a_pid_file_names_an_orphan_of_a_killed_daemon(bench: Bench) -> None:
    bench.start()
    orphan = bench.row()["pid"]
    bench.ground.kill_daemon()
    assert bench.pm2("jlist").out == f"{SPAWNS}[]"
    assert bench.pm2("delete", "ai").code == 1
    assert bench.ground.alive(orphan)
    assert bench.ground.read(f"{PM2_HOME}/pids/ai-0.pid") == str(orphan).encode()


def test_kill_ends_all_and_the_next_command_begins_anew(bench: Bench) -> None:
    bench.start()
    pid = bench.row()["pid"]
    said = bench.pm2("kill")
    assert said.out == (
        f"{PREFIX}Applying action deleteProcessId on app [all](ids: [ 0 ])\n"
        f"{PREFIX}[ai](0) \u2713\n"
        f"{PREFIX}[v] All Applications Stopped\n{PREFIX}[v] PM2 Daemon Stopped\n"
    )
    assert not bench.ground.alive(pid)
    assert bench.pm2("jlist").out == f"{SPAWNS}[]"
    said = bench.pm2("kill")
    assert (said.code, said.err) == (0, f"{WARN}No process found\n")


# ------------------------------------------------------------------ saving


def test_a_list_is_saved_with_the_one_before_beside_it(bench: Bench) -> None:
    bench.config(app(), app("two", 8001))
    bench.start()
    said = bench.pm2("save")
    assert said.out == (
        f"{PREFIX}Saving current process list...\n{PREFIX}Successfully saved in {DUMP}\n"
    )
    assert (dumped(bench), dumped(bench, f"{DUMP}.bak")) == (["ai"], None)
    bench.pm2("start", FILE, "--only", "two")
    assert bench.pm2("dump").code == 0
    assert (dumped(bench), dumped(bench, f"{DUMP}.bak")) == (["ai", "two"], ["ai"])


def test_a_saved_entry_lacks_these_keys(bench: Bench) -> None:
    bench.start()
    bench.pm2("save")
    (saved,) = json.loads(bench.ground.read(DUMP) or b"")
    row = bench.row()
    assert set(row) - set(saved) == {"pid", "pm_id", "instances"}
    assert saved == {key: row[key] for key in saved}


def test_an_empty_list_is_saved_by_force_only(bench: Bench) -> None:
    bench.start()
    bench.pm2("save")
    bench.pm2("delete", "ai")
    assert "skipping save" in bench.pm2("save").out
    assert dumped(bench) == ["ai"]
    assert bench.pm2("save", "--force").code == 0
    assert (bench.ground.read(DUMP), dumped(bench, f"{DUMP}.bak")) == (b"[]", ["ai"])


def test_where_nothing_was_saved_an_empty_list_is_written_after_all(bench: Bench) -> None:
    bench.pm2("save")
    assert bench.ground.read(DUMP) == b"[]"


def test_a_list_is_saved_where_the_environment_says(bench: Bench) -> None:
    bench.start()
    bench.pm2("save")
    bench.pm2("delete", "ai")
    beside = f"{DUMP}.new"
    said = bench.pm2("save", "--force", PM2_DUMP_FILE_PATH=beside)
    assert (said.code, said.out.splitlines()[-1]) == (0, f"{PREFIX}Successfully saved in {beside}")
    assert (dumped(bench), dumped(bench, beside), dumped(bench, f"{DUMP}.bak")) == (
        ["ai"],
        [],
        None,
    )


def test_the_saved_list_can_be_cleared(bench: Bench) -> None:
    bench.start()
    bench.pm2("save")
    assert bench.pm2("cleardump").out == f"{PREFIX}Successfully created {DUMP}\n"
    assert bench.ground.read(DUMP) == b"[]"


# ------------------------------------------------------------------ bringing back


def saved(bench: Bench) -> None:
    bench.start()
    bench.pm2("save")


def test_where_nothing_was_saved_nothing_comes_back(bench: Bench) -> None:
    bench.pm2("ping")
    said = bench.pm2("resurrect")
    assert said.code == 0
    assert told(said.out) == f"{RESTORING}{PREFIX}Restoring processes located in {DUMP}.bak\n"
    assert said.err == (
        f"{ERROR}Failed to read dump file in {DUMP}\n"
        f"{ERROR}Failed to read dump file in {DUMP}.bak\n"
        f"{ERROR}No processes saved; DUMP file doesn't exist\n"
    )


def test_what_runs_is_not_brought_back_again(bench: Bench) -> None:
    saved(bench)
    said = bench.pm2("resurrect")
    assert (said.code, told(said.out)) == (0, RESTORING)
    assert bench.states() == [("ai", 0, "online", 0)]


def test_after_a_power_failure_all_is_brought_back(bench: Bench) -> None:
    saved(bench)
    bench.pm2("restart", "ai")
    bench.pm2("save")
    created = bench.row()["created_at"]
    bench.ground.lose_power()
    said = bench.pm2("resurrect")
    assert (said.code, told(said.out)) == (0, f"{SPAWNS}{RESTORING}{RESTORED}")
    bench.until_served()
    row = bench.row()
    assert (row["restart_time"], row["unstable_restarts"]) == (0, 0)
    assert ("instances" in row, row["created_at"]) == (False, created)
    assert row["env"]["WHO"] == "prod"
    assert row["unique_id"] == row["env"]["unique_id"]


def test_what_is_brought_back_after_a_while_is_never_given_up(bench: Bench) -> None:
    bench.behave(fails_after_s=0.5)
    bench.config(app(max_restarts=3))
    bench.pm2("ping")
    bench.start()
    bench.pm2("save")
    bench.pm2("delete", "ai")
    bench.wait(3)
    bench.pm2("resurrect")
    bench.until(lambda: bench.row()["restart_time"] >= 4)
    assert bench.row()["unstable_restarts"] == 0


def test_what_was_stopped_comes_back_stopped(bench: Bench) -> None:
    bench.start()
    bench.pm2("stop", "ai")
    bench.pm2("save")
    bench.pm2("delete", "ai")
    assert told(bench.pm2("resurrect").out) == f"{RESTORING}{RESTORED}"
    row = bench.row()
    assert (row["status"], "pid" in row) == ("stopped", False)
    assert bench.pm2("restart", "ai").code == 0
    bench.until_served()


@pytest.mark.parametrize("gone", ["run", "venv"])
def test_what_cannot_run_any_more_is_restored_without_a_pid(bench: Bench, gone: str) -> None:
    saved(bench)
    bench.pm2("delete", "ai")
    bench.ground.rename(f"{APP}/{gone}", f"{APP}/gone")
    said = bench.pm2("resurrect")
    assert (said.code, told(said.out)) == (0, f"{RESTORING}{RESTORED}")
    assert (bench.row()["status"], "pid" in bench.row()) == ("online", False)


@pytest.mark.parametrize("content", [b"[{", b""], ids=["torn", "empty"])
def test_a_damaged_list_is_removed_and_the_one_before_is_taken(
    bench: Bench, content: bytes
) -> None:
    saved(bench)
    bench.pm2("save")
    bench.pm2("delete", "ai")
    bench.put(DUMP, content)
    said = bench.pm2("resurrect")
    assert said.code == 0
    assert said.err == f"{ERROR}Failed to parse dump file in {DUMP}\n"
    assert told(said.out).endswith(f"{DUMP}.bak\n{RESTORED}")
    assert bench.ground.read(DUMP) is None
    assert bench.states() == [("ai", 0, "online", 0)]


def test_a_list_that_is_no_list_ends_the_command(bench: Bench) -> None:
    bench.pm2("ping")
    bench.put(DUMP, b"{}")
    said = bench.pm2("resurrect")
    assert said.code == 1
    assert "TypeError: processes.forEach is not a function" in said.err


def test_a_deleted_app_comes_back_where_it_was_not_saved(bench: Bench) -> None:
    saved(bench)
    bench.pm2("delete", "ai")
    bench.pm2("save")
    bench.ground.lose_power()
    bench.pm2("resurrect")
    assert bench.states() == [("ai", 0, "online", 0)]


def test_a_start_after_a_power_failure_needs_no_list(bench: Bench) -> None:
    bench.start()
    bench.ground.lose_power()
    assert told(bench.pm2(*START).out).startswith(SPAWNS)
    bench.until_served()
