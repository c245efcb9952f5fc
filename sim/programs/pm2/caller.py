"""Whoever calls PM2: the environment, the words of the command, and the daemon it reaches."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.programs.pm2.table import DAEMON_PID, ENDED, Entry, Table
from sim.programs.pm2.terminal import WARNING, Terminal
from sim.programs.pm2.words import Words
from sim.storage.nodes import File

if TYPE_CHECKING:
    from sim.world import World

USER_HOME = "/home/ubuntu"
"""What the host's passwd says, where HOME is unset."""
SPAWN_S = 0.3
"""A daemon needs this long to come up."""
BANNER = r"""
                        -------------

__/\\\\\\\\\\\\\____/\\\\____________/\\\\____/\\\\\\\\\_____
 _\/\\\/////////\\\_\/\\\\\\________/\\\\\\__/\\\///////\\\___
  _\/\\\_______\/\\\_\/\\\//\\\____/\\\//\\\_\///______\//\\\__
   _\/\\\\\\\\\\\\\/__\/\\\\///\\\/\\\/_\/\\\___________/\\\/___
    _\/\\\/////////____\/\\\__\///\\\/___\/\\\________/\\\//_____
     _\/\\\_____________\/\\\____\///_____\/\\\_____/\\\//________
      _\/\\\_____________\/\\\_____________\/\\\___/\\\/___________
       _\/\\\_____________\/\\\_____________\/\\\__/\\\\\\\\\\\\\\\_
        _\///______________\///______________\///__\///////////////__


                          Runtime Edition

        PM2 is a Production Process Manager for Node.js applications
                     with a built-in Load Balancer.

                Start and Daemonize any application:
                $ pm2 start app.js

                Load Balance 4 instances of api.js:
                $ pm2 start api.js -i 4

                Monitor in production:
                $ pm2 monitor

                Make pm2 auto-boot at server restart:
                $ pm2 startup

                To go further checkout:
                http://pm2.io/


                        -------------
"""
"""What a new PM2_HOME is greeted with."""
PATH = "/usr/local/bin:/usr/bin:/bin"
UNREAD = Words()


class Caller:
    """One call of PM2."""

    warning = WARNING

    def __init__(
        self, world: World, argv: Sequence[str], env: Mapping[str, str], cwd: str = USER_HOME
    ) -> None:
        """Know what PM2 finds when it starts, and where its caller stands."""
        self.world = world
        self.terminal = Terminal(argv, env)
        self.words = UNREAD
        self.home = env.get("PM2_HOME") or f"{env.get('HOME') or USER_HOME}/.pm2"
        self.dump = env.get("PM2_DUMP_FILE_PATH") or f"{self.home}/dump.pm2"
        self.backup = env.get("PM2_DUMP_BACKUP_FILE_PATH") or f"{self.home}/dump.pm2.bak"
        self.cwd = cwd
        self.env = {**env, "PM2_USAGE": "CLI"}
        tables = world.machine.tables
        if self.home not in tables:
            tables[self.home] = Table()
        self.table = tables[self.home]
        """What the daemon knows."""
        if self.terminal.silent:
            self.env["PM2_DISCRETE_MODE"] = "true"

    def wake(self) -> None:
        """Start the daemon where none runs, which is told unless nothing is."""
        table, disk, touched = self.table, self.world.disk, f"{self.home}/touch"
        if disk.node(touched) is None:
            for folder in ("logs", "pids", "modules"):
                disk.make_directory(f"{self.home}/{folder}")
            disk.put(f"{self.home}/module_conf.json", b"{}", durable=True)
            self.terminal.say(BANNER)
            disk.put(touched, str(int(self.world.machine.now * 1000)).encode(), durable=True)
        if table.daemon:
            return
        table.daemon, table.next_pm_id = True, 0
        table.entries.clear()
        disk.put(f"{self.home}/pm2.pid", str(DAEMON_PID).encode(), durable=True)
        self.env["PM2_INTERACTOR_PROCESSING"] = "true"
        self.world.pass_time(SPAWN_S)
        self.terminal.told(f"Spawning PM2 daemon with pm2_home={self.home}")
        self.terminal.told("PM2 Successfully daemonized")

    def entries(self) -> list[Entry]:
        """Return the entries in the order of their ids."""
        found = self.table.entries
        return [found[pm_id] for pm_id in sorted(found)]

    def absolute(self, path: str) -> str:
        """Return a path as seen from where the caller stands."""
        return posixpath.normpath(posixpath.join(self.cwd, path))

    def which(self, name: str) -> str | None:
        """Find a program on the PATH, as a file that may be run."""
        places = [f"{folder}/{name}" for folder in self.env.get("PATH", PATH).split(":")]
        for path in [self.absolute(name)] if "/" in name else places:
            if type(self.world.disk.node(path)) is File:
                return path
        return None

    def forget_ended(self) -> None:
        """Remove the pid files of processes that ended."""
        for entry in self.table.entries.values():
            if not entry.pid and entry.status in ENDED:
                path = entry.facts.more.get("pm_pid_path")
                if path:
                    self.world.disk.remove(path)
