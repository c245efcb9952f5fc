"""The pages are true: every command, path, link, setting, step and exit code in them is checked."""

import ast
import json
import math
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from deploy import arguments, cli, config, deployment, elsewhere, settings, wheel
from deploy.config import Config
from deploy.control import arguments as control_arguments
from deploy.errors import Refused
from deploy.host import Host
from deploy.model import Apply, Outcome, parse_backup_id
from deploy.settings import check_setting
from scripts.dependencies import __main__ as dependencies
from sim import cli as sim_cli
from sim.harm.faults import parse_plan
from sim.reports import summary
from sim.stories import scenarios
from sim.sweep import shares as sweep
from tests.ai_app.bench import command as bench_api
from tests.mutation import __main__ as mutation

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.ko.md")
DOCS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
PAGES = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md", *DOCS)
HOST = Config(base=arguments.BASE)
WORDS = (
    "artifact, release, live, current, deployment, phase, commit point, backup, pair, manifest, "
    "safety backup, roll back, recover, prune, retention, health check, report, host, "
    "control side, world, effect, site, fault, crash, power loss, scenario, plan, oracle, sweep, "
    "replay, shrink, timeline, verified fake, premiere, rehearsal, snapshot"
)
"""The words of the design; the glossary defines each."""


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


# ------------------------------------------------------------------ what a page is made of


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str


FENCED = re.compile(r"^(`{3,}|~{3,})([^\n]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[Block]:
    return [Block(found[2].strip(), found[3]) for found in FENCED.finditer(read(page))]


def prose(page: str) -> str:
    return FENCED.sub("", read(page))


def spans(page: str) -> list[str]:
    """Give what stands in backticks outside of the blocks."""
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose(page))]


def headings(page: str) -> list[tuple[int, str]]:
    found = re.findall(r"^(#+) (.+)$", prose(page), re.MULTILINE)
    return [(len(marks), title) for marks, title in found]


def rows(text: str) -> list[list[str]]:
    """Give the cells of every line of every table."""
    lines = (line for line in text.splitlines() if line.startswith("| "))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@dataclass(frozen=True)
class Line:
    """A command of a block, and the output shown below it."""

    command: str
    shown: tuple[str, ...] = ()


def lines_of(block: Block) -> list[Line]:
    """Give the commands of a block; none is passed over."""
    written = block.text.replace("\\\n", "").splitlines()
    if block.language == "bash":
        return [Line(line) for line in written if line.strip() and not line.startswith("#")]
    assert written[0].startswith("$ "), "a console block begins with a command"
    starts = [place for place, line in enumerate(written) if line.startswith("$ ")]
    ends = [*starts[1:], len(written)]
    return [
        Line(written[begin][2:], tuple(written[begin + 1 : end]))
        for begin, end in zip(starts, ends, strict=True)
    ]


# ------------------------------------------------------------------ how a command is checked


class UnknownCommand(AssertionError):
    """A command that no check is known for: add one, or leave it out of the page."""


@dataclass(frozen=True)
class Bench:
    """Where harmless commands really run."""

    base: Path
    output: Callable[[], str]


Check = Callable[[Sequence[str], Bench], "str | None"]
"""Raises where a command is not right; returns the output of one that really ran."""


def sessions() -> set[str]:
    """Give the names of the sessions in the noxfile."""
    found = set()
    for node in ast.parse(read("noxfile.py")).body:
        for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            assert isinstance(node, ast.FunctionDef)
            if ast.unparse(mark).startswith("nox.session"):
                named = [word.value for word in getattr(mark, "keywords", ()) if word.arg == "name"]
                names = [word.value for word in named if isinstance(word, ast.Constant)]
                found.add(str(names[0]) if names else node.name)
    return found


def check_nox(words: Sequence[str], bench: Bench) -> str | None:
    before, _, after = "\0".join(words).partition("\0--\0")
    first, *names = before.split("\0")
    rest = after.split("\0") if after else []
    if first in ("", "--list"):
        assert not names
        return None
    assert first == "-s"
    assert names
    assert set(names) <= sessions(), names
    if rest and names == ["deploy-sim"]:
        sim_cli._parser().parse_args(["main", "--wheel", "x.whl", *rest])
    elif rest and names == ["mutation"]:
        mutation._parser().parse_args(rest)
    elif rest and names == ["bench-api"]:
        bench_api.parser().parse_args(rest)
    elif rest and names == ["lock"]:
        dependencies.parser().parse_args(["lock", *rest])
    elif rest and names == ["control"]:
        check_control(rest)
    elif rest:
        assert names == ["test"], "what follows -- is not checked"
        assert [*rest[:1], len(rest)] == ["-k", 2]
    del bench
    return None


def check_control(words: Sequence[str]) -> None:
    """Parse a command of the control side, and vet what it names; it reaches out to nobody."""
    control_arguments.vet(control_arguments.parse(words))


