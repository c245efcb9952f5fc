"""PM2's entries: what is taken from a configuration, what is kept, what is shown."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sim.programs.pm2.table import PM2_HOME
from tests.contracts.pm2_bench import (
    APP,
    FILE,
    HOME,
    RUN,
    START,
    UVICORN,
    WORLDS,
    Bench,
    app,
    opened,
)

PREFIX, WARN, ERROR = "[PM2] ", "[PM2][WARN] ", "[PM2][ERROR] "
MISSING = f"{WARN}Applications ai not running, starting...\n"
OTHER = f"{APP}/other"


@pytest.fixture(params=WORLDS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with opened(request.param) as made:
        made.pm2("ping")
        yield made


def told(out: str) -> str:
    """Give what is said before the table."""
    return out.partition("\u250c")[0]


def cells(out: str) -> list[list[str]]:
    """Give the rows of a table."""
    rows = [line for line in out.splitlines() if line.startswith("\u2502")]
    return [[cell.strip() for cell in row.strip("\u2502").split("\u2502")] for row in rows]


# ------------------------------------------------------------------ starting


def test_a_start_says_what_it_does(bench: Bench) -> None:
    said = bench.pm2(*START)
    assert told(said.out) == f"{MISSING}{PREFIX}App [ai] launched (1 instances)\n"
    assert (said.code, said.err) == (0, "")
    assert bench.states() == [("ai", 0, "online", 0)]


def test_a_start_returns_before_anything_serves(bench: Bench) -> None:
    bench.behave(ready_s=2)
    bench.start()
    assert bench.ground.listener(8000) is None
    bench.until_served()
    assert bench.ground.listener(8000) == bench.row()["pid"]


def test_a_new_entry_has_exactly_these_keys(bench: Bench) -> None:
    bench.start()
    assert {key: type(value).__name__ for key, value in bench.row().items()} == {
        **dict.fromkeys(
            [
                "COMMON",
                "HOME",
                "LANG",
                "NO_COLOR",
                "PATH",
                "PM2_HOME",
                "PM2_JSON_PROCESSING",
                "PM2_USAGE",
                "PWD",
                "SECRET",
                "USER",
                "WHO",
                "ai",
                "cwd",
                "exec_interpreter",
                "exec_mode",
                "instance_var",
                "name",
                "namespace",
                "pm_cwd",
                "pm_err_log_path",
                "pm_exec_path",
                "pm_out_log_path",
                "pm_pid_path",
                "status",
                "unique_id",
                "username",
                "version",
            ],
            "str",
        ),
        **dict.fromkeys(
            [
                "NODE_APP_INSTANCE",
                "created_at",
                "instances",
                "kill_retry_time",
                "pid",
                "pm_id",
                "pm_uptime",
                "restart_time",
                "unstable_restarts",
            ],
            "int",
        ),
        **dict.fromkeys(
            [
                "automation",
                "autorestart",
                "autostart",
                "km_link",
                "merge_logs",
                "pmx",
                "treekill",
                "vizion",
                "vizion_running",
                "windowsHide",
            ],
            "bool",
        ),
        **dict.fromkeys(("args", "axm_actions", "node_args"), "list"),
        **dict.fromkeys(
            ("axm_dynamic", "axm_monitor", "axm_options", "env", "env_production"), "dict"
        ),
    }


def test_a_new_entry_says_this(bench: Bench) -> None:
    bench.start()
    row = bench.row()
    assert {key: row[key] for key in ("pm_cwd", "cwd", "pm_exec_path", "exec_mode")} == {
        "pm_cwd": RUN,
        "cwd": RUN,
        "pm_exec_path": UVICORN,
        "exec_mode": "fork_mode",
    }
    assert " ".join(row["args"]) == app()["args"]
    assert (row["exec_interpreter"], row["namespace"], row["version"]) == ("none", "default", "N/A")
    assert (row["autorestart"], row["instances"], row["username"]) == (True, 1, "ubuntu")
    assert row["pm_pid_path"] == f"{PM2_HOME}/pids/ai-0.pid"
    assert row["pm_out_log_path"] == f"{PM2_HOME}/logs/ai-out.log"
    assert row["created_at"] == row["pm_uptime"]


def test_the_items_of_the_list_have_these_keys(bench: Bench) -> None:
    bench.start()
    (item,) = bench.jlist()
    assert set(item) == {"pid", "name", "pm2_env", "pm_id", "monit"}
    assert set(item["monit"]) == {"memory", "cpu"}


def test_the_named_environment_goes_over_the_plain_one(bench: Bench) -> None:
    bench.start()
    row = bench.row()
    assert (row["COMMON"], row["WHO"], row["SECRET"]) == ("1", "prod", "s3")
    assert (row["env"]["WHO"], row["env_production"]) == ("prod", {"WHO": "prod", "SECRET": "s3"})


def test_without_a_name_only_the_plain_environment_counts(bench: Bench) -> None:
    bench.pm2("start", FILE, "--only", "ai")
    assert bench.row()["WHO"] == "dev"
    assert "SECRET" not in bench.row()["env"]


def test_an_unknown_environment_is_warned_of(bench: Bench) -> None:
    said = bench.pm2("start", FILE, "--only", "ai", "--env", "nosuch")
    assert said.code == 0
    assert f"{WARN}Environment [nosuch] is not defined in process file\n" in said.out
    assert bench.row()["WHO"] == "dev"


def test_the_callers_environment_is_taken_in(bench: Bench) -> None:
    bench.start(EXTRA="mine")
    assert (bench.row()["EXTRA"], bench.row()["env"]["EXTRA"]) == ("mine", "mine")


def test_values_that_are_no_text_become_such_where_they_are_structures(bench: Bench) -> None:
    bench.config(app(env={"N": 1, "B": True, "O": {"a": 1}, "Z": None}, env_production=None))
    bench.pm2("start", FILE)
    row = bench.row()
    assert [row[name] for name in "NBOZ"] == [1, True, '{"a":1}', "null"]


def test_limits_are_kept_in_their_units(bench: Bench) -> None:
    limits: dict[str, Any] = {"max_memory_restart": "1G", "min_uptime": "5s", "kill_timeout": 2000}
    bench.config(app(**limits, max_restarts=5, stop_exit_codes=[3], restart_delay=100))
    bench.start()
    row = bench.row()
    assert (row["max_memory_restart"], row["min_uptime"], row["kill_timeout"]) == (
        1073741824,
        5000,
        2000,
    )
    assert (row["max_restarts"], row["stop_exit_codes"], row["restart_delay"]) == (5, 3, 100)


def test_a_limit_of_nothing_is_lost(bench: Bench) -> None:
    bench.config(app(max_restarts=0, kill_timeout=0))
    bench.start()
    assert not {"max_restarts", "kill_timeout"} & set(bench.row())


def test_unknown_keys_are_dropped(bench: Bench) -> None:
    bench.config(app(custom="x", watch=False))
    bench.start()
    assert "custom" not in bench.row()
    assert bench.row()["watch"] is False


def test_a_configuration_with_comments_constants_and_templates(bench: Bench) -> None:
    bench.put(
        FILE,
        b"// the service\nconst root = '/home/ubuntu/app';\nmodule.exports = { /* apps */\n"
        b"  apps: [{ name: 'ai', script: `${root}/venv/bin/uvicorn`, interpreter: 'none',\n"
        b"    args: 'api.main:app --port 8000', cwd: root + '/run', }],\n};\n",
    )
    assert bench.pm2("start", FILE).code == 0
    assert (bench.row()["pm_exec_path"], bench.row()["pm_cwd"]) == (UVICORN, RUN)


def test_relative_paths_are_seen_from_where_pm2_is_called(bench: Bench) -> None:
    bench.config(app(script="../venv/bin/uvicorn", cwd="../app/run"))
    assert bench.pm2(*START, cwd=f"{HOME}/infra").code == 0
    assert (bench.row()["pm_exec_path"], bench.row()["pm_cwd"]) == (UVICORN, RUN)


def test_relative_paths_lead_nowhere_from_elsewhere(bench: Bench) -> None:
    bench.config(app(script="../venv/bin/uvicorn", cwd="../app/run"))
    said = bench.pm2(*START, cwd="/")
    assert said.code == 1
    assert "Script not found: /app/venv/bin/uvicorn" in said.err + said.out


def test_a_relative_script_without_cwd_is_seen_from_there_too(bench: Bench) -> None:
    bench.config(app(script="venv/bin/uvicorn", cwd=None))
    assert bench.pm2(*START, cwd=APP).code == 0
    assert (bench.row()["pm_exec_path"], bench.row()["pm_cwd"]) == (UVICORN, APP)


@pytest.mark.parametrize("shape", ["apps", "list", "one"])
def test_json_in_three_shapes(bench: Bench, shape: str) -> None:
    one = app()
    shapes = {"apps": {"apps": [one]}, "list": [one], "one": one}
    bench.put("/home/ubuntu/eco.json", json.dumps(shapes[shape]).encode())
    assert bench.pm2("start", "/home/ubuntu/eco.json").code == 0
    assert bench.states() == [("ai", 0, "online", 0)]


def test_two_apps_of_one_file(bench: Bench) -> None:
    bench.config(app(), app("two", 8001, namespace="side"))
    said = bench.pm2("start", FILE)
    assert f"{WARN}Applications ai, two not running, starting...\n" in said.out
    assert sorted(name for name, *_ in bench.states()) == ["ai", "two"]
    assert bench.row("two")["namespace"] == "side"


def test_several_are_chosen_with_commas(bench: Bench) -> None:
    bench.config(app(), app("two", 8001), app("three", 8002))
    assert bench.pm2("start", FILE, "--only", "ai,three").code == 0
    assert sorted(name for name, *_ in bench.states()) == ["ai", "three"]


def test_a_namespace_may_be_given_by_hand(bench: Bench) -> None:
    bench.pm2("start", FILE, "--namespace", "mine")
    assert bench.row()["namespace"] == "mine"


def test_a_missing_script_is_an_error_and_leaves_the_list_empty(bench: Bench) -> None:
    bench.config(app(script=f"{APP}/none"))
    said = bench.pm2(*START)
    assert (said.code, said.out) == (1, MISSING)
    assert said.err == f"{ERROR}Error: Script not found: {APP}/none\n"
    assert bench.jlist() == []


def test_an_environment_behind_a_dangling_link_is_a_missing_script(bench: Bench) -> None:
    bench.ground.rename(f"{APP}/venv", f"{APP}/venv_a")
    bench.ground.link(f"{APP}/venv", "venv_b")
    assert bench.pm2(*START).err == f"{ERROR}Error: Script not found: {UVICORN}\n"


def test_an_interpreter_that_is_not_there(bench: Bench) -> None:
    python = f"{APP}/venv/bin/nopython"
    bench.config(app(interpreter=python))
    said = bench.pm2(*START)
    assert said.code == 1
    assert said.err == (
        f"{ERROR}Error: Interpreter {python} is NOT AVAILABLE in PATH. "
        f"(type 'which {python}' to double check.)\n"
    )


def test_an_interpreter_that_is_there(bench: Bench) -> None:
    bench.config(app(interpreter=f"{APP}/venv/bin/python"))
    bench.start()
    bench.until_served()
    assert bench.row()["PYTHONUNBUFFERED"] == "1"


def test_without_an_interpreter_text_is_given_to_node(bench: Bench) -> None:
    bench.config(app(interpreter=None))
    bench.start()
    assert bench.row()["exec_interpreter"] == "/usr/bin/node"
    bench.until(lambda: bench.row()["restart_time"] > 2)
    assert bench.row()["exit_code"] == 1


NEVER_RUNS: dict[str, dict[str, Any]] = {
    "no directory": {"cwd": f"{APP}/nothing"},
    "no right to run": {"script": f"{APP}/plain"},
    "a directory": {"script": f"{APP}/venv"},
    "a dangling interpreter": {"script": f"{APP}/dangling"},
}


@pytest.mark.parametrize("why", NEVER_RUNS)
def test_what_cannot_run_is_online_for_ever_and_has_no_pid(bench: Bench, why: str) -> None:
    bench.put(f"{APP}/plain", b"hello\n")
    bench.put(f"{APP}/dangling", b"#!/home/ubuntu/app/venv/bin/nopython\n", 0o755)
    bench.config(app(**NEVER_RUNS[why]))
    bench.start()
    bench.wait(1.5)
    row = bench.row()
    assert (row["status"], row["restart_time"], "pid" in row) == ("online", 0, False)
    assert bench.pm2("describe", "ai").code == 0
    assert bench.pm2("pid", "ai").out == "\n"


def test_what_never_ran_can_be_stopped_started_and_deleted(bench: Bench) -> None:
    bench.config(app(cwd=f"{APP}/nothing"))
    bench.start()
    said = bench.pm2("stop", "ai")
    assert told(said.out).endswith("[PM2] [ai](0) \u2713\n")
    assert (bench.row()["status"], "pid" in bench.row()) == ("stopped", False)
    assert bench.pm2("restart", "ai").code == 0
    assert bench.row()["restart_time"] == 0
    assert bench.pm2("restart", "ai").code == 0
    assert bench.row()["restart_time"] == 1
    assert bench.pm2("delete", "ai").code == 0
    assert bench.jlist() == []


# ------------------------------------------------------------------ starting what is there


def changed(bench: Bench) -> None:
    bench.behave("other", status="other")
    bench.config(
        app(
            cwd=OTHER,
            args="api.main:app --port 8005",
            env_production={"WHO": "new", "MORE": "1"},
            kill_timeout=3000,
        )
    )


def test_a_second_start_keeps_the_paths_and_takes_arguments_and_environment(bench: Bench) -> None:
    bench.start()
    bench.until_served()
    before = bench.row()
    changed(bench)
    said = bench.start()
    assert told(said.out) == (
        f"{PREFIX}Applying action restartProcessId on app [ai](ids: [ 0 ])\n"
        f"{PREFIX}[ai](0) \u2713\n"
    )
    row = bench.row()
    assert (row["pm_cwd"], row["pm_exec_path"]) == (RUN, UVICORN)
    assert (row["cwd"], row["script"], row["kill_timeout"]) == (OTHER, UVICORN, 3000)
    assert row["args"] == ["api.main:app", "--port", "8005"]
    assert row["env"] == {"COMMON": "1", "WHO": "new", "MORE": "1"}
    assert (row["WHO"], row["MORE"], row["SECRET"]) == ("new", "1", "s3")
    assert (row["restart_time"], row["pid"] == before["pid"]) == (1, False)
    assert row["_tree_pids"] == [before["pid"]]
    assert bench.ground.cwd(row["pid"]) == RUN
    bench.until_served(8005)


def test_a_second_start_adds_these_keys(bench: Bench) -> None:
    bench.start()
    before = set(bench.row())
    bench.start()
    assert set(bench.row()) - before == {"_tree_pids", "exit_code", "prev_restart_delay", "script"}
    assert bench.row()["exit_code"] == 0


def test_delete_then_start_takes_everything_new(bench: Bench) -> None:
    bench.start()
    changed(bench)
    bench.pm2("delete", "ai")
    bench.start()
    row = bench.row()
    assert (row["pm_cwd"], row["WHO"], row["restart_time"], row["pm_id"]) == (OTHER, "new", 0, 0)


def test_a_restart_by_name_takes_nothing_from_the_file(bench: Bench) -> None:
    bench.start()
    changed(bench)
    bench.pm2("restart", "ai")
    row = bench.row()
    assert (row["pm_cwd"], row["WHO"], row["filter_env"]) == (RUN, "prod", [])
    assert row["args"][-1] == "8000"


def test_a_restart_takes_the_callers_environment_where_it_is_told_to(bench: Bench) -> None:
    bench.start()
    bench.pm2("restart", "ai", EXTRA="1")
    assert "EXTRA" not in bench.row()
    said = bench.pm2("restart", "ai", "--update-env", EXTRA="1")
    assert told(said.out).startswith(f"{PREFIX}Applying action restartProcessId")
    assert bench.row()["EXTRA"] == "1"


def test_a_restart_of_a_swapped_link_runs_where_it_leads_now(bench: Bench) -> None:
    for name in ("a", "b"):
        bench.behave(name, status=name)
    bench.ground.link(f"{APP}/current", "a")
    bench.config(app(cwd=f"{APP}/current"))
    bench.start()
    bench.until_served()
    assert bench.ground.get(8000) == "a"
    bench.ground.link(f"{APP}/current", "b")
    bench.pm2("restart", "ai")
    bench.until_served()
    assert (bench.ground.get(8000), bench.row()["pm_cwd"]) == ("b", f"{APP}/current")
    assert bench.ground.cwd(bench.row()["pid"]) == f"{APP}/b"


def test_a_restart_after_an_exchange_of_directories_runs_the_new_one(bench: Bench) -> None:
    bench.behave("other", status="other")
    bench.start()
    bench.until_served()
    for source, target in ((RUN, f"{APP}/old"), (OTHER, RUN)):
        bench.ground.rename(source, target)
    assert bench.ground.get(8000) == "ok"
    bench.pm2("restart", "ai")
    bench.until_served()
    assert bench.ground.get(8000) == "other"


def test_a_directory_that_vanishes_leaves_a_restart_without_a_pid(bench: Bench) -> None:
    bench.start()
    bench.ground.rename(RUN, f"{APP}/gone")
    assert bench.pm2("restart", "ai").code == 0
    row = bench.row()
    assert (row["status"], row["restart_time"], "pid" in row) == ("online", 1, False)
    bench.ground.rename(f"{APP}/gone", RUN)
    bench.pm2("restart", "ai")
    assert (bench.row()["restart_time"], "pid" in bench.row()) == (2, True)


def test_a_script_starts_once_and_again_by_force(bench: Bench) -> None:
    bench.start()
    words = ("start", UVICORN, "--name", "ai", "--interpreter", "none", "--cwd", RUN)
    given = ("--", "api.main:app", "--port", "8003")
    said = bench.pm2(*words, *given)
    text = f"{ERROR}Script already launched, add -f option to force re-execution\n"
    assert (said.code, said.err) == (1, text)
    said = bench.pm2(*words, "-f", *given)
    assert told(said.out) == (
        f"{PREFIX}Starting {UVICORN} in fork_mode (1 instance)\n{PREFIX}Done.\n"
    )
    assert bench.states() == [("ai", 0, "online", 0), ("ai", 1, "online", 0)]
    bench.pm2("delete", "ai")
    assert bench.jlist() == []


def test_force_gives_no_second_row_from_a_file(bench: Bench) -> None:
    bench.start()
    assert bench.pm2(*START, "--force").code == 0
    assert bench.states() == [("ai", 0, "online", 1)]


def test_two_of_one_name_in_a_file_are_two_rows(bench: Bench) -> None:
    bench.config(app(), app(port=8001))
    bench.start()
    assert [name for name, *_ in bench.states()] == ["ai", "ai"]


@pytest.mark.parametrize("word", ["startOrRestart", "startOrReload", "startOrGracefulReload"])
def test_start_or_something(bench: Bench, word: str) -> None:
    words = (word, FILE, "--only", "ai", "--env", "production")
    assert told(bench.pm2(*words).out).startswith(MISSING)
    said = bench.pm2(*words)
    action = "restart" if word == "startOrRestart" else "reload"
    assert f"Applying action {action}ProcessId on app [ai](ids: [ 0 ])\n" in said.out
    assert bench.states() == [("ai", 0, "online", 1)]


def test_scaling_makes_rows_that_share_a_port(bench: Bench) -> None:
    bench.start()
    assert bench.pm2("scale", "ai", "2").code == 0
    assert [row[:2] for row in bench.states()] == [("ai", 0), ("ai", 1)]
    assert bench.pm2("scale", "ai", "2").err == f"{ERROR}Nothing to do\n"


# ------------------------------------------------------------------ stopping, names, ids


def test_a_stop_and_all_that_may_follow(bench: Bench) -> None:
    bench.start()
    said = bench.pm2("stop", "ai")
    assert told(said.out) == (
        f"{PREFIX}Applying action stopProcessId on app [ai](ids: [ 0 ])\n{PREFIX}[ai](0) \u2713\n"
    )
    row = bench.row()
    assert (row["status"], row["pid"], row["restart_time"]) == ("stopped", 0, 0)
    assert bench.pm2("stop", "ai").code == 0
    assert bench.pm2("describe", "ai").code == 0
    assert bench.pm2("pid", "ai").out == "0\n"
    said = bench.pm2("start", "ai")
    assert told(said.out).endswith(f"{PREFIX}Process successfully started\n")
    assert bench.states() == [("ai", 0, "online", 0)]
    assert bench.pm2("start", "ai").code == 0
    assert bench.states() == [("ai", 0, "online", 1)]
    bench.pm2("stop", "ai")
    assert bench.pm2("restart", "ai").code == 0
    assert bench.states() == [("ai", 0, "online", 1)]
    bench.pm2("stop", "ai")
    assert bench.pm2("delete", "ai").code == 0
    assert bench.jlist() == []


def test_a_stopped_entry_uses_no_memory(bench: Bench) -> None:
    bench.start()
    bench.until_served()
    assert bench.jlist()[0]["monit"]["memory"] > 0
    bench.pm2("stop", "ai")
    assert bench.jlist()[0]["monit"] == {"memory": 0, "cpu": 0}


def test_a_reload_is_a_restart(bench: Bench) -> None:
    bench.start()
    before = bench.row()["pid"]
    assert bench.pm2("reload", "ai").code == 0
    assert not bench.ground.alive(before)
    assert bench.states() == [("ai", 0, "online", 1)]


def test_ids_go_on_until_the_list_is_empty(bench: Bench) -> None:
    bench.config(app(), app("two", 8001))
    for name in ("ai", "two"):
        bench.pm2("start", FILE, "--only", name)
    bench.pm2("delete", "ai")
    bench.pm2("start", FILE, "--only", "ai")
    assert [row[:2] for row in bench.states()] == [("two", 1), ("ai", 2)]
    bench.pm2("delete", "all")
    bench.pm2("start", FILE, "--only", "ai")
    assert [row[:2] for row in bench.states()] == [("ai", 0)]


def test_by_id_by_namespace_by_pattern_and_all(bench: Bench) -> None:
    bench.config(app(), app("two", 8001, namespace="side"))
    for name in ("ai", "two"):
        bench.pm2("start", FILE, "--only", name)
    assert "on app [1](ids: [ '1' ])" in bench.pm2("stop", "1").out
    assert [row[2] for row in bench.states()] == ["online", "stopped"]
    assert "on app [side](ids: [ 1 ])" in bench.pm2("restart", "side").out
    assert [row[2] for row in bench.states()] == ["online", "online"]
    assert "on app [/a/](ids: [ 0 ])" in bench.pm2("stop", "/a/").out
    assert "on app [all](ids: [ 0, 1 ])" in bench.pm2("stop", "all").out
    assert [row[2] for row in bench.states()] == ["stopped", "stopped"]
    assert bench.pm2("start", "0").code == 0
    assert bench.pm2("id", "two").out == "[ 1 ]\n"
    assert bench.pm2("delete", "default").code == 0
    assert [row[0] for row in bench.states()] == ["two"]


def test_of_several_names_the_first_unknown_ends_it(bench: Bench) -> None:
    bench.config(app(), app("two", 8001))
    for name in ("ai", "two"):
        bench.pm2("start", FILE, "--only", name)
    said = bench.pm2("stop", "ai", "nope", "two")
    assert (said.code, said.err) == (1, f"{ERROR}Process or Namespace nope not found\n")
    assert [row[2] for row in bench.states()] == ["stopped", "online"]
    assert bench.pm2("delete", "ai", "two").code == 0
    assert bench.jlist() == []


def test_a_file_stops_and_deletes_too(bench: Bench) -> None:
    bench.start()
    assert told(bench.pm2("stop", FILE).out) == f"{PREFIX}[ai](0) \u2713\n"
    assert bench.states() == [("ai", 0, "stopped", 0)]
    assert told(bench.pm2("delete", FILE).out) == f"{PREFIX}[ai](0) \u2713\n"
    assert bench.jlist() == []
    assert bench.pm2("delete", FILE).code == 0


def test_a_reset_counts_from_nothing(bench: Bench) -> None:
    bench.start()
    bench.pm2("restart", "ai")
    assert told(bench.pm2("reset", "ai").out) == f"{PREFIX}Resetting meta for process id 0\n"
    assert bench.states() == [("ai", 0, "online", 0)]


def test_options_of_a_restart_change_the_entry(bench: Bench) -> None:
    bench.start()
    said = bench.pm2("restart", "ai", "--name", "renamed", "--kill-timeout", "123")
    assert "[renamed](0) \u2713" in said.out
    assert bench.row("renamed")["kill_timeout"] == 123


def test_a_reload_is_locked_for_half_a_minute(bench: Bench) -> None:
    bench.start()
    now_ms = bench.row()["created_at"]
    bench.put(f"{PM2_HOME}/reload.lock", str(now_ms).encode())
    said = bench.pm2("reload", "ai")
    assert said.code == 1
    assert said.err.startswith(f"{ERROR}Reload already in progress, please try again in 2")
    assert said.err.endswith(" seconds or use --force\n")
    assert bench.pm2("reload", "ai", "--force").code == 0


# ------------------------------------------------------------------ shown


def test_the_list_is_a_table_sorted_by_name(bench: Bench) -> None:
    bench.config(app("zed"), app("ai", 8001))
    for name in ("zed", "ai"):
        bench.pm2("start", FILE, "--only", name)
    head, *rows = cells(bench.pm2("list").out)
    assert head == (
        [
            "id",
            "name",
            "namespace",
            "version",
            "mode",
            "pid",
            "uptime",
            "↺",
            "status",
            "cpu",
            "mem",
            "user",
            "watching",
        ]
    )
    assert [(row[0], row[1], row[8]) for row in rows] == [
        ("1", "ai", "online"),
        ("0", "zed", "online"),
    ]
    assert [row[0] for row in bench.states()] == ["zed", "ai"]


def test_a_description_says_this(bench: Bench) -> None:
    bench.config(app(max_memory_restart="1G"))
    bench.start()
    said = bench.pm2("describe", "ai")
    assert said.out.startswith(" Describing process with id 0 - name ai \n\u250c")
    facts = {row[0]: row[1] for row in cells(said.out) if len(row) == 2}
    assert list(facts) == [
        *("status", "name", "namespace", "version", "restarts", "max memory restart", "uptime"),
        *("script path", "script args", "error log path", "out log path", "pid path"),
        *("interpreter", "interpreter args", "script id", "exec cwd", "exec mode"),
        *("node.js version", "node env", "watch & reload", "unstable restarts", "created at"),
    ]
    del facts["created at"], facts["uptime"]
    assert facts["script args"] == "api.main:app --host 0.0.0.0 --port 8000"
    assert facts["max memory restart"] == "1073741824"
    assert facts["node env"] == "N/A"
    assert bench.pm2("describe", "0").code == 0
    assert bench.pm2("describe", "ai", "--silent").out == ""


def test_secrets_are_in_the_list_in_the_environment_and_in_the_dump(bench: Bench) -> None:
    bench.start()
    assert bench.row()["env"].get("SECRET") == "s3"
    assert "SECRET: s3\n" in bench.pm2("env", "0").out
    bench.pm2("save")
    assert b'"SECRET": "s3"' in (bench.ground.read(f"{PM2_HOME}/dump.pm2") or b"")


# ------------------------------------------------------------------ files of an app


def test_logs_lie_where_they_are_configured_and_grow_over_restarts(bench: Bench) -> None:
    logs = "/home/ubuntu/logs"
    bench.config(app(out_file=f"{logs}/out.log", error_file=f"{logs}/error.log"))
    said = bench.pm2(*START)
    assert said.err == f"{WARN}Folder does not exist: {logs}\n"
    assert f"{PREFIX}Creating folder: {logs}\n" in said.out
    pids = []
    for _ in range(2):
        bench.until_served()
        pids.append(bench.row()["pid"])
        bench.pm2("restart", "ai")
    text = "".join(f"INFO:     Started server process [{pid}]\n" for pid in pids)
    bench.until_served()
    content = (bench.ground.read(f"{logs}/error.log") or b"").decode()
    assert content.startswith(text)
    assert bench.ground.read(f"{logs}/out.log") == b""
    said = bench.pm2("logs", "ai", "--nostream", "--lines", "1", "--err")
    assert f"{logs}/error.log last 1 lines:\n0|ai       | INFO:" in said.out
    bench.pm2("flush", "ai")
    assert bench.ground.read(f"{logs}/error.log") == b""


def test_a_pid_file_lives_as_long_as_the_process(bench: Bench) -> None:
    bench.start()
    path = f"{PM2_HOME}/pids/ai-0.pid"
    assert bench.ground.read(path) == str(bench.row()["pid"]).encode()
    bench.pm2("stop", "ai")
    assert bench.ground.read(path) is None
