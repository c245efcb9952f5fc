"""The tables: each figure where a reader looks for it."""

import io

from rich.console import Console

from sim.bench import tables
from sim.bench.figures import Figure, Key
from sim.bench.thresholds import Threshold

FIGURES = (
    Figure(Key("deployer", "deploy", "", "time", "s"), (7.94, 7.0, 9.0)),
    Figure(Key("deployer", "deploy", "", "disk_added", "bytes"), (7_200_000.0,)),
    Figure(Key("deployer", "deploy", "straight", "requests", "requests"), (1501.0,)),
    Figure(Key("deployer", "deploy", "straight", "gap", "ms"), (1238.4,)),
    Figure(Key("deployer", "deploy", "caddy", "failed", "requests"), (0.0,)),
    Figure(Key("predecessor", "restore", "", "time", "s"), (12.2,)),
    Figure(Key("deployer", "start", "", "start_uncompiled", "ms"), (1100.0,)),
)


def rows(title: str) -> list[list[str]]:
    console = Console(width=200, record=True, file=io.StringIO())
    (table,) = (table for table in tables.of(FIGURES, "today") if title in str(table.title))
    console.print(table)
    lines = console.export_text().splitlines()
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if "│" in line]


def test_a_way_has_a_row_of_what_clients_noticed() -> None:
    assert ["deployer", "deploy", "straight", "1501", "", "", "", "", "1238", ""] in rows("clients")
    assert ["deployer", "deploy", "caddy", "", "0", "", "", "", "", ""] in rows("clients")


def test_an_operation_has_a_row_in_seconds_and_megabytes() -> None:
    found = rows("operations")
    assert ["deployer", "deploy", "7.9", "", "", "7.2", "", "", ""] in found
    assert ["predecessor", "restore", "12.2", "", "", "", "", "", ""] in found
    assert len(found) == 2


def test_the_start_has_a_table_of_its_own() -> None:
    assert rows("own start") == [["start uncompiled", "1100"]]


def test_a_violated_threshold_is_seen() -> None:
    held = Threshold(name="a", limit="at most 0", found=0, unit="requests", holds=True)
    broken = Threshold(name="b", limit="at most 5", found=6.8, unit="s", holds=False)
    missing = Threshold(name="c", limit="at most 5", found=None, unit="", holds=False)
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(tables.of_thresholds((held, broken, missing)))
    text = console.export_text()
    assert text.count("holds") == 1
    assert text.count("VIOLATED") == 2
    assert "not measured" in text
    assert "6.8" in text