def check_deploy(words: Sequence[str], bench: Bench) -> str | None:
    """Parse a command of the deployer; run it on an empty base where it is harmless."""
    if not words:
        return None
    if elsewhere.is_meant(words):
        check_control(words)
        return None
    options = arguments.parse(words)
    if options.command in ("apply", "preview") or getattr(options, "mode", "") == "restore":
        asked = arguments.request(options)
        if isinstance(asked, Apply):
            assert wheel.check_sha(asked.sha)
            assert wheel.file_version(Path(asked.wheel).name)
        elif asked.backup_id is not None:
            assert parse_backup_id(asked.backup_id)
        return None
    if options.command == "snapshot" and options.output is not None:  # its own tests write it
        return None
    # On an empty base `provision` finds something to do, and `doctor` what this machine lacks.
    ends_well = {"provision": (0, 2), "doctor": (0, 3)}.get(options.command, (0,))
    assert cli.main([*words, "--base", str(bench.base), "--no-service"]) in ends_well
    said = bench.output()
    return said if options.command == "recover" else None


def check_sim(words: Sequence[str], bench: Bench) -> str | None:
    """Parse a command of the simulator; run it where it is one run."""
    if not words:
        return None
    options = sim_cli._parser().parse_args(words)
    if words[0] == "sweep":
        for name in options.scenario or ():
            scenarios.named(name)
        return None
    if words[0] in ("host", "rehearse", "speed"):  # their own tests run these
        return None
    if words[0] == "shrink":
        assert sim_cli.main(words) == 0, "a page shows one that does not fail: no code that stands"
        return None
    if "--html" in words:
        words = [*words[:-1], str(bench.base / words[-1])]
    assert words[0] in ("list", "run", "replay", "timeline"), words
    assert sim_cli.main(words) == 0
    return bench.output()


def check_python(words: Sequence[str], bench: Bench) -> str | None:
    if words[:1] == ["-m"]:
        module, rest = words[1], list(words[2:])
        if module in MODULES:
            return MODULES[module](rest, bench)
        raise UnknownCommand(words)
    if words[0] == "deploy.pyz":
        return check_deploy(words[1:], bench)
    assert len(words) == 1
    assert (ROOT / words[0]).is_file()
    return None


def check_pip(words: Sequence[str], bench: Bench) -> str | None:
    del bench
    assert words[0] == "install"
    assert words[1:]
    assert set(words[1:]) <= {"nox", "build", "uv"}
    return None


def check_cd(words: Sequence[str], bench: Bench) -> str | None:
    del bench
    assert (ROOT / words[0]).is_dir()
    return None


def exactly(*allowed: Sequence[str]) -> Check:
    def check_words(words: Sequence[str], bench: Bench) -> str | None:
        del bench
        if list(words) not in [list(each) for each in allowed]:
            raise UnknownCommand(words)
        return None

    return check_words


def check_pytest(words: Sequence[str], bench: Bench) -> str | None:
    """See that the tests are there, and that the hosts are of a kind that is known."""
    del bench
    paths = [word for word in words if not word.startswith("-")]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
    for option in set(words) - set(paths):
        name, _, value = option.partition("=")
        assert name == "--hosts"
        kind, _, host = value.partition("://")
        assert kind in ("sim", "sandbox", "ssh")
        assert host
    return None


ADDRESS = f"http://localhost:{HOST.port}"
MODULES: dict[str, Check] = {
    "api.embeddings": exactly([], ["--retire"]),  # its own tests run it
    "api.keys": exactly([], ["platform", "read", "write"]),  # likewise
    "build": exactly(["--wheel"]),
    "deploy": check_deploy,
    "nox": check_nox,
    "pip": check_pip,
    "sim": check_sim,
    "venv": exactly([".venv"]),
}
CHECKS: dict[str, Check] = {
    "python": check_python,
    "python3": check_python,
    "pip": check_pip,
    "nox": check_nox,
    "pytest": check_pytest,
    "cd": check_cd,
    "uvicorn": exactly(["api.main:app", "--reload", "--port", str(HOST.port)]),
    ".ci/run": exactly([]),
    "mkdir": exactly(["-p", "/tmp/refit"]),  # noqa: S108 - a path in a page
    "pm2": exactly(["list"], ["resurrect"], ["save"], ["logs", HOST.app_name, "--lines", "50"]),
    "curl": exactly([ADDRESS + HOST.health_path], [ADDRESS + HOST.version_path]),
    "tail": exactly(["-n", "50", HOST.layout.error_log]),
    "ss": exactly(["-ltnp", f"sport = :{HOST.port}"]),
    "df": exactly(["-h", HOST.base]),
    "mv": exactly([HOST.layout.journal, f"{HOST.base}/journal.damaged.json"]),
}
"""How each program's commands are checked. A program that is not here fails the test."""


