"""`leasehold slack` as a process of its own, with a Bolt app that is not ours, and its complaints."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.slack import seed
from sandbox.slack.driver import StandIn

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
ALONE = (sys.executable, "-m", "bot", "slack")
MANIFEST = HERE / "foreign_manifest.yaml"
VARIABLES = ["SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"]


@contextmanager
def running(*words: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(words, cwd=ROOT, env=os.environ | env, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=10)


@contextmanager
def alone(*words: str) -> Iterator[tuple[StandIn, dict[str, str]]]:
    """The stand-in, and the variables that it says a bot needs."""
    with running(*ALONE, *words) as process:
        assert process.stdout
        stand_in = StandIn.attach(process.stdout.readline().strip())
        told = [process.stdout.readline().strip().partition("=") for _ in VARIABLES]
        yield stand_in, {name: value for name, _, value in told}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def with_a_foreign_bot(by: str) -> Iterator[StandIn]:
    bot = (sys.executable, str(HERE / "foreign_bot.py"))
    if by == "socket":
        with alone("--manifest", str(MANIFEST)) as (slack, said), running(*bot, **said):
            slack.wait_for(slack.connections, what="the bot's connection")
            yield slack
    else:
        port = free_port()
        url = f"http://127.0.0.1:{port}/slack/events"
        with alone("--manifest", str(MANIFEST), "--bot-url", url) as (slack, said), running(*bot, str(port), **said):
            slack.wait_for(lambda: answers(port), what="the bot")
            yield slack


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("by", ["http", "socket"])
def test_a_bolt_app_that_is_not_ours_is_at_home(by: str) -> None:
    with with_a_foreign_bot(by) as slack:
        ann, bob = slack.person("U0ANN"), slack.person("U0BOB")
        assert ann.types("/todo water the plants").text == "Added."
        [card, _] = ann.sees("C0GENERAL")
        assert card.visible_text() == "To do: water the plants\nDone"
        assert bob.clicks(card, "Done").ok
        assert [message.text for message in slack.messages("C0GENERAL")] == ["Done by <@U0BOB>"]
        assert ann.opens_home().ok
        slack.wait_for(ann.home, what="the Home tab")
        assert ann.types("/iam help").failed == "unknown_command"
        assert {one.via for one in slack.deliveries()} == {by}


def test_what_a_bot_needs_is_told_below_the_address() -> None:
    with alone("--bot-token", "xoxb-mine", "--signing-secret", "mine") as (slack, said):
        assert list(said) == VARIABLES
        assert said["SLACK_API_URL"] == slack.api_url
        assert (said["SLACK_BOT_TOKEN"], said["SLACK_SIGNING_SECRET"]) == ("xoxb-mine", "mine")
        assert said["SLACK_APP_TOKEN"] == slack.app_token


def test_a_seed_of_ones_own_and_ctrl_c(tmp_path: Path) -> None:
    path = tmp_path / "seed.json"
    path.write_text('{"team": {"name": "Ours"}, "people": [{"id": "U1", "name": "zoe"}], "groups": []}')
    with running(*ALONE, "--seed", str(path)) as process:
        assert process.stdout
        slack = StandIn.attach(process.stdout.readline().strip())
        assert slack.person("U1").says("hello").text == "hello"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0


def test_a_folder_called_sandbox_where_one_stands_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "__init__.py").write_text("raise SystemExit('not this one')")
    (tmp_path / "seed.yaml").write_text("peoples: []")
    installed = (sys.executable, "-P", "-c", "from bot.cli import main; main()")
    said = subprocess.run(
        [*installed, "slack", "--seed", "seed.yaml"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False, capture_output=True, text=True,
        timeout=30,
    )  # fmt: skip
    assert (said.returncode, said.stderr.splitlines()) == (
        1,
        [f"leasehold slack: {tmp_path}/seed.yaml: expected team, app, people, channels, groups; found peoples"],
    )


def refused(*words: str) -> str:
    """The one line on standard error; exit 1, nothing on standard output."""
    said = subprocess.run([*ALONE, *words], check=False, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (said.returncode, said.stdout) == (1, "")
    [line] = said.stderr.splitlines()
    return line


@pytest.mark.parametrize("missing", ["sandbox", "aiohttp"])
def test_what_is_not_installed_is_told_with_the_way_to_install_it(missing: str) -> None:
    without = f"import sys; sys.modules['{missing}'] = None; from bot.cli import main; main()"
    said = subprocess.run(
        [sys.executable, "-c", without, "slack"], check=False, cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert (said.returncode, said.stdout) == (1, "")
    [line] = said.stderr.splitlines()
    assert line.startswith("leasehold: the sandbox is not installed: pip install 'leasehold[sandbox]'")


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refused("--port", str(port))
    assert line.startswith(f"leasehold slack: port {port} cannot be had (")
    assert line.endswith("choose another with --port")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("people: [", "neither YAML nor JSON: "),
        ("- a list", "expected a mapping of team, app, people, channels, groups, found ['a list']"),
        ("peoples: []", "expected team, app, people, channels, groups; found peoples"),
        ("people: {}", "people: expected a list, found {}"),
        ("people: [{id: U1, name: a}, {id: U2}]", "people, number 2: expected name too; found only id"),
        ("channels: [{id: C1, name: a, topic: t}]", "channels, number 1: expected id, name, members, is_private,"),
        ("groups: [S1]", "groups, number 1: expected a mapping, found 'S1'"),
        ("app: {commands: [/todo]}", "no workspace can be made of it: "),
    ],
)
def test_a_seed_that_cannot_be_used_is_told_by_its_place(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text(content)
    with pytest.raises(seed.UnusableError) as unusable:
        seed.read(path, manifest=None)
    assert str(unusable.value).startswith(f"{path}: {said}")
    assert "\n" not in str(unusable.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("features: [", "neither YAML nor JSON: "),
        ("just words", "expected an app's manifest, found 'just words'"),
        ("features: {slash_commands: [{description: d}]}", "expected an app's manifest, found another shape: no 'comm"),
        ("features: words", "expected an app's manifest, found another shape: "),
    ],
)
def test_a_manifest_that_cannot_be_used_is_told(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_text(content)
    with pytest.raises(seed.UnusableError) as unusable:
        seed.read(seed.DEFAULT, manifest=path)
    assert str(unusable.value).startswith(f"{path}: {said}")


def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_bytes(b"\xff")
    assert refused("--manifest", str(path)).startswith(f"leasehold slack: {path}: cannot be read: ")
