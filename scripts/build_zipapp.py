"""Builds the deployer as one file, the same bytes from the same sources on every machine."""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHEBANG = b"#!/usr/bin/env python3\n"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest moment a zip can hold: no clock, no file times
MAIN = '''"""Runs the deployer in this file."""

import runpy

runpy.run_module("deploy", run_name="__main__", alter_sys=True)
'''


def build(package: Path, target: Path) -> None:
    """Write the package and its entry into one executable file; zipapp itself keeps file times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(SHEBANG)
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(entry("__main__.py"), MAIN)
            for source in sources(package):
                name = source.relative_to(package.parent).as_posix()
                archive.writestr(entry(name), source.read_bytes())
    target.chmod(0o755)


def sources(package: Path) -> list[Path]:
    """Find what goes in: the host's side, and the files that it installs. No control side."""
    elsewhere = package / "control"
    modules = {each for each in package.rglob("*.py") if elsewhere not in each.parents}
    return sorted(modules | {*(package / "host").glob("*.*")})


def entry(name: str) -> zipfile.ZipInfo:
    """Describe one file: only its name differs; stored, since compressors differ by machine."""
    info = zipfile.ZipInfo(name, EPOCH)
    info.create_system = 3  # Unix, wherever it is built
    info.external_attr = 0o100644 << 16
    return info


def main(arguments: list[str]) -> int:
    """Build into the one path given."""
    if len(arguments) != 1:
        print("usage: build_zipapp.py TARGET", file=sys.stderr)
        return 2
    target = Path(arguments[0])
    build(ROOT / "deploy", target)
    print(f"{target}: {target.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
