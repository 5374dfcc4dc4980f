"""`leasehold review list` and `export`: the evidence of a review, from the database alone."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from models.database import Database
from models.move import BOT, move
from models.review import Review
from models.review_answer import AnswerKind, ReviewAnswer
from models.review_answer_states import AnswerMove
from models.review_item import ReviewItem
from models.review_item_states import ItemMove
from models.review_states import ReviewMove

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=14)
FORMULA = "=cmd|'/c calc'!A1"


@pytest.fixture
def reviewed(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A review that has ended: ann stays, eve was rejected, and a name that looks like a formula was not confirmed."""
    with database.write() as session:
        review = Review(
            account="main", group="developers", group_id="AGPA1", asked_by="U0CLEO", asked_at=NOW, until=LATER
        )
        review.begun_at, review.reviewers, review.takes_back = NOW, ["U0BOB", "@dev-leads"], True
        session.add(review)
        session.flush()
        ann, eve, odd = (item(review, name) for name in ("ann", "eve", FORMULA))
        session.add_all([ann, eve, odd])
        session.flush()
        move(session, review, ReviewMove.begin, by="U0CLEO", at=NOW)
        for each, name in ((ann, ItemMove.confirm), (eve, ItemMove.reject)):
            each.decided_by, each.decided_at, each.decided_as = "U0BOB", NOW, "@dev-leads"
            move(session, each, name, by="U0BOB", at=NOW, detail={"as": "@dev-leads"})
        move(session, odd, ItemMove.expire, by="U0CLEO", at=LATER)
        for each in (eve, odd):
            each.done_at = LATER
            move(session, each, ItemMove.take_back, by=BOT, at=LATER)
        answer = ReviewAnswer(review_id=review.id, kind=AnswerKind.members, by="U0BOB", choices={}, cast_at=NOW)
        session.add(answer)
        session.flush()
        move(session, answer, AnswerMove.tally, by="U0BOB", at=NOW)
        move(session, review, ReviewMove.close, by=BOT, at=LATER)
        move(session, review, ReviewMove.finish, by=BOT, at=LATER)
        review.ended_at = LATER
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    return tmp_path


def item(review: Review, name: str) -> ReviewItem:
    return ReviewItem(review_id=review.id, user=name, unique_id=f"AIDA{name[:3]}", arn="arn", email=None)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["review", *words], prog_name="leasehold")


def test_json_has_every_member_with_the_decision_and_the_record(reviewed: Path) -> None:
    told = json.loads(run("export", "1").stdout)
    assert (told["group"], told["reviewers"], told["unconfirmed"]) == (
        "developers",
        ["U0BOB", "@dev-leads"],
        "take-back",
    )
    assert told["counts"] == {"confirmed": 1, "taken back": 2}
    by_name: dict[str, Any] = {each["user"]: each for each in told["members"]}
    ann, eve, odd = by_name["ann"], by_name["eve"], by_name[FORMULA]
    assert (ann["decision"], ann["decided_by"], ann["decided_as"]) == ("keep", "U0BOB", "@dev-leads")
    assert (eve["decision"], eve["outcome"], eve["done_at"]) == ("take-back", "taken back", LATER.isoformat())
    assert (odd["decision"], odd["decided_by"], odd["outcome"]) == (None, None, "taken back")
    assert [(each["move"], each["by"]) for each in eve["history"]] == [("reject", "U0BOB"), ("take back", BOT)]
    assert [each["move"] for each in told["history"]] == ["begin", "close", "finish"]
    assert [(each["by"], each["state"]) for each in told["answers"]] == [("U0BOB", "counted")]


def test_csv_has_a_line_for_each_member_and_no_formula(reviewed: Path) -> None:
    out = reviewed / "evidence.csv"
    done = run("export", "1", "--format", "csv", "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert [row["user"] for row in rows] == [f"'{FORMULA}", "ann", "eve"]
    assert {row["reviewers"] for row in rows} == {"U0BOB @dev-leads"}
    assert (rows[1]["decided_as"], rows[1]["until"]) == ("'@dev-leads", LATER.isoformat())
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_the_list_has_a_line_for_each(reviewed: Path) -> None:
    said = run("list").stdout
    assert "developers" in said
    assert "1 confirmed, 2 taken back" in said


def test_what_is_not_there_is_one_line(reviewed: Path) -> None:
    missing, folder = run("export", "9"), run("export", "1", "--out", str(reviewed / "no" / "x.json"))
    assert (missing.exit_code, missing.stderr) == (
        1,
        "leasehold: there is no review 9: leasehold review list shows all\n",
    )
    assert folder.exit_code == 1
    assert folder.stderr.endswith("x.json: No such file or directory\n")


def test_without_any_it_says_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    assert run("list").stdout == "There has been no review.\n"
