"""Only `move()` writes a state: so no state changes without its record."""

import ast
import re
from collections.abc import Iterator

import pytest
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

SQL_IN_WORDS = {
    "bot/wake.py": "LISTEN",
    "models/claims.py": "PostgreSQL's advisory locks",
    "models/database.py": "PRAGMA, BEGIN and NOTIFY",
    "migrations/schema.py": "PRAGMA, and which revision is there",
}
"""Where SQLAlchemy has no words of its own; the versions of the schema stand beside them."""
RUN = {"execute", "executemany", "executescript", "exec_driver_sql", "scalar", "scalars", "stream"}
WRITES = re.compile(r"\bUPDATE\s+\S+\s+SET\b|\b(?:INSERT|REPLACE|MERGE)\s+(?:OR\s+\w+\s+)?INTO\b", re.IGNORECASE)
BEHIND_THE_ROW = {
    "bulk_update_mappings",
    "bulk_insert_mappings",
    "bulk_save_objects",
    "set_attribute",
    "set_committed_value",
    "__setattr__",
}
"""SQLAlchemy's and Python's ways of writing a column without an assignment to be seen."""
SLY = {
    "words": 'session.execute(text("UPDATE request SET state = :state"), {})',
    "words in a name": 'CLOSE = text("update lease\\nset state = 1 where id = 2")',
    "words with a place in them": 'statement = f"UPDATE {table} SET state = 1"',
    "words for the driver": "connection.exec_driver_sql(said)",
    "words put together": 'session.execute("UPDATE request" + " SET state = 1")',
    "a row put in": "x = \"INSERT OR REPLACE INTO request (state) VALUES ('open')\"",
    "rows at once": "session.bulk_update_mappings(Request, [{'id': 1}])",
    "an attribute": "attributes.set_attribute(row, name, value)",
    "a column": "session.execute(update(Request).values({Request.state: RequestState.granted}))",
    "a mapping": "session.execute(update(Request), [dict(id=1, state=RequestState.granted)])",
}


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


def test_nothing_goes_around_the_row() -> None:
    assert [(path, said) for path, tree in modules().items() for said in _sly(path, tree)] == []


@pytest.mark.parametrize("way", SLY)
def test_every_way_around_the_row_would_be_seen(way: str) -> None:
    assert list(_sly("workflow/asking.py", ast.parse(SLY[way])))


def _sly(path: str, tree: ast.AST) -> Iterator[str]:
    """Whatever writes, or could write, a state behind the back of the row and of the proofs above."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant() | ast.JoinedStr() if WRITES.search(_words(node)):
                yield ast.unparse(node)
            case ast.Call(func=ast.Attribute(attr=name)) if name in RUN and not _is_at_home(path):
                if name in {"executemany", "executescript", "exec_driver_sql"} or _is_words(node.args):
                    yield ast.unparse(node)
            case ast.Attribute(attr=name) if name in BEHIND_THE_ROW:
                yield ast.unparse(node)
            case ast.Dict(keys=keys) if any(isinstance(key, ast.Attribute) and key.attr == "state" for key in keys):
                yield ast.unparse(node)
            case ast.Call(func=ast.Name(id="dict"), keywords=given) if any(each.arg == "state" for each in given):
                yield ast.unparse(node)
            case _:
                pass


def _is_at_home(path: str) -> bool:
    return path in SQL_IN_WORDS or path.startswith("migrations/versions/")


def _is_words(arguments: list[ast.expr]) -> bool:
    """Whether what is to be run is SQL in words, and not a statement of SQLAlchemy's."""
    match arguments:
        case [ast.Constant() | ast.JoinedStr() | ast.BinOp(), *_]:
            return True
        case [ast.Call(func=called), *_]:
            return ast.unparse(called).rpartition(".")[2] == "text"
        case _:
            return False


def _words(node: ast.Constant | ast.JoinedStr) -> str:
    """The text itself; a letter stands where a value would be put in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(_words(each) if isinstance(each, ast.Constant) else "x" for each in node.values)


def _rows_with_a_state() -> set[str]:
    """Classes of models that have a column of that name."""
    return {
        each.name
        for tree in modules("models").values()
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
        and any(isinstance(line, ast.AnnAssign) and ast.unparse(line.target) == "state" for line in each.body)
    } - {"Movable"}
