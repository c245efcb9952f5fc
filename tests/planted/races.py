"""Bugs that show where two deployers come at once; some of them show nowhere else."""

from tests.planted.bug import Bug, Edit

LOCKED = """    with access.locked(host):
        access.go_on_after(host, _closed_before(host, request), request)
        left = journal.peek(host.files, host.layout)
        return carry_out(host, planning.over(host.view(), left, request))
"""
AGAIN = """            held.enter_context(host.files.lock(path))
"""

BUGS = (
    Bug(
        name="what is open is closed before the lock is taken",
        breaks="L24: no interleaved writes",
        edits=(
            Edit(
                "deployment.py",
                LOCKED,
                "    access.go_on_after(host, _closed_before(host, request), request)\n"
                "    with access.locked(host):\n"
                "        return carry_out(host, planning.plan(host.view(), request))\n",
            ),
        ),
        scenarios=("race.recover_prepared",),
        caught_by="lock",
    ),
    Bug(
        name="the plan is made before the lock is taken",
        breaks="a step reads its inputs from the host as it is",
        edits=(
            Edit(
                "deployment.py",
                LOCKED,
                "    plan = planning.plan(host.view(), request)\n"
                "    with access.locked(host):\n"
                "        access.go_on_after(host, _closed_before(host, request), request)\n"
                "        return carry_out(host, plan)\n",
            ),
        ),
        scenarios=("race.two_operators",),
        caught_by="restorable",
    ),
    Bug(
        name="a recovery takes no lock",
        breaks="L24: one lock on the host",
        edits=(
            Edit(
                "deployment.py",
                "    with access.locked(host):\n        return close(host)\n",
                "    return close(host)\n",
            ),
        ),
        scenarios=("race.recover_twice",),
        caught_by="lock",
    ),
    Bug(
        name="a recovery looks whether somebody has the lock, and takes none",
        breaks="L24: one lock on the host",
        edits=(
            Edit(
                "deployment.py",
                "    with access.locked(host):\n        return close(host)\n",
                "    if host.files.held(host.layout.lock):\n"
                "        return None\n"
                "    return close(host)\n",
            ),
        ),
        scenarios=("race.recover_changed",),
        caught_by="lock",
    ),
    Bug(
        name="the lock is removed before it is let go",
        breaks="a lock is a file: who made another one has another lock",
        edits=(
            Edit(
                "access.py",
                "        lock.__exit__(None, None, None)\n",
                "        host.files.remove(host.layout.lock)\n"
                "        lock.__exit__(None, None, None)\n",
            ),
        ),
        scenarios=("race.two_operators",),
        caught_by="one holder",
    ),
    Bug(
        name="the lock is removed after it was let go",
        breaks="what another holds is not removed",
        edits=(
            Edit(
                "access.py",
                "        lock.__exit__(None, None, None)\n",
                "        lock.__exit__(None, None, None)\n"
                "        host.files.remove(host.layout.lock)\n",
            ),
        ),
        scenarios=("race.two_operators",),
        caught_by="lock",
    ),
    Bug(
        name="a recovery has a lock of its own",
        breaks="L24: one lock on the host",
        edits=(
            Edit(
                "deployment.py",
                "    with access.locked(host):\n        return close(host)\n",
                '    with host.files.lock(f"{host.layout.state}/lock-recover"):\n'
                "        return close(host)\n",
            ),
        ),
        scenarios=("race.recover_changed",),
        caught_by="lock",
    ),
    Bug(
        name="two instructions bring their wheels to the same place",
        breaks="L24: no interleaved writes",
        edits=(
            Edit(
                "receiving.py",
                'f"{host.layout.incoming}/{instruction.id}"',
                'f"{host.layout.incoming}/wheel"',
            ),
            Edit("incoming.py", AGAIN, "            pass\n"),
            Edit("incoming.py", "if host.files.held(path):", "if host.files.kind(folder):"),
        ),
        scenarios=("race.operator_and_ci",),
        caught_by="serial",
    ),
    Bug(
        name="what was brought is tidied away under those who work with it",
        breaks="L24: no interleaved writes",
        edits=(
            Edit(
                "pruning.py",
                "            except OSError:  # somebody works with it\n                continue\n",
                "            except OSError:\n                pass\n",
            ),
        ),
        scenarios=("race.operator_and_ci",),
        caught_by="serial",
    ),
    Bug(
        name="what was brought is no longer locked when it is tidied away",
        breaks="what was looked at may have changed when it is acted on",
        edits=(
            Edit(
                "pruning.py",
                "                continue\n            left += tree.taken_away(host, [folder])\n",
                "                continue\n        left += tree.taken_away(host, [folder])\n",
            ),
        ),
        scenarios=("race.operator_and_ci",),
        caught_by="serial",
    ),
    Bug(
        name="a status is put together from two moments",
        breaks="what is told was so",
        edits=(Edit("steady.py", "if after == before and found is not None:", "if found:"),),
        scenarios=("race.files_restoring", "race.files", "race.status", "race.files_recovering"),
        caught_by="sight",
    ),
    Bug(
        name="a deployment at work is called interrupted",
        breaks="what is told was so",
        edits=(
            Edit(
                "status.py",
                "    if steady.is_at_work(view.files, view.layout):\n",
                "    if not view:\n",
            ),
        ),
        scenarios=("race.files",),
        caught_by="sight",
    ),
    Bug(
        name="a snapshot says nobody is at work who was when it began",
        breaks="what is told was so",
        edits=(
            Edit("snapshot/taking.py", "locked=snapshot.locked or moved", "locked=snapshot.locked"),
        ),
        scenarios=("race.snapshot",),
        caught_by="sight",
    ),
)