def check(command: str, bench: Bench) -> str | None:
    """Check a command line; return the output of the last part that really ran."""
    said = None
    for part in command.split(" && "):
        words = shlex.split(part.replace("$(git rev-parse HEAD)", "0" * 40))
        assert not set("|;<>$") & set("".join(words)), f"not a plain command: {part}"
        name = words[0].removeprefix(".venv/bin/")
        if name not in CHECKS:
            raise UnknownCommand(command)
        said = CHECKS[name](words[1:], bench)
    return said


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path, lambda: capsys.readouterr().out)


# ------------------------------------------------------------------ commands


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_of_a_kind_that_is_checked(page: str) -> None:
    assert read(page).count("```") == 2 * len(blocks(page))
    assert {block.language for block in blocks(page)} <= {
        *("bash", "console", "json", "python", "text")
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_command_in_a_block_works(page: str, bench: Bench) -> None:
    for block in blocks(page):
        if block.language not in ("bash", "console"):
            continue
        for line in lines_of(block):
            said = check(line.command, bench)
            if said is not None:
                shown = [text for text in line.shown if text != "..."]
                assert [text for text in shown if text not in said.splitlines()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_in_a_sentence_works(page: str, bench: Bench) -> None:
    for span in spans(page):
        words = span.split()
        name = words[0].removeprefix(".venv/bin/")
        if name not in CHECKS or (len(words) == 1 and name not in (".ci/run", "nox")):
            continue
        if words[1:2] == ["-m"] and words[2] in ("deploy", "sim") and "--" not in span:
            with pytest.raises(SystemExit, match="0"):  # names a command, says not all of it
                check(f"{span} --help", bench)
        else:
            check(span, bench)


@pytest.mark.parametrize("page", PAGES)
def test_every_replay_that_is_shown_can_be_asked_for(page: str) -> None:
    for name, _, plan in (
        found.partition(":") for found in re.findall(r"sim replay '([^']+)'", read(page))
    ):
        scenarios.named(name)
        parse_plan(plan)


@pytest.mark.parametrize(
    "command",
    [
        "rm -rf /tmp/refit",
        "python3 -m http.server",
        "python3 -m deploy undo",
        "python3 -m deploy apply --wheel x.whl",
        "python3 -m deploy rollback restore --backup-id newest",
        "python -m sim replay 'upgrade:0.files.read@fetch#99=error'",
        "nox -s no-such-session",
        "pm2 kill",
        "python3 -m deploy status | tail",
        "curl http://localhost:9999/api/ai/health",
        "python -m sim host destroy",
        "pytest tests/no-such-tests",
        "pytest tests/acceptance --hosts=telnet://host",
    ],
)
def test_a_command_that_nobody_can_check_fails(command: str, bench: Bench) -> None:
    with pytest.raises((AssertionError, SystemExit, Refused)):
        check(command, bench)


def test_a_block_without_a_prompt_fails() -> None:
    with pytest.raises(AssertionError):
        lines_of(Block("console", "python3 -m deploy status\n"))


@pytest.mark.parametrize("page", PAGES)
def test_examples_can_be_read(page: str) -> None:
    for block in blocks(page):
        if block.language == "python":
            ast.parse(block.text)
        elif block.language == "json":
            for name, value in json.loads(block.text).items():
                check_setting(page, name, value)


# ------------------------------------------------------------------ paths and links


@pytest.mark.parametrize("page", PAGES)
def test_every_path_is_there(page: str) -> None:
    folders = r"(?:ai_app|deploy|sim|tests|scripts|docs|\.github|\.ci)/[\w./-]*"
    files = r"noxfile\.py|pyproject\.toml|requirements\.txt|[A-Z]+(?:\.ko)?\.md"
    found = [span for span in spans(page) if re.fullmatch(f"{folders}|{files}", span)]
    assert [path for path in found if not (ROOT / path).exists()] == []


def anchors(page: str) -> set[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    titles = (re.sub(r"[^\w\- ]", "", title.lower()) for _, title in headings(page))
    return {title.replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.is_file(), link
        name = target.resolve().relative_to(ROOT).as_posix()
        assert not anchor or anchor in anchors(name), link


def test_every_page_is_linked_from_the_readmes() -> None:
    for readme in READMES:
        assert [page for page in DOCS if f"]({page})" not in read(readme)] == []


# ------------------------------------------------------------------ what the pages say


def test_the_readmes_are_in_step() -> None:
    english, korean = READMES
    assert [level for level, _ in headings(english)] == [level for level, _ in headings(korean)]
    assert blocks(english) == blocks(korean)
    tables = [[len(row) for row in rows(prose(page))] for page in READMES]
    assert tables[0] == tables[1]
    codes = [[span for span in spans(page) if " " in span] for page in READMES]
    assert sorted(codes[0]) == sorted(codes[1])


Steps = tuple[Callable[[Host], None], ...]


def names(steps: Steps) -> list[str]:
    return [step.__name__ for step in steps]


TUPLES = {
    "PREPARE_RELEASE": deployment.PREPARE_RELEASE,
    "PREPARE_RESTORE": deployment.PREPARE_RESTORE,
    "CHANGE": deployment.CHANGE,
    "RESTORE": deployment.RESTORE,
    "FINISH": deployment.FINISH,
    "RESUME": deployment.RESUME,
    "GIVE_UP": deployment.GIVE_UP,
}
STEPS = {name for steps in TUPLES.values() for name in names(steps)}


@pytest.mark.parametrize(
    ("title", "steps"),
    [
        ("PREPARE", deployment.PREPARE_RELEASE),
        ("CHANGE", deployment.CHANGE),
        ("FINISH", deployment.FINISH),
        ("RESTORE", deployment.RESTORE),
    ],
)
def test_the_picture_shows_every_step_in_its_order(title: str, steps: Steps) -> None:
    (picture,) = (block.text for block in blocks("README.md") if "┌─ PREPARE" in block.text)
    section = picture.partition(f"┌─ {title} ─")[2].partition("┌─")[0]
    assert [word for word in re.findall(r"[a-z_]+", section) if word in STEPS] == names(steps)


def test_the_design_shows_the_tuples() -> None:
    table = {row[0]: row[1] for row in rows(read("docs/design.md")) if len(row) == 3}
    for name, steps in TUPLES.items():
        assert table[f"`{name}`"] == ", ".join(names(steps))


@pytest.mark.parametrize("page", [*READMES, "docs/runbook.md"])
def test_every_exit_code_is_explained(page: str) -> None:
    told = [row[:2] for row in rows(read(page))]
    for outcome in Outcome:
        assert [str(outcome.exit_code), outcome.value.upper()] in told


def test_the_runbook_has_every_setting() -> None:
    text = read("docs/runbook.md").partition("\n## Settings\n")[2]
    table = [row for row in rows(text) if row[0].startswith("`")]
    settable = fields(Config)[config.UNSETTABLE :]
    assert [row[0] for row in table] == [f"`{field.name}`" for field in settable]
    for field, row in zip(settable, table, strict=True):
        value, kind = getattr(HOST, field.name), str(field.type)
        assert row[1] == f"`{json.dumps(list(value) if isinstance(value, tuple) else value)}`"
        if kind == "bool" or "str" in kind:
            continue
        low, high = settings.BOUNDS.get(field.name, settings.ANY_NUMBER)
        low = math.ceil(low) if kind == "int" else low
        assert row[2].endswith(f"{low:g} to {high:g}")
    for field in fields(Config)[: config.UNSETTABLE]:
        assert f"`{field.name}`" in text


def test_the_messages_of_the_runbook_are_those_of_the_deployer() -> None:
    texts = {
        node.value
        for path in (ROOT / "deploy").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    section = read("docs/runbook.md").partition("\n## By message\n")[2].partition("\n## ")[0]
    parts = [
        part.strip()
        for row in rows(section)
        for message in re.findall(r"`([^`]+)`", row[0])
        for part in message.split("...")
    ]
    assert len(parts) > 20
    assert [part for part in parts if not any(part in text for text in texts)] == []


def test_the_glossary_has_every_word_in_one_sentence() -> None:
    entries = re.findall(r"^- \*\*(.+?)\*\*: (.+)$", prose("docs/glossary.md"), re.MULTILINE)
    told = [word for word, _ in entries]
    assert len(told) == len(set(told)) == prose("docs/glossary.md").count("\n- ")
    assert set(WORDS.split(", ")) <= set(told)
    assert [text for _, text in entries if not text.endswith(".") or ". " in text] == []


def test_the_design_says_how_much_is_swept() -> None:
    told = rows(read("docs/design.md"))
    for name, shares in (
        ("`--fast`", sweep.FAST),
        ("usual", sweep.USUAL),
        ("`--deep`", sweep.DEEP),
    ):
        (row,) = (row for row in told if row[0] == name)
        assert row[1].partition(",")[0] == f"{shares.whole:.0%}"
        assert (f"faults {shares.singles:.0%}" in row[1]) is (shares.singles < shares.whole)
        assert row[2:] == [
            f"{100 * share:g}%" for share in (shares.others, shares.control, shares.pairs)
        ]


@pytest.mark.parametrize("page", READMES)
def test_the_readme_explains_every_key_of_the_summary(page: str) -> None:
    keys = summary.document(summary.Account(), seed=1, workers=1)
    told = [row[0] for row in rows(read(page)) if len(row) == 2]
    assert [key for key in keys if f"`{key}`" not in told] == []
