"""A bot killed over a checkup: whoever asked for it has one message, which tells it or says why there is none."""

import signal
from typing import Any

import pytest

from tests.stories.house import House
from tests.stories.mortal import Mortal

pytestmark = pytest.mark.slow


@pytest.fixture
def mortal(empty_house: House) -> Mortal:
    return Mortal(empty_house)


def asks(mortal: Mortal, who: Any, *, dies_at: str, told: str) -> None:
    """Ask for one, and be told in the end, by a bot that died once."""
    mortal.start_to_die(dies_at)
    mortal.does(lambda: who.types("/iam checkup"))
    mortal.wait_for(lambda: told in mortal.house.dms(who), what="what comes of it")
    mortal.settles()
    assert mortal.died_at() == [dies_at]
    assert mortal.statuses == [-signal.SIGKILL]
    assert mortal.house.rows("SELECT count(*) FROM round WHERE kind = 'checkup'") == [(1,)]
    assert len(who.dm()) == 1


@pytest.mark.parametrize("event", ["checkup.begun", "checkup.told"])
def test_what_was_found_is_told_once(mortal: Mortal, event: str) -> None:
    asks(mortal, mortal.house.cleo, dies_at=event, told="items are well")
    assert mortal.house.rows("SELECT kind FROM post") == [("digest",)]


def test_whoever_may_not_have_it_is_told_so_once(mortal: Mortal) -> None:
    asks(mortal, mortal.house.ann, dies_at="checkup.refused", told="Only administrators can have the account checked")
    assert mortal.house.rows("SELECT count(*) FROM post") == [(0,)]
