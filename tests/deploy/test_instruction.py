"""Instructions: read as they were written, and refused where no control side of ours wrote them."""

import json
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy import instruction
from deploy.errors import Refused
from deploy.instruction import Instruction, Parcel, Task
from tests.hostile import HOSTILE, every

SHA, DIGEST = "a" * 40, "b" * 64
WHEEL = Parcel(
    url="https://store/w?s=1", name="refit_ai_service-0.1.0-py3-none-any.whl", sha256=DIGEST
)
APPLY = Instruction(
    id="run-1-1-apply-20260128100000",
    task=Task.APPLY,
    base="/home/ubuntu/refit",
    report_urls={"i-0123456789abcdef0": "https://store/r?s=2"},
    wheel=WHEEL,
    sha=SHA,
    force='the "database" is back; $(really)',
    health_url="http://localhost:8000/api/ai/health",
)
RESTORE = replace(
    APPLY, task=Task.RESTORE, wheel=None, sha=None, backup_id="code_20260127150000", code_only=True
)


@pytest.mark.parametrize("told", [APPLY, RESTORE])
def test_it_reads_as_it_was_written(told: Instruction) -> None:
    assert instruction.read(instruction.write(told)) == told
    assert instruction.write(instruction.read(instruction.write(told))) == instruction.write(told)


HARMLESS = {
    "id": re.compile(r"[A-Za-z0-9.-]+"),  # names no other place and is no other word to anybody
    "base": re.compile(r"/{1,2}[A-Za-z0-9./]+"),  # a directory like any other
}


@pytest.mark.parametrize("name", ["id", "base", "sha", "backup_id", "health_url"])
def test_what_no_control_side_writes_is_refused(name: str) -> None:
    of = APPLY if name != "backup_id" else RESTORE
    for text in every(HOSTILE):
        if name in HARMLESS and HARMLESS[name].fullmatch(text):
            continue
        given: Any = {name: text}
        with pytest.raises(Refused):
            replace(of, **given)


@pytest.mark.parametrize("name", ["../x.whl", "/etc/x.whl", "x.whl", "refit_ai_service-1/x.whl"])
def test_a_wheel_has_the_name_of_one(name: str) -> None:
    with pytest.raises(Refused):
        replace(APPLY, wheel=replace(WHEEL, name=name))


def test_a_wheel_belongs_to_apply_alone() -> None:
    for told in (replace(APPLY, task=Task.APPLY), RESTORE):
        with pytest.raises(Refused, match="a wheel and its commit"):
            replace(told, task=Task.RECOVER if told.wheel else Task.APPLY)


def test_another_format_is_refused_in_words() -> None:
    later = {**json.loads(instruction.write(APPLY)), "format": 2}
    with pytest.raises(Refused, match="of another format"):
        instruction.read(json.dumps(later).encode())


@given(st.binary())
def test_bytes_that_are_none_are_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        instruction.read(content)


VALUES = st.recursive(st.none() | st.text() | st.integers(), st.lists)
NAMES = st.sampled_from(["id", "task", "base", "wheel", "report_urls", "sha", "backup_id", "force"])


@pytest.mark.lengthy
@given(VALUES, NAMES)
def test_a_document_with_another_kind_of_value_is_no_traceback(value: object, name: str) -> None:
    plain = {**json.loads(instruction.write(APPLY)), name: value}
    with suppress(Refused):
        told = instruction.read(json.dumps(plain).encode())
        assert instruction.read(instruction.write(told)) == told
