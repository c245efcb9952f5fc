"""Bugs that the deployer really had: a deep sweep found each, long after the table was full."""

from tests.planted.bug import Bug, Edit

BUGS = (
    Bug(
        name="one bad read of a file beside the code becomes the new release's",
        breaks="what was staged is proven",
        edits=(
            Edit(
                "loose.py",
                "            if tree.digest(content) != present[name]:\n",
                "            if not present[name]:\n",
            ),
        ),
        scenarios=("brings_code_alone",),
        caught_by="pair",
        faults="*.files.read@stage_code#*=corrupt",
    ),
    Bug(
        name="a service that was restarted often, long ago, counts as broken",
        breaks="the health of what is backed up is remembered",
        edits=(
            Edit(
                "probation.py",
                "    ever = expected._replace(restarts_max=restarts) if often else expected\n",
                "    ever = expected\n",
            ),
        ),
        scenarios=("days.predecessor~stranger_comes~resurrect",),
        caught_by="manifest",
    ),
    Bug(
        name="a release that a person mended counts as the one it was",
        breaks="the last usable pairs stay, whatever their age",
        edits=(
            Edit(
                "model.py",
                'f"{self.wheel_sha256} {sorted(self.files.items())}"',
                "str(self.wheel_sha256)",
            ),
        ),
        scenarios=(
            (
                "days.two_releases~month_passes~restore_default~edit_live~deploy_lacks_data"
                "~restore_newest"
            ),
        ),
        caught_by="retention",
    ),
)
