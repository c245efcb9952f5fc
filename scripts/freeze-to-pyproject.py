"""Writes the installed versions into pyproject.toml; --help shows how."""

import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.argv[1:1] = ["freeze"]
runpy.run_module("scripts.dependencies", run_name="__main__")
