"""House rules that a linter does not know."""

import ast
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from source_tree import PRODUCT, ROOT, modules, nodes, packages, source_files

BROAD = {
    "bot/mirror.py": "the mirrors' loop goes on whatever happens: leases have to end",
    "bot/serve.py": "the last line of a process, which says why it ends",
}
CLOCKS = {"bot/parts.py": "the clock that is handed to everybody"}
READERS = {
    "bot/settings.py": "the settings, each variable by name",
    "bot/into_the_sandbox.py": "hands the whole environment on to the sandbox, reading nothing of it",
}
NO_ROOMS = {"utils", "util", "common", "core", "services", "service", "helpers", "helper", "manager", "managers", "lib"}
CODE = r"[A-Z]+[0-9]+"
WAIVER = re.compile(
    rf"#\s*(?:ruff: |flake8: )?noqa(?:: ?{CODE}(?:, ?{CODE})*)?|#\s*type: ignore(?:\[[\w, -]*\])?|#\s*mypy:.*"
)
REASON = re.compile(r"[A-Za-z]{4}")
"""A word at the least."""
CHECKERS = {"[tool.ruff.lint]", "[tool.ruff.lint.per-file-ignores]", "[[tool.mypy.overrides]]"}
LEAVES_OUT = re.compile(r'"[A-Z]+[0-9]*"|^module\b')


def test_whatever_happens_is_caught_in_named_places_only() -> None:
    broad = {
        path
        for path, node in nodes(ast.ExceptHandler)
        if node.type is None
        or {"Exception", "BaseException"} & {each.id for each in ast.walk(node.type) if isinstance(each, ast.Name)}
    }
    assert broad <= set(BROAD)


def test_nobody_suppresses_everything() -> None:
    suppressed = [ast.unparse(node) for _, node in nodes(ast.Call) if ast.unparse(node.func).endswith("suppress")]
    assert [each for each in suppressed if "(Exception" in each or "BaseException" in each] == []


def test_only_the_settings_read_the_environment() -> None:
    read = {"environ", "getenv", "environb"}
    # `request.environ` is what WSGI calls a request, and holds nothing of the process's own.
    readers = {
        path for path, node in nodes(ast.Attribute) if node.attr in read and ast.unparse(node.value) != "request"
    }
    readers |= {path for path, node in nodes(ast.Name) if node.id == "BaseSettings"}
    assert readers == set(READERS)
    uses = [ast.unparse(node) for _, node in nodes(ast.BinOp, "bot") if "os.environ" in ast.unparse(node)]
    assert len(uses) == 1, "handed on whole, nothing is read of it"


def test_only_wiring_looks_at_the_clock() -> None:
    looks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    assert {path for path, node in nodes(ast.Attribute) if ast.unparse(node) in looks} == set(CLOCKS)


def test_the_first_line_of_a_module_says_what_it_is_for() -> None:
    said = {path: ast.get_docstring(tree) or "" for path, tree in modules(*packages()).items()}
    assert {
        path: words for path, words in said.items() if not words.partition("\n")[0].endswith((".", "?", ":", "!"))
    } == {}


def test_a_package_file_holds_a_docstring_alone() -> None:
    full = {path for path, tree in modules(*packages()).items() if path.endswith("__init__.py") and len(tree.body) > 1}
    assert full == {"handlers/__init__.py"}


def test_nothing_is_put_off_in_a_comment() -> None:
    put_off = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    texts = {path: (ROOT / path).read_text() for path in modules(*packages())}
    assert [path for path, text in texts.items() if put_off.search(text)] == []


def test_no_room_is_named_for_what_has_no_home() -> None:
    rooms = {folder.name for package in packages() for folder in (ROOT / package).rglob("*") if folder.is_dir()}
    files = {Path(path).stem for path in modules(*packages())}
    assert (rooms | files | set(packages())) & NO_ROOMS == set()


def test_nothing_happens_at_import() -> None:
    """A module defines; it opens, starts and asks nothing."""
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.If)
    acting = {
        path
        for path, tree in modules(*PRODUCT).items()
        for line in tree.body
        if not isinstance(line, allowed) and not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
    }
    assert acting == {"bot/__main__.py", "migrations/env.py"}


def test_no_two_test_files_have_one_name() -> None:
    """Pytest imports a file by its name alone: of two it would run one, and call the other a mismatch."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_whatever_a_checker_is_told_to_leave_has_its_reason_beside_it() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in source_files()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if WAIVER.search(line) and not REASON.search(_beside_waivers(line))
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("comment", "has_reason"),
    [
        ("noqa: S101", False),
        ("noqa", False),
        ("type: ignore[misc, index]", False),
        ("type: ignore[misc]  # noqa: S101, S102", False),
        ("noqa: S101 (see above)", True),
        ("type: ignore[misc]  # moto has no types", True),
        ("noqa: S101 - unjudged JSON", True),
    ],
)
def test_a_waiver_alone_is_no_reason(comment: str, has_reason: bool) -> None:
    line = f"a = b(one, two)  # {comment}"
    assert WAIVER.search(line)
    assert (REASON.search(_beside_waivers(line)) is not None) is has_reason


def test_the_types_of_every_package_are_checked() -> None:
    checked = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert sorted(checked["files"]) == packages()
    assert "exclude" not in checked


def test_every_rule_that_is_left_out_has_its_reason_beside_it() -> None:
    """In the tables of ruff and mypy a line that leaves something out says why, or the line above it does."""
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    bare, left_out, section = [], 0, ""
    for above, line in pairwise(lines):
        section = line if line.startswith("[") else section
        if not LEAVES_OUT.search(line) or section not in CHECKERS or line.startswith("select"):
            continue
        left_out += 1
        if not REASON.search(line.partition("#")[2]) and not above.startswith("#"):
            bare.append(line)
    assert left_out > 30
    assert bare == []


def _beside_waivers(line: str) -> str:
    """The comments without what the checkers read, from the first of them on."""
    found = WAIVER.search(line)
    return WAIVER.sub("", line[found.start() :]) if found else ""
