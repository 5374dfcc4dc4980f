"""What is installed is what was locked: by version and hash, from wherever the installer is told to look."""

import os
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from source_tree import ROOT

LOCKS = {"requirements.txt": (), "requirements-dev.txt": ("sandbox", "dev")}
"""Each lock, and the extras that it has beside what the bot itself needs."""
LOCKED = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[\w.!+]+)(?: ; [\w .'<>=!()]+)?(?:\s+--hash=sha256:[0-9a-f]{64})+"
)
"""A package, its one version, where it is for, at least one hash; so no option and no address."""
REGISTRY = re.compile(
    r"\b(?:pypi\.(?:org|python\.org)|pythonhosted\.org|npmjs\.(?:org|com)|unpkg\.com|jsdelivr\.net|esm\.sh|anaconda\.org"
    r"|crates\.io|docker\.io|ghcr\.io|quay\.io|deb\.debian\.org)\b"
    r"|(?:\bindex[-_]url|\bfind[-_]links|\btrusted[-_]host)\b",
    re.IGNORECASE,
)
NOT_OURS = {"__pycache__", "dist", "results"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_locked_to_one_version_by_its_hashes(lock: str) -> None:
    entries = [entry for entry in entries_of(lock) if LOCKED.fullmatch(entry) is None]
    assert entries == []


@pytest.mark.parametrize("lock", LOCKS)
def test_all_that_is_asked_for_is_locked(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = (project["optional-dependencies"][extra] for extra in LOCKS[lock])
    asked = {re.split(r"[\[<>=]", each)[0] for each in chain(project["dependencies"], *extras)}
    assert asked - {project["name"]} <= {entry.partition("==")[0] for entry in entries_of(lock)}


def test_the_makefile_installs_what_is_locked_and_nothing_else() -> None:
    installs = re.findall(r"^\t.*pip install (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    locked, itself, lock_maker = installs
    assert {"--require-hashes", "--no-deps", "requirements-dev.txt"} <= set(locked.split())
    assert {"--no-deps", "--no-build-isolation", "."} <= set(itself.split())
    assert lock_maker == "--quiet uv"


def test_no_file_says_from_which_registry_packages_come() -> None:
    named = {path.relative_to(ROOT).as_posix(): found[0] for path, text in texts() if (found := REGISTRY.search(text))}
    assert named == {}


def entries_of(lock: str) -> list[str]:
    """The lock's entries, each on one line."""
    return (ROOT / lock).read_text().replace("\\\n", "").splitlines()


def texts() -> Iterator[tuple[Path, str]]:
    """Every file of the repository that is text, but for this one, which has to name what nobody else may."""
    for folder, below, files in os.walk(ROOT):
        below[:] = [name for name in below if name == ".ci" or (name[0] != "." and name not in NOT_OURS)]
        for path in (Path(folder) / name for name in files):
            content = path.read_bytes()
            if path != Path(__file__) and b"\0" not in content:
                yield path, content.decode(errors="replace")
