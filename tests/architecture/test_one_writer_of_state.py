"""Only `move()` writes a state: so no state changes without its record."""

import ast

from source_tree import modules, nodes

from models import (
    decision_states,
    kept_finding_states,
    lease_use_states,
    request_states,
    review_answer_states,
    review_states,
    round_states,
    survey_states,
)

STARTS = {
    "workflow/asking.py": request_states.START,
    "workflow/answering.py": decision_states.START,
    "workflow/keeping_findings.py": kept_finding_states.START,
    "workflow/lease_using.py": lease_use_states.START,
    "workflow/planning.py": request_states.START,
    "workflow/review_answering.py": review_answer_states.START,
    "workflow/reviews.py": review_states.START,
    "workflow/rounds.py": round_states.START,
    "workflow/surveying.py": survey_states.START,
}
"""One statement inserts these rows unless they stand already; so the state they begin in is written out there."""


def test_only_move_assigns_a_state() -> None:
    assigned = [path for path, node in nodes(ast.Attribute) if node.attr == "state" and isinstance(node.ctx, ast.Store)]
    assert assigned == ["models/move.py"]


def test_nothing_sets_a_state_by_its_name() -> None:
    calls = [(path, node) for path, node in nodes(ast.Call) if ast.unparse(node.func) in {"setattr", "update"}]
    assert [path for path, node in calls if "state" in ast.unparse(node).replace("statement", "")] == []


def test_no_statement_writes_a_state() -> None:
    given = [
        path
        for path, call in nodes(ast.Call)
        for keyword in call.keywords
        if keyword.arg == "state" and ast.unparse(call.func).rpartition(".")[2] in {"values", *_rows_with_a_state()}
    ]
    assert given == []


def test_a_row_that_is_inserted_at_once_begins_at_the_start() -> None:
    found = {}
    for path, node in nodes(ast.Dict, "workflow", "handlers", "bot", "messages", "models"):
        for key, value in zip(node.keys, node.values, strict=True):
            # What is told of a row, in a file or a message, is its state's value.
            is_told = ast.unparse(value).endswith(".state.value")
            if isinstance(key, ast.Constant) and key.value == "state" and not is_told:
                found[path] = ast.unparse(value).rpartition(".")[2]
    assert found == {path: start.name for path, start in STARTS.items()}


def _rows_with_a_state() -> set[str]:
    """Classes of models that have a column of that name."""
    return {
        each.name
        for tree in modules("models").values()
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
        and any(isinstance(line, ast.AnnAssign) and ast.unparse(line.target) == "state" for line in each.body)
    } - {"Movable"}
