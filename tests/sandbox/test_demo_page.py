"""The practice workspace as people start it: its address, its bot that comes back, its end."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil

from sandbox.practice import USUAL_PORT
from sandbox.slack.driver import StandIn
from sandbox.stage import stage_folders
from tests.sandbox.beside.asking import ask

ROOT = Path(__file__).resolve().parents[2]
DEMO = (sys.executable, "-m", "bot", "demo")


def test_its_first_line_is_an_address_that_answers_and_ctrl_c_ends_all_of_it(mark: Mapping[str, str]) -> None:
    with _standing(mark, "--port", "0") as standing:
        address = _out(standing).readline()
        status, kind, page = ask(address.strip(), "/")
        assert (status, kind) == (200, "text/html; charset=utf-8")
        assert "<html" in page
        assert "browser" in _out(standing).readline()
        assert "Ctrl-C" in _out(standing).readline()
        answer = StandIn.attach(address.strip()).person("U0ANN").types("/iam help")
        assert "/iam request" in answer.visible_text()
        standing.send_signal(signal.SIGINT)
        assert standing.wait(timeout=20) == 0
        assert _out(standing).read() == ""
        assert standing.stderr
        assert standing.stderr.read().count("\n") == 1


def test_a_bot_that_dies_is_started_again_and_remembers(mark: Mapping[str, str]) -> None:
    with _standing(mark, "--port", "0") as standing:
        slack = StandIn.attach(_out(standing).readline().strip())
        ann, bob = slack.person("U0ANN"), slack.person("U0BOB")
        ann.types("/iam request s3-access 30s")
        [card] = slack.wait_for(lambda: bob.sees("C0APPROVALS"), what="the card")
        dead = _bot(standing.pid)
        dead.kill()
        dead.wait(timeout=10)
        slack.wait_for(lambda: _bot(standing.pid).pid != dead.pid, seconds=20, what="another bot")
        slack.wait_for(lambda: bob.clicks(card, "Approve").ok, seconds=20, every=0.2, what="its answer")
        slack.wait_for(lambda: "Live until" in bob.sees("C0APPROVALS")[0].visible_text(), seconds=20, what="the access")
        standing.terminate()
        assert standing.wait(timeout=20) == 0


def test_when_its_usual_port_is_taken_it_has_another(mark: Mapping[str, str]) -> None:
    with socket.socket() as taken:
        with suppress(OSError):  # taken already: as well
            taken.bind(("127.0.0.1", USUAL_PORT))
            taken.listen()
        with _standing(mark) as standing:
            address = _out(standing).readline().strip()
            assert address.startswith("http://127.0.0.1:")
            assert not address.endswith(f":{USUAL_PORT}")
            told = json.loads(ask(address, "/beside/account?version=0")[2])
            assert told["bot"]["standing"] == "up"
            assert "ann" in [user["name"] for user in told["account"]["users"]]
            standing.terminate()
            assert standing.wait(timeout=20) == 0


def test_kill_9_of_the_sandbox_leaves_no_bot_behind(mark: Mapping[str, str]) -> None:
    with _standing(mark, "--port", "0") as standing:
        assert _out(standing).readline().startswith("http://")
        children = psutil.Process(standing.pid).children(recursive=True)
        standing.kill()
        _, alive = psutil.wait_procs(children, timeout=20)
        assert alive == []
    for folder in stage_folders(Path(mark["TMPDIR"])):
        # kill -9 lets nobody tidy up; the operating system's own sweep takes it.
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def test_a_port_asked_for_that_is_taken_is_one_line_that_says_what_to_do(mark: Mapping[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = subprocess.run([*DEMO, "--port", port], check=False, env=mark, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 1
    assert told.stdout == ""
    _starts, complaint = told.stderr.splitlines()
    assert complaint.startswith(f"leasehold demo: port {port} cannot be had")


@contextmanager
def _standing(mark: Mapping[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    command = [*DEMO, *words]
    with subprocess.Popen(
        command, env=mark, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as standing:
        try:
            yield standing
        finally:
            standing.kill()


def _out(standing: subprocess.Popen[str]) -> IO[str]:
    assert standing.stdout
    return standing.stdout


def _bot(of: int) -> psutil.Process:
    """The one that serves; LookupError while there is none."""
    for child in psutil.Process(of).children():
        with suppress(psutil.Error):
            if child.cmdline()[-2:] == ["bot", "serve"]:
                return child
    raise LookupError("the bot is not running")
