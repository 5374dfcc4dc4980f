"""Imports go down only; and a contract that cannot fail would be none."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from source_tree import ROOT, packages

LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

BAD_IMPORTS = {
    "upwards": ("iam/step.py", "import workflow.policy", "Imports go down only"),
    "Slack in the workflow": ("workflow/backoff.py", "import slack_sdk", "Only bot, handlers and messages know Slack"),
    "AWS in the handlers": ("handlers/who.py", "import botocore.config", "Only bot and iam know AWS"),
}

KNOWERS = {
    "Only bot, handlers and messages know Slack": ("bot", "handlers", "messages"),
    "Only bot and iam know AWS": ("bot", "iam"),
}
OUTSIDE = ("sandbox", "bench")
"""They stand outside, and may see all."""


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([lint_imports, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in packages():
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_three_contracts_hold() -> None:
    said = lint(ROOT)
    assert said.returncode == 0, said.stdout
    assert "Contracts: 3 kept, 0 broken." in said.stdout


@pytest.mark.parametrize("bad", BAD_IMPORTS)
def test_one_bad_import_breaks_a_contract(copy: Path, bad: str) -> None:
    file, line, contract = BAD_IMPORTS[bad]
    source = copy / file
    source.write_text(f"{source.read_text()}\n{line}\n")
    said = lint(copy)
    assert said.returncode == 1, said.stdout
    assert f"{contract} BROKEN" in said.stdout


def test_every_package_has_its_layer() -> None:
    (layered,) = (each for each in LAYERS["contracts"] if each["type"] == "layers")
    named = [name.strip() for layer in layered["layers"] for name in layer.replace(":", "|").split("|")]
    assert sorted(named) == packages() == sorted(LAYERS["root_packages"])


@pytest.mark.parametrize("contract", KNOWERS)
def test_every_package_may_know_slack_and_aws_or_is_kept_from_them(contract: str) -> None:
    """A package that stands in neither list could import them unseen."""
    (forbidden,) = (each for each in LAYERS["contracts"] if each["name"] == contract)
    assert sorted([*forbidden["source_modules"], *KNOWERS[contract], *OUTSIDE]) == packages()
