"""Four proofs for every life cycle: complete, used, reachable, and with a way to an end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import (
    decision_states,
    deed_states,
    finding_answer_states,
    holding_states,
    kept_finding_states,
    lease_states,
    lease_use_states,
    offer_states,
    plan_states,
    reminder_states,
    request_states,
    review_answer_states,
    review_item_states,
    review_states,
    rotation_states,
    round_states,
    survey_states,
)
from models.database import Database
from models.decision import Answer, Decision
from models.deed import Deed
from models.everything import metadata
from models.finding_answer import FindingAnswer, Gesture
from models.holding import Holding
from models.kept_finding import KeptFinding
from models.lease import Lease
from models.lease_use import LeaseUse
from models.move import Move, WrongMove, may, move
from models.offer import Offer, OfferKind
from models.plan import Plan
from models.principal import Principal
from models.reminder import Reminder
from models.request import Request
from models.review import Review
from models.review_answer import AnswerKind, ReviewAnswer
from models.review_item import ReviewItem
from models.rotation import Rotation
from models.round import Round
from models.survey import Survey

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Cycle:
    table: Mapping[StrEnum, Mapping[StrEnum, StrEnum]]
    start: StrEnum
    states: type[StrEnum]
    moves: type[StrEnum]

    def after(self, *begin: StrEnum) -> set[StrEnum]:
        """Every state that can come after these, themselves included."""
        found, left = set(begin), list(begin)
        while left:
            new = set(self.table[left.pop()].values()) - found
            found |= new
            left += new
        return found


CYCLES = {
    "request": Cycle(
        request_states.TABLE, request_states.START, request_states.RequestState, request_states.RequestMove
    ),
    "lease": Cycle(lease_states.TABLE, lease_states.START, lease_states.LeaseState, lease_states.LeaseMove),
    "decision": Cycle(
        decision_states.TABLE, decision_states.START, decision_states.DecisionState, decision_states.DecisionMove
    ),
    "holding": Cycle(
        holding_states.TABLE, holding_states.START, holding_states.HoldingState, holding_states.HoldingMove
    ),
    "plan": Cycle(plan_states.TABLE, plan_states.START, plan_states.PlanState, plan_states.PlanMove),
    "deed": Cycle(deed_states.TABLE, deed_states.START, deed_states.DeedState, deed_states.DeedMove),
    "offer": Cycle(offer_states.TABLE, offer_states.START, offer_states.OfferState, offer_states.OfferMove),
    "rotation": Cycle(
        rotation_states.TABLE, rotation_states.START, rotation_states.RotationState, rotation_states.RotationMove
    ),
    "kept_finding": Cycle(
        kept_finding_states.TABLE,
        kept_finding_states.START,
        kept_finding_states.FindingState,
        kept_finding_states.FindingMove,
    ),
    "review": Cycle(review_states.TABLE, review_states.START, review_states.ReviewState, review_states.ReviewMove),
    "review_item": Cycle(
        review_item_states.TABLE, review_item_states.START, review_item_states.ItemState, review_item_states.ItemMove
    ),
    "review_answer": Cycle(
        review_answer_states.TABLE,
        review_answer_states.START,
        review_answer_states.AnswerState,
        review_answer_states.AnswerMove,
    ),
    "finding_answer": Cycle(
        finding_answer_states.TABLE,
        finding_answer_states.START,
        finding_answer_states.AnswerState,
        finding_answer_states.AnswerMove,
    ),
    "reminder": Cycle(
        reminder_states.TABLE, reminder_states.START, reminder_states.ReminderState, reminder_states.ReminderMove
    ),
    "lease_use": Cycle(
        lease_use_states.TABLE,
        lease_use_states.START,
        lease_use_states.LeaseUseState,
        lease_use_states.LeaseUseMove,
    ),
    "round": Cycle(round_states.TABLE, round_states.START, round_states.RoundState, round_states.RoundMove),
    "survey": Cycle(survey_states.TABLE, survey_states.START, survey_states.SurveyState, survey_states.SurveyMove),
}
ANNS = {"person": "U0ANN", "account": "main", "user": "ann", "user_unique_id": "AIDA0ANN"}
ROWS: Mapping[str, Any] = {
    "request": lambda: Request(asker="U0ANN", bundle="s3-access", account="main", asked_at=NOW),
    "lease": lambda: Lease(holder="U0ANN", steps=[], lasts=timedelta(hours=1), approved_at=NOW),
    "decision": lambda: Decision(by="U0BOB", answer=Answer.approve, cast_at=NOW),
    "holding": lambda: Holding(step={"kind": "join-group", "group": "s3-users"}, ours=True, noted_at=NOW),
    "plan": lambda: Plan(approved_at=NOW),
    "deed": lambda: Deed(place=0, change={"kind": "delete-user", "user": "ann"}, ours=True, noted_at=NOW),
    "offer": lambda: Offer(kind=OfferKind.key, **ANNS, offered_at=NOW, lapses_at=NOW),
    "rotation": lambda: Rotation(**ANNS, old_key_id="AKIA0OLD", begun_at=NOW),
    "kept_finding": lambda: KeptFinding(
        account="main",
        principal="arn:aws:iam::111111111111:user/ann",
        kind="unused-key",
        subject="AKIA0OLD",
        evidence="never used",
        suggestion="delete it",
        found_at=NOW,
        seen_at=NOW,
    ),
    "review": lambda: Review(account="main", group="developers", asked_by="U0CLEO", asked_at=NOW, until=NOW),
    "review_item": lambda: ReviewItem(user="ann", unique_id=uuid4().hex, arn="arn:aws:iam::111111111111:user/ann"),
    "review_answer": lambda: ReviewAnswer(kind=AnswerKind.members, by="U0BOB", cast_at=NOW),
    "finding_answer": lambda: FindingAnswer(by="U0ANN", gesture=Gesture.keep, cast_at=NOW),
    "reminder": lambda: Reminder(person="U0ANN"),
    "lease_use": LeaseUse,
    "round": lambda: Round(firing=uuid4().hex, due_at=NOW, unused_days=90),
    "survey": lambda: Survey(account="main", begun_at=NOW, unused_days=90),
}

every_cycle = pytest.mark.parametrize("name", CYCLES)


def test_every_table_with_a_state_is_proved_here() -> None:
    assert {table.name for table in metadata.sorted_tables if "state" in table.c} == set(CYCLES) == set(ROWS)


@every_cycle
def test_it_has_a_row_for_every_state(name: str) -> None:
    assert set(CYCLES[name].table) == set(CYCLES[name].states)


@every_cycle
def test_every_move_is_used(name: str) -> None:
    cycle = CYCLES[name]
    assert {each for moves in cycle.table.values() for each in moves} == set(cycle.moves)


@every_cycle
def test_every_state_is_reached_from_the_start(name: str) -> None:
    cycle = CYCLES[name]
    assert cycle.after(cycle.start) == set(cycle.states)


@every_cycle
def test_every_state_has_a_way_to_an_end(name: str) -> None:
    cycle = CYCLES[name]
    ends = {state for state, moves in cycle.table.items() if not moves}
    assert ends
    for state in cycle.states:
        assert cycle.after(state) & ends, state


@every_cycle
def test_a_new_row_is_at_the_start_and_its_class_has_the_same_table(database: Database, name: str) -> None:
    row = new(database, name)
    assert row.state is CYCLES[name].start
    assert row.table is CYCLES[name].table


def test_states_that_are_grouped_are_grouped_by_what_may_follow() -> None:
    ends = {state for state, moves in lease_states.TABLE.items() if not moves}
    assert lease_states.WANTED | lease_states.LEAVING | ends == set(lease_states.LeaseState)
    assert not lease_states.WANTED & lease_states.LEAVING
    # Whatever is wanted can be ended by a person, and whatever is leaving can only finish.
    assert all(lease_states.LeaseMove.end in lease_states.TABLE[state] for state in lease_states.WANTED)
    assert CYCLES["lease"].after(*lease_states.LEAVING) == lease_states.LEAVING | ends


@every_cycle
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_walk_leaves_a_record_of_each_step_and_the_table_is_the_only_way(
    database: Database, name: str, data: st.DataObject
) -> None:
    cycle, number, walked = CYCLES[name], new(database, name).id, []
    kind = type(ROWS[name]())
    for chosen in data.draw(st.lists(st.sampled_from(list(cycle.moves)), max_size=12)):
        with database.write() as session:
            row = session.get_one(kind, number)
            before, version = row.state, row.version
            if may(row, chosen):
                move(session, row, chosen, by="U0BOB", at=NOW, why="because", detail={"n": len(walked)})
                walked.append((chosen, before, cycle.table[before][chosen]))
            else:
                with pytest.raises(WrongMove, match=f"no move '{chosen}' from '{before}'"):
                    move(session, row, chosen, by="U0BOB", at=NOW)
                assert row.state is before
        with database.read() as session:
            again = session.get_one(kind, number)
            assert again.state is cycle.table[before].get(chosen, before)
            assert again.version == version + (again.state is not before)
    with database.read() as session:
        kept = session.scalars(select(Move).where(Move.subject == name, Move.subject_id == number).order_by(Move.id))
        assert [
            (each.name, each.from_state, each.to_state, each.by, each.why, each.detail, each.at) for each in kept
        ] == [
            (chosen.value, before.value, after.value, "U0BOB", "because", {"n": place}, NOW)
            for place, (chosen, before, after) in enumerate(walked)
        ]


def new(database: Database, name: str) -> Any:
    """A row at the start, with the rows it stands on."""
    with database.write() as session:
        person = Principal(account="main", name="ann", unique_id=uuid4().hex)
        request = ROWS["request"]()
        session.add_all([person, request])
        session.flush()
        row = request if name == "request" else ROWS[name]()
        if name in {"lease", "decision", "plan"}:
            row.request_id = request.id
        if name == "deed":
            plan = Plan(request_id=request.id, approved_at=NOW)
            session.add(plan)
            session.flush()
            row.plan_id = plan.id
        if name == "rotation":
            offer = ROWS["offer"]()
            session.add(offer)
            session.flush()
            row.offer_id = offer.id
        if name in {"review_item", "review_answer"}:
            review = ROWS["review"]()
            session.add(review)
            session.flush()
            row.review_id = review.id
        if name == "finding_answer":
            finding = ROWS["kept_finding"]()
            session.add(finding)
            session.flush()
            row.finding_id = finding.id
        if name == "reminder":
            looked = ROWS["round"]()
            session.add(looked)
            session.flush()
            row.round_id = looked.id
        if name in {"lease", "holding"}:
            row.principal_id = person.id
        if name == "lease_use":
            lease = ROWS["lease"]()
            lease.request_id, lease.principal_id = request.id, person.id
            session.add(lease)
            session.flush()
            row.lease_id = lease.id
        session.add(row)
    return row
