"""What policies allow together, told by a process of its own, is what is told here."""

import json

import pytest

from iam import reach, reach_apart
from iam.risk_apart import Undone

READ = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "iam:PassRole"], "Resource": "*"}],
}
ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def test_it_is_the_same_reach_in_names_and_words() -> None:
    told = reach_apart.told([json.dumps(READ)])
    here = reach.reach([READ])
    assert told.services == tuple((each.name, tuple(sorted(each.levels))) for each in here.services)
    assert (told.is_administrator, told.passes_any_role, told.ways) == (False, True, here.raises_itself)
    assert reach_apart.told([json.dumps(ALL)]).is_administrator


def test_a_boundary_takes_away_and_what_cannot_be_read_is_said() -> None:
    told = reach_apart.told([json.dumps(ALL), "nonsense"], boundary=json.dumps(READ))
    assert {name for name, _ in told.services} == {name for name, _ in reach_apart.told([json.dumps(READ)]).services}
    assert not told.is_administrator
    assert told.unread == ("the policy is not JSON",)
    assert reach_apart.told([]).services == ()


def test_a_process_that_does_not_answer_is_told_as_such() -> None:
    with pytest.raises(Undone):
        reach_apart.told([json.dumps(READ)], python="true")
