"""The story in the terminal, as people start it: its end, and its interruption."""

import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = (sys.executable, "-m", "sandbox")


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


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())
