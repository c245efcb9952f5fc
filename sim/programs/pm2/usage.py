"""The options and commands of PM2, as its own help names them."""

from __future__ import annotations

GLOBAL = """
-V --version|-v --version|-s --silent|--ext <extensions>|-n --name <name>|-m --mini-list
--interpreter <interpreter>|--interpreter-args <arguments>|--node-args <node_args>
-o --output <path>|-e --error <path>|-l --log [path]|--filter-env [envs]|--log-type <type>
--log-date-format <date format>|--time|--disable-logs|--env <environment_name>|-a --update-env
-f --force|-i --instances <number>|--parallel <number>|--shutdown-with-message|-p --pid <pid>
-k --kill-timeout <delay>|--listen-timeout <delay>|--max-memory-restart <memory>
--restart-delay <delay>|--exp-backoff-restart-delay <delay>|-x --execute-command
--max-restarts [count]|-u --user <username>|--uid <uid>|--gid <gid>|--namespace <ns>|--cwd <path>
--hp <home path>|--wait-ip|--service-name <name>|-c --cron <cron_pattern>
-c --cron-restart <cron_pattern>|-w --write|--no-daemon|--source-map-support
--only <application-name>|--disable-source-map-support|--wait-ready|--merge-logs|--watch [paths]
--ignore-watch <folders|files>|--watch-delay <delay>|--no-color|--no-vizion|--no-autostart
--no-autorestart|--stop-exit-codes <exit_codes...>|--no-treekill|--no-pmx|--no-automation
--trace|--disable-trace|--sort <field_name:sort>|--attach|--v8|--event-loop-inspector
--deep-monitoring
"""
NAMED = "id|name|namespace|all|json|stdin..."
LOGS = """
--json|--format|--raw|--err|--out|--lines <n>|--timestamp [format]|--nostream
--highlight [value]
"""
COMMANDS = {
    "start": ("[name|namespace|file|ecosystem|id...]", "--fresh|--daemon|--container|--dist"),
    "startOrRestart": ("<json>", ""),
    "startOrReload": ("<json>", ""),
    "startOrGracefulReload": ("<json>", ""),
    "stop": (f"<{NAMED}>", ""),
    "restart": (f"<{NAMED}>", ""),
    "reload": ("<id|name|namespace|all>", ""),
    "delete": ("<name|id|namespace|script|all|json|stdin...>", ""),
    "scale": ("<app_name> <number>", ""),
    "pid": ("[app_name]", ""),
    "id": ("<name>", ""),
    "reset": ("<name|id|all>", ""),
    "describe": ("<name|id>", ""),
    "env": ("<id>", ""),
    "list": ("", ""),
    "jlist": ("", ""),
    "prettylist": ("", ""),
    "ping": ("", ""),
    "save": ("", ""),
    "cleardump": ("", ""),
    "resurrect": ("", ""),
    "kill": ("", ""),
    "flush": ("[api]", ""),
    "reloadLogs": ("", ""),
    "logs": (
        "[id|name|namespace]",
        LOGS,
    ),
    "sendSignal": ("<signal> <pm2_id|name>", ""),
    "send": ("<pm_id> <line>", ""),
    "trigger": ("<id|proc_name|namespace|all> <action_name> [params]", ""),
}
ALIASES = {
    "del": "delete",
    "dump": "save",
    "log": "logs",
    **dict.fromkeys(("ls", "l", "ps", "status"), "list"),
    **dict.fromkeys(("desc", "info", "show"), "describe"),
}
STRICT = ("save", "cleardump", "resurrect", "kill", "prettylist")
"""Commands that refuse what they do not know."""
UNMODELLED = frozenset(
    (
        *("profile:mem", "profile:cpu", "inspect", "deploy", "create", "updatePM2"),
        *("update", "install", "module:install", "module:update", "module:generate", "uninstall"),
        *("module:uninstall", "package", "publish", "module:publish", "set", "multiset"),
        *("get", "conf", "config", "unset", "report", "link"),
        *("unlink", "monitor", "unmonitor", "open", "plus", "register"),
        *("login", "logout", "attach", "unstartup", "startup", "logrotate"),
        *("ecosystem", "init", "slist", "sysinfos", "monit", "imonit"),
        *("dashboard", "dash", "pull", "forward", "backward", "deepUpdate"),
        *("serve", "expose", "autoinstall", "examples", "install-otel", "uninstall-otel"),
        *("completion", "send", "trigger"),
    )
)
"""Commands that the real one knows and the fake does not."""
