"""The sandbox as people start it: the story in the terminal, its end, and its interruption."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from sandbox.slack.driver import StandIn
from sandbox.stage import stage_folders

ROOT = Path(__file__).resolve().parents[2]
DEMO = (sys.executable, "-m", "sandbox")


@pytest.fixture
def mark(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """An environment by which everything that was started is known again; nothing of it may be left."""
    marked = {"LEASEHOLD_TEST_MARK": uuid4().hex, "TMPDIR": str(tmp_path)}
    yield os.environ | marked
    left = [process for process in psutil.process_iter() if _carries(process, marked)]
    for process in left:
        process.kill()
    assert left == []
    assert list(stage_folders(tmp_path)) == []


def test_the_story_plays_the_main_job_and_ends_by_itself(mark: Mapping[str, str]) -> None:
    told = subprocess.run(
        [*DEMO, "--story"], check=False, env=mark, cwd=ROOT, capture_output=True, text=True, timeout=110
    )
    assert (told.returncode, told.stderr) == (0, "")
    for line in (
        "ann types  /iam request s3-access 20s to restore a backup",
        "@ann asks for s3-access for 20s",
        "iam:AddUserToGroup s3-users → ann",
        "[ Approve Request ]   [ Deny… ]",
        "only ann sees: Nobody decides for himself or herself",
        "bob clicks  Approve Request",
        "Approved by @bob · 1 of 1",
        "Live until today",
        "[ Give Back ]",
        "ends soon",
        "its time was up",
    ):
        assert line in told.stdout, told.stdout
    assert [line.split()[1:] for line in told.stdout.splitlines() if line.startswith(("  before", "  ended"))][-2:] == [
        ["developers", "none"],
        ["developers", "none"],
    ]
    assert "  live           developers   + AmazonS3ReadOnlyAccess\n                 + s3-users" in _trimmed(
        told.stdout
    )
    assert "\x1b" not in told.stdout
    assert max(map(len, told.stdout.splitlines())) <= 80


def test_ctrl_c_ends_all_of_it_without_a_word(mark: Mapping[str, str]) -> None:
    with subprocess.Popen(
        [*DEMO, "--story"], env=mark, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as playing:
        assert playing.stdout
        assert playing.stderr
        assert any("ann types" in line for line in playing.stdout)
        playing.send_signal(signal.SIGINT)
        assert playing.wait(timeout=20) == 130
        assert playing.stderr.read() == ""


def test_kill_9_of_the_sandbox_leaves_no_bot_behind(mark: Mapping[str, str]) -> None:
    with subprocess.Popen([*DEMO], env=mark, cwd=ROOT, stdout=subprocess.PIPE, text=True) as standing:
        assert standing.stdout
        assert standing.stdout.readline().startswith("http://")
        children = psutil.Process(standing.pid).children(recursive=True)
        standing.kill()
        _, alive = psutil.wait_procs(children, timeout=20)
        assert alive == []
    for folder in stage_folders(Path(mark["TMPDIR"])):
        # kill -9 lets nobody tidy up; the operating system's own sweep takes it.
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def test_without_the_story_its_first_line_is_an_address_that_answers(mark: Mapping[str, str]) -> None:
    with subprocess.Popen(
        [*DEMO], env=mark, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as standing:
        assert standing.stdout
        assert standing.stderr
        slack = StandIn.attach(standing.stdout.readline().strip())
        assert "--story" in standing.stdout.readline()
        answer = slack.person("U0ANN").types("/iam help")
        assert "/iam request" in answer.visible_text()
        standing.terminate()
        assert standing.wait(timeout=20) == 0
        assert standing.stderr.read() == ""


def test_a_port_that_is_taken_is_one_line_that_says_what_to_do(mark: Mapping[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = subprocess.run(
            [*DEMO, "--port", str(port)], check=False, env=mark, cwd=ROOT, capture_output=True, text=True
        )
    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr.startswith(f"leasehold demo: port {port} cannot be had")
    assert told.stderr.count("\n") == 1


def _carries(process: psutil.Process, marked: Mapping[str, str]) -> bool:
    try:
        return marked.items() <= process.environ().items()
    except psutil.Error:
        return False


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())
