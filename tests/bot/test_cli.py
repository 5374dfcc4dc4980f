"""The command line: help everywhere, exit 2 for wrong usage, faults as lines on standard error without tracebacks."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.conftest import Engine

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = {"serve", "web", "worker", "migrate", "check", "nag", "demo", "slack", "scan", "review", "iam-policy"}


def test_every_command_says_what_it_does() -> None:
    assert set(main.commands) >= CONTRACT
    for words in [[], *([name] for name in main.commands)]:
        for flag in ("--help", "-h"):
            done = CliRunner().invoke(main, [*words, flag], prog_name="leasehold")
            assert done.exit_code == 0
            assert done.stdout.startswith(f"Usage: {' '.join(['leasehold', *words])}")
            assert len(done.stdout.splitlines()[2].strip()) > 10, words


def test_the_version_is_that_of_the_distribution() -> None:
    done = CliRunner().invoke(main, ["--version"], prog_name="leasehold")
    assert (done.exit_code, done.stdout) == (0, f"leasehold, version {version('leasehold')}\n")


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["--no-such-flag"],
        ["worker", "--twice"],
        ["demo", "--port", "x"],
        ["migrate", "now"],
        ["scan", "--format", "pdf"],
        ["review", "export"],
        ["review", "export", "0"],
        ["review", "export", "1", "--format", "table"],
    ],
)
def test_wrong_usage_is_exit_2_on_standard_error(words: list[str]) -> None:
    done = CliRunner().invoke(main, words, prog_name="leasehold")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Usage: leasehold" in done.stderr


def leasehold(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env=kept | {"NO_PROXY": "127.0.0.1"} | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def complained(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines of a fault: exit 1, nothing on standard output, no traceback, no secret."""
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr
    return done.stderr.splitlines()


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An empty SQLite file, a token, and no catalog."""
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'leasehold.db'}",
        "LEASEHOLD_CATALOG": str(tmp_path / "catalog.yaml"),
        "SLACK_BOT_TOKEN": "xoxb-hunter2",
        "SLACK_SIGNING_SECRET": "hunter2",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }


def test_migrate_says_from_where_to_where_and_that_it_is_there(env: dict[str, str]) -> None:
    first, second = leasehold("migrate", env=env), leasehold("migrate", env=env)
    assert (first.returncode, second.returncode) == (0, 0)
    assert re.fullmatch(r"migrated from empty to \d{4}\n", first.stdout)
    assert re.fullmatch(r"the schema is current \(\d{4}\)\n", second.stdout)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "DATABASE_URL is no URL"),
        ("postgresql://u:hunter2@127.0.0.1:9/x", "DATABASE_URL: the database does not answer: "),
        ("sqlite:////no-such-folder/x.db", "DATABASE_URL: the database does not answer: unable to open database file"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(env: dict[str, str], url: str, said: str) -> None:
    (line,) = complained(leasehold("migrate", env=env | {"DATABASE_URL": url}))
    assert line.startswith(f"leasehold: {said}")


@pytest.mark.parametrize(
    ("words", "changed", "said"),
    [
        (["serve"], {"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
        (["web"], {"SLACK_SIGNING_SECRET": " "}, "SLACK_SIGNING_SECRET is not set"),
        (["serve"], {}, "the database is empty, this release needs"),
        (["worker", "--once"], {}, "the database is empty, this release needs"),
    ],
)
def test_nothing_is_served_before_all_is_right(
    env: dict[str, str], words: list[str], changed: dict[str, str], said: str
) -> None:
    (line,) = complained(leasehold(*words, env=env | changed))
    assert line.startswith(f"leasehold: {said}")


@pytest.mark.parametrize("words", [["serve"], ["worker", "--once"], ["nag"]])
def test_a_bad_catalog_is_told_by_line(
    env: dict[str, str], words: list[str], make_database_url: Callable[[Engine], str]
) -> None:
    env["DATABASE_URL"] = make_database_url("sqlite")
    Path(env["LEASEHOLD_CATALOG"]).write_text(
        "version: 1\nadmins: [U0CLEO]\nchannels: {approvals: C0APPROVALS}\nbundle: {}\n"
    )
    lines = complained(leasehold(*words, env=env))
    assert lines[0].startswith(f"leasehold: {env['LEASEHOLD_CATALOG']}:")


def test_check_says_each_fault_in_a_line(env: dict[str, str]) -> None:
    lines = complained(leasehold("check", env=env))
    said = [line for line in lines if not line.startswith("{")]
    assert [line.partition(":")[0] for line in said] == [env["LEASEHOLD_CATALOG"], "Slack"]
