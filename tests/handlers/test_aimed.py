"""What somebody types about people and groups is what is meant, or is answered with how to say it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import aimed, typed
from workflow import aims, whom
from workflow.refusal import Refusal
from workflow.refusals.plans import NoName, SayItSo, WhichPerson

ANN, DAN = "<@U0ANN|ann>", "<@U0DAN|dan>"


def read(text: str) -> aims.AnyAim:
    """As the command line does it: the first word chooses how the others are read."""
    verb, *words = typed.said(text).words
    readers = {
        "move": aimed.move,
        "offboard": aimed.offboard,
        "lock": aimed.lock,
        "unlock": aimed.unlock,
        "group": aimed.group,
    }
    return readers[verb](words)


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        (f"move {ANN} from developers to data", aims.Move(ANN, "developers", "data")),
        (f"move {ANN} FROM Developers TO data", aims.Move(ANN, "Developers", "data")),
        ("move ci-deploy from a to b", aims.Move("ci-deploy", "a", "b")),
        (f"offboard {ANN}", aims.Offboard(ANN, "delete")),
        (f"offboard {ANN} delete", aims.Offboard(ANN, "delete")),
        (f"offboard {ANN} Keep because she is on leave", aims.Offboard(ANN, "keep")),
        (f"lock {ANN} because the laptop is lost", aims.Lock(ANN)),
        ("unlock ann.b+c@example.com", aims.Unlock("ann.b+c@example.com")),
        ("group new readers ReadOnlyAccess arn:aws:iam::1:policy/a/b", None),
        ("group NEW readers", aims.NewGroup("readers", ())),
        (f"group readers add {ANN}, {DAN} ci-deploy", aims.AddPeople("readers", (ANN, DAN, "ci-deploy"))),
        (f"group readers add {ANN}{DAN}", aims.AddPeople("readers", (ANN, DAN))),
        ("group readers remove ann", aims.RemovePeople("readers", ("ann",))),
        ("group readers attach ReadOnlyAccess", aims.AttachPolicies("readers", ("ReadOnlyAccess",))),
        ("group readers detach ReadOnlyAccess", aims.DetachPolicies("readers", ("ReadOnlyAccess",))),
        ("group readers DELETE", aims.DropGroup("readers")),
    ],
)
def test_what_is_typed_is_what_is_meant(text: str, aim: aims.AnyAim | None) -> None:
    assert read(text) == (aim or aims.NewGroup("readers", ("ReadOnlyAccess", "arn:aws:iam::1:policy/a/b")))


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("move", SayItSo),
        (f"move {ANN} to data", SayItSo),
        (f"move {ANN} from a to b c", SayItSo),
        (f"offboard {ANN} forget", SayItSo),
        ("lock", SayItSo),
        (f"lock {ANN} {DAN}", SayItSo),
        ("group new", SayItSo),
        ("group readers add", SayItSo),
        ("group readers empty", SayItSo),
        ("group readers delete now", SayItSo),
        ("lock @ann", WhichPerson),
        ("group readers add ann @dan", WhichPerson),
        ("lock a/b", NoName),
        ("lock " + "a" * 65, NoName),
        ("lock änn", NoName),
        ("group new a/b", NoName),
        ("group readers attach a/b", NoName),
        ("group readers attach arn:" + "a" * 3_000, NoName),
        ("lock &lt;!channel&gt;", NoName),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read(text)


def test_the_reason_is_what_stands_behind_because_as_it_was_typed() -> None:
    said = typed.said(f"lock {ANN} Because she said: because of {DAN} &amp; co")
    assert (said.words, said.reason) == (("lock", ANN), "she said: because of @dan & co")
    assert typed.said("lock because").words == ("lock",)
    assert typed.said("group because-team").words == ("group", "because-team")


def test_a_person_is_known_by_the_id_that_slack_gives_and_called_by_the_name() -> None:
    assert (whom.slack_id(ANN), whom.label(ANN)) == ("U0ANN", "@ann")
    assert (whom.slack_id("<@U0ANN>"), whom.label("<@U0ANN>")) == ("U0ANN", "@U0ANN")
    assert (whom.slack_id("ann"), whom.label("ann")) == (None, "ann")
    assert whom.slack_id("<@U0ANN|ann><@U0DAN|dan>") is None


@given(st.sampled_from(["move", "offboard", "lock", "unlock", "group", "group g", "group new"]), st.text())
def test_whatever_is_typed_is_an_aim_or_a_refusal(verb: str, rest: str) -> None:
    try:
        aim = read(f"{verb} {rest}")
    except Refusal:
        return
    assert aims.restored(aims.stored(aim)) == aim
    assert re.fullmatch(r"[^<>]*", "".join(map(whom.label, vars(aim).get("people", ()))))
