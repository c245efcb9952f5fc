"""What others wrote is read, or is no JSON."""

import pytest

from deploy.config import Config
from deploy.errors import Refused
from deploy.parsing import parsed
from deploy.settings import with_host_settings
from sim.ports.files import SimFiles
from sim.world import World

DEEP = b"[" * 100_000


def test_json_is_read() -> None:
    assert parsed(b'{"a": [1]}') == {"a": [1]}


@pytest.mark.parametrize("text", [b"", b"[", DEEP, b"\xff"])
def test_whatever_is_none_is_one_kind_of_error(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parsed(text)


def test_settings_that_are_nested_too_deep_are_refused() -> None:
    world, config = World(), Config(base="/home/ubuntu/refit")
    world.disk.make_directory(config.layout.settings.rpartition("/")[0])
    world.disk.put(config.layout.settings, DEEP, durable=True)
    with pytest.raises(Refused, match="nested too deep"):
        with_host_settings(config, SimFiles(world))
