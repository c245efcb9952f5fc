"""What Node tells of a configuration of PM2, real and fake, by the program of the deployer."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.adapters.commands import LocalCommands
from deploy.pm2_config import READER
from deploy.ports import Commands
from sim.ports.commands import SimCommands
from sim.shell.ubuntu import furnish
from sim.world import World

ARMS = ["simulated", pytest.param("real", marks=pytest.mark.real)]
Told = Callable[[str | None], object]
APP = '{ name: "ai", script: "/srv/venv/bin/uvicorn", cwd: "/srv", env: { KEY: "canary" } }'
SAID: dict[str, tuple[str | None, object]] = {
    "one app": (
        f"module.exports = {{ apps: [{APP}] }};",
        {"apps": [{"name": "ai", "script": "/srv/venv/bin/uvicorn", "cwd": "/srv"}]},
    ),
    "an app that is not in a list": (
        'module.exports = { apps: { name: "ai", script: "run" } };',
        {"apps": [{"name": "ai", "script": "run"}]},
    ),
    "under the other name": (
        'module.exports = { pm2: [{ name: "ai" }] };',
        {"apps": [{"name": "ai"}]},
    ),
    "how it is run": (
        'module.exports = [{ name: "ai", interpreter: "none", exec_mode: "fork", instances: 2 }];',
        {"apps": [{"name": "ai", "interpreter": "none", "mode": "fork", "instances": 2}]},
    ),
    "its other names": (
        'module.exports = [{ exec: "run", exec_interpreter: "bash", interpreter: "node" }];',
        {"apps": [{"script": "run", "interpreter": "bash"}]},
    ),
    "what says nothing": (
        'module.exports = [{ name: "ai", interpreter: "", instances: 0 }];',
        {"apps": [{"name": "ai", "interpreter": "", "instances": 0}]},
    ),
    "a port among its words": (
        'module.exports = [{ name: "ai", args: "api.main:app --port 8000 --key canary" }];',
        {"apps": [{"name": "ai", "port": "8000"}]},
    ),
    "a port in a list of words": (
        'module.exports = [{ name: "ai", args: ["--key", "canary", "--port=8000"] }];',
        {"apps": [{"name": "ai", "port": "8000"}]},
    ),
    "what is no port": (
        'module.exports = [{ name: "ai", args: "--port 80a --my--port 1 --port" }];',
        {"apps": [{"name": "ai"}]},
    ),
    "a bare list": (
        'module.exports = [{ name: "ai" }, { name: "b" }];',
        {"apps": [{"name": "ai"}, {"name": "b"}]},
    ),
    "a name that is made": (
        'const who = "ai"; module.exports = { apps: [{ name: `${who}-service` }] };',
        {"apps": [{"name": "ai-service"}]},
    ),
    "nothing": ("", {"apps": [{}]}),
    "half of it": (f"module.exports = {{ apps: [{APP[:60]}", {"error": "SyntaxError"}),
    "an open text": (
        'module.exports = { apps: [{ env: { KEY: "canary } }] };',
        {"error": "SyntaxError"},
    ),
    "a name that nobody knows": ("module.exports = { apps: canary };", {"error": "ReferenceError"}),
    "no file": (None, {"error": "Error"}),
}


@pytest.fixture(params=ARMS)
def told(request: pytest.FixtureRequest, tmp_path: Path) -> Told:
    """Give what tells of a file of this content, by the fake and the real Node in turn."""
    path = f"{tmp_path}/ecosystem.config.js"
    world = furnish(World())
    real = request.param == "real"
    commands: Commands = LocalCommands(str(tmp_path)) if real else SimCommands(world)

    def tell(content: str | None) -> object:
        if content is not None and real:
            Path(path).write_text(content, encoding="utf-8")
        if content is not None and not real:
            world.disk.make_directory(str(tmp_path))
            world.disk.put(path, content.encode(), durable=True)
        result = commands.run(("node", "-e", READER, path), timeout_s=30.0)
        assert (result.code, result.err) == (0, "")
        assert "canary" not in result.out
        return json.loads(result.out)

    return tell


@pytest.mark.parametrize("what", SAID)
def test_what_is_told_of_a_configuration(told: Told, what: str) -> None:
    content, expected = SAID[what]
    assert told(content) == expected
