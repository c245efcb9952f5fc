"""Taking up the watch over a command that was lost sight of."""

from __future__ import annotations

from deploy.control import dispatching, patience, running
from deploy.control import errand as errands
from deploy.control.centre import Centre
from deploy.control.dispatching import Sent
from deploy.control.errand import Errand
from deploy.control.errors import Missing
from deploy.control.rollout import Rollout
from deploy.control.watching import Watch
from deploy.errors import DeployError, Refused


def resume(centre: Centre, instance: str, which: str) -> tuple[Errand, Rollout]:
    """Watch a command, by its id or its mark, to its end; return what it was and what became of it.

    Raises `Refused` where nothing is known of it.
    """
    try:
        command, mark = _named(centre, instance, which)
        content = patience.asked(centre, lambda: centre.store.get(errands.record_key(mark)))
    except Refused:
        raise
    except Missing as error:
        raise Refused(f"{which} is no command of ours: {error.reason}", "") from error
    except DeployError as error:
        raise Refused(error.reason, error.advice) from error
    errand, since = errands.read(content)
    until = since + dispatching.delivery_s(errand) + errand.execution_s
    sent = Sent(command=command, errand=errand, since=since, until=until)
    return errand, Rollout(verdicts=running.follow(centre, Watch(sent=sent)).verdicts)


def _named(centre: Centre, instance: str, which: str) -> tuple[str, str]:
    """Return the id and the mark of a command that is named by one of them."""
    advice = "Take it from the message that said to watch it; is EC2_INSTANCE_ID its host?"
    if errands.COMMAND_ID.fullmatch(which):
        standings = patience.asked(centre, lambda: centre.shell.standings(which))
        marks = {standing.mark for standing in standings.values()}
        if len(marks) != 1:
            raise Refused(f"no command {which} is known", advice)
        return which, marks.pop()
    ids = patience.asked(centre, lambda: centre.shell.find(instance, which))
    if not ids:
        raise Refused(f"no command was sent as {which}: nothing was begun", advice)
    return ids[0], which
