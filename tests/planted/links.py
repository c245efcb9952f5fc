"""Planted bugs of what is read from links: what is live, and what leads through it."""

from __future__ import annotations

from tests.planted.bug import Bug, Edit

BUGS = (
    Bug(
        name="a pointer is read to the letter",
        breaks="a pointer that a person wrote means what it leads to",
        edits=(
            Edit(
                "releases.py",
                "    named = leads_to(reader, layout.current)\n",
                '    named = f"{layout.app}/{reader.target(layout.current)}"\n',
            ),
        ),
        scenarios=("pointer_with_a_slash", "pointer_from_the_root"),
        caught_by="ending",
    ),
    Bug(
        name="a link above the base directory is not followed",
        breaks="a pointer that a person wrote means what it leads to",
        edits=(
            Edit(
                "releases.py",
                "    is_real = posixpath.dirname(real) == reader.resolve(layout.releases)\n",
                "    is_real = False\n",
            ),
        ),
        scenarios=("pointer_through_a_link",),
        caught_by="ending",
    ),
    Bug(
        name="no pointer means that nothing is live",
        breaks="what serves is never taken away without a way back",
        edits=(Edit("astray.py", "    return pointer(view) or next(", "    return next("),),
        scenarios=("pointer_deleted_while_stopped",),
        caught_by="ending",
    ),
    Bug(
        name="a process that nothing leads to is ended",
        breaks="what serves is never taken away without a way back",
        edits=(
            Edit(
                "checks.py",
                "        astray.refuse(displaced.unreferenced(host.view(), holder))\n",
                "        pass\n",
            ),
        ),
        scenarios=("pointer_of_nothing_else",),
        caught_by="mixed",
    ),
    Bug(
        name="code that came from elsewhere is served by nobody anew",
        breaks="advice that is followed is enough",
        edits=(
            Edit("astray.py", "{pointing(view, own)} && {restart(view)}", "{pointing(view, own)}"),
        ),
        scenarios=("pointer_to_a_volume",),
        caught_by="advice",
    ),
    Bug(
        name="the service that PM2 runs from elsewhere is taken for a stranger in its own place",
        breaks="advice that is followed is enough",
        edits=(Edit("displaced.py", 'f"mv {quote(directory)} {own}"', 'f"rm {layout.current}"'),),
        scenarios=("release_carried_off",),
        caught_by="advice",
    ),
    Bug(
        name="a refusal that nobody foresaw leaves its reader alone",
        breaks="the message says what to do next",
        edits=(
            Edit(
                "advising.py",
                "        return AGAIN if failure is None",
                "        return None if failure is None",
            ),
            Edit(
                "advising.py",
                "else OF_STEP.get(failure.step, AGAIN)",
                "else OF_STEP.get(failure.step)",
            ),
        ),
        scenarios=("manifest_taken",),
        caught_by="advice",
    ),
    Bug(
        name="any link in a place of ours is ours",
        breaks="what runs is what the pointer names",
        edits=(Edit("astray.py", " or next(iter(links(view)), None)\n", "\n"),),
        scenarios=("run_directory_of_before",),
        caught_by="manifest",
    ),
    Bug(
        name="what leads astray is seen at sight alone",
        breaks="a change that cannot end well is not begun",
        edits=(Edit("checks.py", "    astray.refuse(astray.look(view))\n", ""),),
        scenarios=("detour_amid_a_change",),
        caught_by="ending",
    ),
    Bug(
        name="the advice for a pointer leaves out where releases lie",
        breaks="an error says which command mends it",
        edits=(
            Edit(
                "astray.py",
                "quote(f'releases/{posixpath.basename(directory)}')",
                "quote(posixpath.basename(directory))",
            ),
        ),
        scenarios=("pointer_deleted",),
        caught_by="advice",
    ),
    Bug(
        name="a copy is advised without the restart that has it served",
        breaks="what serves is what lies live",
        edits=(
            Edit(
                "astray.py",
                'f"{copied} && {restart(view)}" if place == layout.live else copied',
                "copied",
            ),
        ),
        scenarios=("run_directory_on_a_volume",),
        caught_by="advice",
    ),
    Bug(
        name="the app directory is taken for a real one",
        breaks="a process of ours is known as ours",
        edits=(
            Edit(
                "service.py",
                'f"{host.files.resolve(host.layout.app)}/"',
                'f"{host.layout.app}/"',
            ),
        ),
        scenarios=("app_on_a_volume",),
        caught_by="ending",
    ),
    Bug(
        name="whatever has fourteen digits is a backup",
        breaks="what is nobody's backup hinders no deployment",
        edits=(
            Edit(
                "backups.py",
                "sorted((stamp for stamp in stamps if _is_moment(stamp)), reverse=True)",
                "sorted(stamps, reverse=True)",
            ),
        ),
        scenarios=("backups_of_no_moment",),
        caught_by="mistake",
    ),
    Bug(
        name="a wheel is asked for a commit that it does not name",
        breaks="an older wheel is never refused for that alone",
        edits=(Edit("staging.py", "        sha=found.sha,", "        sha=plan.sha,"),),
        scenarios=("wheel_unnamed",),
        caught_by="ending",
    ),
)
