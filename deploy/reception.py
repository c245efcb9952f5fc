"""The command `receive`: an instruction on standard input, a reply, and an exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deploy import instruction, receiving
from deploy.adapters.log import say, warn
from deploy.config import Config
from deploy.errors import Refused
from deploy.local import called, settled, standard_input, variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.host import Host

INSTANCE_VARIABLE = "AWS_SSM_INSTANCE_ID"
"""Which instance this is, as the agent tells (amazon-ssm-agent, `executers.go`)."""


def receive(connect: Callable[[Config], Host]) -> int:
    """Carry out the instruction; print one line for the control side, then the message."""
    content = standard_input(instruction.BYTES_MAX)
    if len(content) > instruction.BYTES_MAX:
        raise Refused("the instruction is longer than any of ours")
    told = instruction.read(content)
    host = settled(connect(Config(base=told.base, program=called())))
    reply = receiving.carry_out(host, told, variable(INSTANCE_VARIABLE) or "")
    say(json.dumps({"id": reply.id, "exit_code": reply.exit_code}, sort_keys=True))
    (say if reply.exit_code == 0 else warn)(reply.message)
    return reply.exit_code
