"""The settings of a host that is looked at: their defaults are production's, as the page says."""

import re
from pathlib import Path

import pytest

from sim.shell import worlds
from tests.acceptance.seen import settings

PAGE = Path(__file__).resolve().parent.parent.parent / "docs/sandbox.md"


def test_the_page_names_every_variable_and_its_default() -> None:
    text = PAGE.read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", text, re.MULTILINE))
    given = settings({})
    assert told == {
        "SERVER_BASE_PATH": given.base,
        "REFIT_PUBLIC_URL": given.public_url,
        "REFIT_TENANTS": ",".join(f"{name}:{port}" for name, port in given.tenants.items()),
    }


def test_what_the_environment_says_is_taken() -> None:
    given = settings(
        {
            "SERVER_BASE_PATH": "/srv/refit",
            "REFIT_PUBLIC_URL": "https://refit.example/api/ai/health",
            "REFIT_TENANTS": "backend:8080,frontend:3000",
        }
    )
    assert given.base == "/srv/refit"
    assert given.public_url == "https://refit.example/api/ai/health"
    assert given.tenants == {"backend": 8080, "frontend": 3000}


def test_a_host_may_have_no_other_tenants() -> None:
    assert settings({"REFIT_TENANTS": ""}).tenants == {}


@pytest.mark.parametrize("name", worlds.STARTS)
def test_a_simulated_host_has_its_name(name: str) -> None:
    assert worlds.named(name).disk.node("/usr/bin/python3") is not None
