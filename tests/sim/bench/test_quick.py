"""A quick measurement on hosts of real parts, as CI takes it."""

import json
from pathlib import Path

import pytest

from sim.bench import cli
from tests.sandboxes import found_parts

NOISY = ("gap_over_start", "alone_over_start")
"""Times of one round on a busy machine prove nothing; the command itself judges them."""


@pytest.mark.real
def test_a_quick_measurement_loses_no_request_and_disturbs_nobody(
    tmp_path: Path, real_wheel: Path
) -> None:
    found_parts()
    output = tmp_path / "bench.json"
    assert cli.main(["--quick", "--wheel", str(real_wheel), "--output", str(output)]) in (0, 1)
    found = json.loads(output.read_text(encoding="utf-8"))
    violated = [each["name"] for each in found["thresholds"] if not each["holds"]]
    assert [name for name in violated if name.rpartition(" ")[2] not in NOISY] == []
    measured = {(each["who"], each["operation"]) for each in found["figures"]}
    assert ("predecessor", "restore") in measured
    assert ("deployer", "rollback_crash") in measured
