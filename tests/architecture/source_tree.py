"""The product's own source as syntax trees: what the proofs of architecture look at."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("bot", "handlers", "workflow", "messages", "catalog", "iam", "models", "migrations")


def packages() -> list[str]:
    """Every top-level package of the repository; tests are not one."""
    return sorted(folder.parent.name for folder in ROOT.glob("*/__init__.py"))


@cache
def modules(*names: str) -> dict[str, ast.Module]:
    """Path inside the repository → syntax tree, for these packages or for all of the product."""
    files = (path for name in names or PRODUCT for path in sorted((ROOT / name).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in files}


def source_files() -> list[Path]:
    """Every file of Python in the repository, tests too."""
    return sorted(path for name in (*packages(), "tests") for path in (ROOT / name).rglob("*.py"))


def nodes(kind: type[ast.AST], *names: str) -> Iterator[tuple[str, ast.AST]]:
    for path, tree in modules(*names).items():
        yield from ((path, node) for node in ast.walk(tree) if isinstance(node, kind))
