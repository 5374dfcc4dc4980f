"""Whatever changes AWS, a holding, a lease or a post has named steps, and a crash test kills the bot at each."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from source_tree import ROOT, modules

CHANGING = re.compile(
    r"(add|attach|change|create|deactivate|delete|detach|disable|enable|put|remove|reset|set|tag|untag|update|upload)_"
)
"""How boto3 calls what changes something in IAM."""
KEPT = {"Holding", "Lease", "Post"}
"""Rows that say what is in AWS and in Slack."""
MOVES = {"HoldingMove", "LeaseMove"}
LEVELS = {"debug", "info", "warning", "error", "exception"}
WITHOUT = {"workflow/telling.py": "it writes in the transaction of whoever calls it"}
"""Files that have no step of their own."""
NOT_KILLED_AT = {
    "inquiry.postponed": "AWS or Slack was down: only when it is tried again is written down",
    "mark.kept": "AWS has refused: nothing was changed, and nothing is written down",
    "trimming.postponed": "AWS was down, and nothing is written down",
}


def test_whatever_changes_aws_a_holding_a_lease_or_a_post_is_killed_at_each_of_its_steps() -> None:
    named = {path: set(_events(tree)) for path, tree in modules("workflow", "messages").items() if _changes(tree)}
    killed_at = _words_of_crash_tests()
    assert {path for path, events in named.items() if not events} == set(WITHOUT)
    left = {path: events - killed_at - set(NOT_KILLED_AT) for path, events in named.items()}
    assert {path: events for path, events in left.items() if events} == {}


def _changes(tree: ast.Module) -> bool:
    return any(_is_changing(node) for node in ast.walk(tree))


def _is_changing(node: ast.AST) -> bool:
    """A call that changes IAM; a row that is kept, made, moved or changed in place."""
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func).rpartition(".")[2]
    given = {ast.unparse(each).partition(".")[0] for each in node.args}
    return (
        (isinstance(node.func, ast.Attribute) and name in _changing_iam())
        or name in KEPT
        or (name in {"insert", "insert_unless_there", "update"} and bool(given & KEPT))
        or (name == "move" and bool(given & MOVES))
    )


@cache
def _changing_iam() -> set[str]:
    """Functions of iam/ that call something of AWS by which it is not as before."""
    return {
        function.name
        for tree in modules("iam").values()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and any(_asks_for_a_change(node) for node in ast.walk(function))
    }


def _asks_for_a_change(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and bool(CHANGING.match(node.func.attr))


def _events(tree: ast.Module) -> Iterator[str]:
    """The names of all that is logged."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            whose = ast.unparse(node.func.value).rpartition(".")[2]
            if whose in {"log", "_log"} and node.args and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


def _words_of_crash_tests() -> set[str]:
    """What stands in the tests in which the bot dies at a step."""
    texts = [path.read_text() for path in (ROOT / "tests").rglob("test_*.py")]
    return {
        node.value
        for text in texts
        if "start_to_die(" in text or "DYING" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
