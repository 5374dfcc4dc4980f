"""Every message in every state of request and lease: what people read, kept in plain files beside this one."""

import pytest
from inline_snapshot import external_file
from judging_for_messages import KINDS, labels, shown
from rows_for_messages import STATES, name_of, subject

from messages import lease_notice, lease_warning, receipt, request_card
from models.lease_states import LeaseState
from models.request_states import RequestState
from sandbox.slack import reading, validating


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_read_in_every_state(kind: str) -> None:
    parts = [f"# {name_of(state)}\n{shown(KINDS[kind](subject(*state)))}" for state in STATES]
    assert "\n".join(parts) == external_file(f"shown/{kind}.txt")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_slack_takes_every_message(kind: str, state: tuple[RequestState, LeaseState | None]) -> None:
    drawn = KINDS[kind](subject(*state))
    assert validating.judge_blocks(list(drawn.blocks)) == []
    assert drawn.text.strip()


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_only_a_waiting_card_can_be_approved_or_denied(state: tuple[RequestState, LeaseState | None]) -> None:
    asks = [label for label in labels(request_card.render(subject(*state))) if label.startswith(("Approve", "Deny"))]
    assert asks == (["Approve Request", "Deny…"] if state[0] is RequestState.waiting else [])


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_access_can_be_revoked_while_it_is_wanted_and_given_back_while_it_is_live(
    state: tuple[RequestState, LeaseState | None],
) -> None:
    of_lease = state[1]
    is_wanted = of_lease in {LeaseState.starting, LeaseState.live}
    assert ("Revoke Access" in labels(request_card.render(subject(*state)))) is is_wanted
    for kind in (lease_notice, lease_warning):
        assert ("Give Back" in labels(kind.render(subject(*state)))) is (of_lease is LeaseState.live)


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_an_open_request_can_be_cancelled(state: tuple[RequestState, LeaseState | None]) -> None:
    is_open = state[0] in {RequestState.checking, RequestState.waiting}
    assert ("Cancel Request" in labels(receipt.render(subject(*state)))) is is_open


def test_a_button_carries_the_number_and_nothing_else() -> None:
    for state in STATES:
        for render in KINDS.values():
            for _, element in reading.interactive(list(render(subject(*state)).blocks)):
                assert element["value"] == "12"


def test_a_block_that_changes_has_a_new_id_and_one_that_stays_keeps_its_own() -> None:
    before = request_card.render(subject(RequestState.waiting)).blocks
    after = request_card.render(subject(RequestState.granted, LeaseState.live)).blocks
    assert before[0] == after[0]
    assert {block["block_id"] for block in before[-2:]}.isdisjoint(block["block_id"] for block in after)
