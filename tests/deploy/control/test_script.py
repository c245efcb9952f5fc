"""The script that is sent: nothing in it was typed by anybody."""

import subprocess
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.control import script
from deploy.control.ports import SCRIPT_BYTES_MAX
from deploy.control.script import Boot
from deploy.errors import Refused
from tests.hostile import HOSTILE, every

BOOT = Boot(
    instruction_url="https://artifacts.s3.amazonaws.com/i?X-Amz-Signature=abc%2F&X-Amz-Date=1",
    instruction_sha256="a" * 64,
    deployer_url="https://artifacts.s3.amazonaws.com/d?X-Amz-Signature=def",
    deployer_sha256="b" * 64,
)


def test_it_reads_as_it_was_written() -> None:
    assert script.read(script.write(BOOT)) == BOOT


def test_it_is_short() -> None:
    assert len(script.write(BOOT).encode()) < SCRIPT_BYTES_MAX / 10


def test_a_shell_takes_it() -> None:
    done = subprocess.run(("sh", "-n"), input=script.write(BOOT), text=True, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["instruction_url", "deployer_sha256"])
def test_no_word_can_be_more_than_a_word(name: str) -> None:
    for text in every(HOSTILE):
        with pytest.raises(Refused):
            script.write(replace(BOOT, **{name: text}))
        with pytest.raises(Refused):
            script.write(replace(BOOT, instruction_url=f'https://host/path"{text}'))


@given(st.text())
def test_no_other_script_is_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match="it "):
        script.read(text)
    with pytest.raises(ValueError, match="it "):
        script.read(script.write(BOOT).replace("import os", f"import os{text or ' '}", 1))
