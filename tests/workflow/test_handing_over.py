"""Credentials are made at their owner's click, shown once, and nothing is left in AWS that nobody has seen."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from sqlalchemy import select, text
from town import CATALOG, Town

from catalog import load
from iam import keys, passwords
from iam.access_keys import DeactivateKey
from iam.create_user import CreateUser
from iam.faults import Later, Never
from iam.memberships import AddToGroup
from iam.user_policies import AttachToUser
from models.everything import metadata
from models.move import Move
from models.offer import Offer
from models.offer_states import OfferState
from models.person import Standing
from models.plan_states import PlanState
from models.post import PostKind
from workflow import handing_over, mailing, recognising, showing_once, tidying
from workflow.refusals.asking import NotAMember
from workflow.refusals.credentials import BeingMade, KeysAllTaken, NotYourOffer, OfferOver, PasswordStands
from workflow.refusals.plans import NotTheSameUser
from workflow.showing_once import Made

EVE = CreateUser("eve", "/", (("email", "eve@example.com"), ("leasehold:made", "1")), None)
PASSWORD, KEY = {"kind": "password", "user": "eve", "must_reset": True}, {"kind": "key", "user": "eve"}
MAY_CHANGE = AttachToUser("eve", "arn:aws:iam::aws:policy/IAMUserChangePassword")
OWN = "Aa1!of-her-own-choice-9"


class Killed(BaseException):
    """As kill -9: nothing that catches errors sees it."""


@pytest.fixture
def eves(town: Town) -> Town:
    """Eve is in Slack; the clock is AWS's own, which says when a key was made."""
    town.clock.now = datetime.now(UTC)
    town.is_in_slack("eve")
    return town


def promised(town: Town, *offers: dict[str, Any]) -> list[int]:
    """A plan that makes eve and promises this, approved and made; give the offers' numbers."""
    number = town.plans(EVE, MAY_CHANGE, whose="U0EVE", offers=offers)
    town.approves(number)
    return offered(town, number)


def offered(town: Town, number: int) -> list[int]:
    """What the approved plan of this request promises once it is made."""
    assert town.finishes(number).state is PlanState.made
    with town.database.read() as session:
        return list(session.scalars(select(Offer.id).where(Offer.request_id == number).order_by(Offer.id)))


def takes(town: Town, number: int, *, by: str = "U0EVE") -> Made:
    with showing_once.made(town.means, number, by=by) as made:
        return made


def breaks_off(town: Town, number: int, error: BaseException) -> Made:
    """The click, up to the moment at which it would have been shown."""
    seen = []
    with contextlib.suppress(type(error)), showing_once.made(town.means, number, by="U0EVE") as made:
        seen.append(made)
        raise error
    return seen[0]


def tidies(town: Town) -> None:
    for number in tidying.due(town.means):
        tidying.tidy(town.means, number)


def offer(town: Town, number: int) -> Offer:
    with town.database.read() as session:
        return session.get_one(Offer, number)


def key_of(made: Made) -> keys.NewKey:
    assert isinstance(made.secret, keys.NewKey)
    return made.secret


def password_of(made: Made) -> str:
    assert isinstance(made.secret, passwords.NewPassword)
    return made.secret.password


def caller(town: Town, key: keys.NewKey) -> str:
    session = boto3.session.Session(key.id, key.secret, region_name="eu-central-1")
    config = Config(proxies={}, retries={"total_max_attempts": 1})
    sts = session.client("sts", endpoint_url=town.aws.url, config=config)
    try:
        return sts.get_caller_identity()["Arn"]
    finally:
        sts.close()


def rows(town: Town) -> Iterator[str]:
    """Every value of every table, as the database has it."""
    with town.database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')):  # noqa: S608 (our own names)
                yield from map(str, row)


# Promised


def test_a_plan_that_is_made_promises_and_makes_nothing_of_it_yet(eves: Town) -> None:
    promised(eves, PASSWORD, KEY)
    assert eves.posts(PostKind.invitation) == ["U0EVE"]
    assert eves.aws.keys_of("eve") == []
    assert passwords.made_at(eves.aws.iam, "eve") is None


def test_nothing_is_promised_by_a_plan_that_fails_or_that_promises_nothing(eves: Town) -> None:
    failed = eves.plans(EVE, AddToGroup("eve", "s3-users"), whose="U0EVE", offers=(KEY,))
    eves.approves(failed)
    eves.aws.fault("AddUserToGroup", do="deny", times=1)
    assert eves.finishes(failed).state is PlanState.failed
    plain = eves.plans(AddToGroup("ann", "s3-users"), about="user/ann", user="ann")
    eves.approves(plain)
    eves.finishes(plain)
    assert eves.posts(PostKind.invitation) == []


def test_a_user_whom_iam_does_not_show_yet_is_waited_for(eves: Town) -> None:
    number = eves.plans(EVE, whose="U0EVE", offers=(KEY,))
    eves.approves(number)
    eves.aws.fault("CreateUser", do="lag", seconds=0.5, times=1)
    assert eves.finishes(number).state is PlanState.made
    assert eves.posts(PostKind.invitation) == ["U0EVE"]


def test_whoever_asked_for_themselves_is_invited_themselves(eves: Town) -> None:
    number = eves.plans(
        AddToGroup("ann", "s3-users"), about="user/ann", user="ann", offers=({"kind": "key", "user": "ann"},)
    )
    eves.approves(number)
    eves.finishes(number)
    assert eves.posts(PostKind.invitation) == ["U0ANN"]


# Shown


def test_the_password_opens_the_console_and_is_to_be_changed_at_once(eves: Town) -> None:
    number, _ = promised(eves, PASSWORD, KEY)
    made = takes(eves, number)
    assert made.address == "https://123456789012.signin.aws.amazon.com/console"
    assert eves.aws.sign_in("eve", password_of(made)) == "must reset"
    assert eves.aws.sign_in("eve", password_of(made), new=OWN) == "signed in"
    assert offer(eves, number).state is OfferState.shown


def test_a_password_need_not_be_changed_when_that_was_approved(eves: Town) -> None:
    (number,) = promised(eves, PASSWORD | {"must_reset": False})
    assert eves.aws.sign_in("eve", password_of(takes(eves, number))) == "signed in"


def test_the_key_is_the_users_own(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    made = takes(eves, number)
    assert caller(eves, key_of(made)) == "arn:aws:iam::123456789012:user/eve"
    assert (offer(eves, number).state, offer(eves, number).key_id) == (OfferState.shown, key_of(made).id)


def test_what_was_shown_is_not_shown_again_nor_made_again(eves: Town) -> None:
    for number in promised(eves, PASSWORD, KEY):
        takes(eves, number)
        eves.aws.clear_calls()
        with pytest.raises(OfferOver, match="shown already"):
            takes(eves, number)
        assert eves.aws.changes() == []


def test_it_is_shown_to_its_owner_alone_and_only_to_a_member(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    with pytest.raises(NotYourOffer):
        takes(eves, number, by="U0ANN")
    for standing in (Standing.deactivated, Standing.guest):
        eves.is_in_slack("eve", standing)
        with pytest.raises(NotAMember):
            takes(eves, number)
    eves.slack.fault = Later("ratelimited")
    with pytest.raises(Later):
        takes(eves, number)
    assert eves.aws.keys_of("eve") == []


def test_a_user_made_anew_under_the_name_is_somebody_else(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    eves.aws.iam.delete_user(UserName="eve")
    with pytest.raises(NotTheSameUser):
        takes(eves, number)
    eves.aws.seed({"users": {"eve": {}}})
    with pytest.raises(NotTheSameUser):
        takes(eves, number)
    assert eves.aws.keys_of("eve") == []


def test_two_clicks_at_once_are_one(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    with showing_once.made(eves.means, number, by="U0EVE") as made:
        with pytest.raises(BeingMade):
            takes(eves, number)
        tidies(eves)
    assert eves.aws.keys_of("eve") == [key_of(made).id]


def test_the_address_has_the_accounts_alias(eves: Town) -> None:
    from models.snapshot import Taking

    (number,) = promised(eves, PASSWORD)
    with eves.database.write() as session:
        session.get_one(Taking, "main").alias = "lease-corp"
    assert takes(eves, number).address == "https://lease-corp.signin.aws.amazon.com/console"


# No secret stays


def test_no_secret_is_in_a_repr_or_in_a_row(eves: Town) -> None:
    first, second = promised(eves, PASSWORD, KEY)
    made = [takes(eves, first), takes(eves, second)]
    secrets = [password_of(made[0]), key_of(made[1]).secret]
    assert [secret for secret in secrets if secret in repr(made)] == []
    kept = list(rows(eves))
    assert [secret for secret in secrets if any(secret in value for value in kept)] == []
    assert key_of(made[1]).id in kept, "what is no secret is found"


# Broken off


@pytest.mark.parametrize("fault", ["drop-before", "drop-after"])
def test_after_a_lost_answer_no_key_stays_that_nobody_has(eves: Town, fault: str) -> None:
    (number,) = promised(eves, KEY)
    eves.aws.fault("CreateAccessKey", do=fault, times=1)
    with pytest.raises(Later):
        takes(eves, number)
    assert len(eves.aws.keys_of("eve")) == (fault == "drop-after")
    made = takes(eves, number)
    assert eves.aws.keys_of("eve") == [key_of(made).id]
    assert caller(eves, key_of(made)).endswith(":user/eve")


def test_a_lost_key_that_shows_late_is_deleted_too_and_the_shown_one_stays(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    eves.aws.fault("CreateAccessKey", do="drop-before", times=1)
    with pytest.raises(Later):
        takes(eves, number)
    eves.clock.passes(timedelta(seconds=1))
    made = takes(eves, number)
    eves.aws.iam.create_access_key(UserName="eve")  # the lost one, which AWS shows only now
    eves.clock.passes(tidying.TIDIED_AFTER)
    tidies(eves)
    assert eves.aws.keys_of("eve") == [key_of(made).id]


@pytest.mark.parametrize("kind", ["password", "key"])
def test_what_nobody_clicks_for_again_is_deleted_and_its_owner_told(eves: Town, kind: str) -> None:
    (number,) = promised(eves, PASSWORD if kind == "password" else KEY)
    breaks_off(eves, number, Killed())
    tidies(eves)
    assert offer(eves, number).state is OfferState.making, "it may still be on its way"
    eves.clock.passes(tidying.TIDIED_AFTER)
    tidies(eves)
    assert eves.aws.keys_of("eve") == []
    assert passwords.made_at(eves.aws.iam, "eve") is None
    assert offer(eves, number).state is OfferState.open
    assert [who for who, words in eves.whispers() if "may not have reached you" in words] == ["U0EVE"]
    takes(eves, number)


def test_a_key_that_could_not_be_shown_is_deleted_at_once(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    breaks_off(eves, number, Never("Slack says: not_found"))
    assert eves.aws.keys_of("eve") == []
    assert offer(eves, number).state is OfferState.open


def test_a_key_that_cannot_be_deleted_at_once_is_deleted_later(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    eves.aws.fault("DeleteAccessKey", do="throttle", times=2)
    breaks_off(eves, number, Later("Slack says: nothing"))
    assert len(eves.aws.keys_of("eve")) == 1
    for _ in range(3):
        eves.clock.passes(tidying.TIDIED_AFTER)
        tidies(eves)
    assert eves.aws.keys_of("eve") == []
    assert offer(eves, number).state is OfferState.open


@pytest.mark.parametrize("kind", ["password", "key"])
def test_after_a_crash_the_next_click_makes_a_new_one_and_the_unseen_does_not_work(eves: Town, kind: str) -> None:
    (number,) = promised(eves, PASSWORD if kind == "password" else KEY)
    unseen = breaks_off(eves, number, Killed())
    made = takes(eves, number)
    if kind == "key":
        assert eves.aws.keys_of("eve") == [key_of(made).id] != [key_of(unseen).id]
    else:
        assert eves.aws.sign_in("eve", password_of(unseen)) == "wrong"
        assert eves.aws.sign_in("eve", password_of(made)) == "must reset"


def test_what_aws_does_not_let_us_delete_is_told_to_the_administrators_once(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    breaks_off(eves, number, Killed())
    eves.aws.fault("DeleteAccessKey", do="deny", times=3)
    for _ in range(4):
        eves.clock.passes(tidying.TIDIED_AFTER)
        tidies(eves)
    assert [who for who, words in eves.whispers() if "that nobody has seen" in words] == ["U0CLEO", "@owners"]
    assert eves.aws.keys_of("eve") == []


def test_a_key_in_use_was_seen_and_stays(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    made = key_of(breaks_off(eves, number, Killed()))
    eves.aws.set_last_used("eve", key=(made.id, datetime.now(UTC)))
    eves.clock.passes(tidying.TIDIED_AFTER)
    tidies(eves)
    assert eves.aws.keys_of("eve") == [made.id]
    assert offer(eves, number).state is OfferState.shown


def test_a_password_that_somebody_has_signed_in_with_was_seen_and_stays(eves: Town) -> None:
    (number,) = promised(eves, PASSWORD)
    password = password_of(breaks_off(eves, number, Killed()))
    assert eves.aws.sign_in("eve", password, new=OWN) == "signed in"
    eves.aws.set_last_used("eve", password=datetime.now(UTC))
    eves.clock.passes(tidying.TIDIED_AFTER)
    tidies(eves)
    assert eves.aws.sign_in("eve", OWN) == "signed in"
    assert offer(eves, number).state is OfferState.shown


def test_keys_of_another_hand_stay(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    theirs = by_hand(eves)
    breaks_off(eves, number, Killed())
    eves.clock.passes(tidying.TIDIED_AFTER)
    tidies(eves)
    assert eves.aws.keys_of("eve") == [theirs]


@pytest.mark.parametrize("made", ["a day later", "a day before", "at once, and used"])
def test_after_a_lost_answer_keys_of_another_hand_stay(eves: Town, made: str) -> None:
    (number,) = promised(eves, KEY)
    eves.aws.fault("CreateAccessKey", do="drop-before", times=1)
    with pytest.raises(Later):
        takes(eves, number)
    theirs = by_hand(eves)
    if made == "at once, and used":
        eves.aws.set_last_used("eve", key=(theirs, datetime.now(UTC)))
    else:
        eves.aws.age_key("eve", theirs, days=1 if made == "a day before" else -1)
    eves.clock.passes(tidying.TIDIED_AFTER)
    tidies(eves)
    assert eves.aws.keys_of("eve") == [theirs]


def test_where_it_is_known_what_was_made_no_other_key_is_touched(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    breaks_off(eves, number, Killed())
    theirs = by_hand(eves)
    eves.clock.passes(tidying.TIDIED_AFTER)
    tidies(eves)
    assert eves.aws.keys_of("eve") == [theirs]


def by_hand(town: Town) -> str:
    """Somebody makes a key for eve in the console."""
    return str(town.aws.iam.create_access_key(UserName="eve")["AccessKey"]["AccessKeyId"])


def test_tidying_for_a_user_who_is_gone_comes_to_an_end(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    lost = key_of(breaks_off(eves, number, Killed()))
    eves.aws.iam.delete_access_key(UserName="eve", AccessKeyId=lost.id)
    eves.aws.iam.delete_user(UserName="eve")
    eves.clock.passes(tidying.TIDIED_AFTER)
    tidies(eves)
    assert offer(eves, number).state is OfferState.open


# Refused


def test_a_third_key_is_refused_clearly_and_can_be_had_once_there_is_room(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    theirs = [by_hand(eves) for _ in range(2)]
    with pytest.raises(KeysAllTaken, match="has 2 access keys, and AWS allows no more"):
        takes(eves, number)
    assert set(eves.aws.keys_of("eve")) == set(theirs)
    eves.aws.iam.delete_access_key(UserName="eve", AccessKeyId=theirs[0])
    assert key_of(takes(eves, number)).id in eves.aws.keys_of("eve")


def test_a_password_of_another_hand_stays(eves: Town) -> None:
    (number,) = promised(eves, PASSWORD)
    eves.aws.iam.create_login_profile(UserName="eve", Password=OWN)
    with pytest.raises(PasswordStands):
        takes(eves, number)
    assert eves.aws.sign_in("eve", OWN) == "signed in"


@pytest.mark.parametrize("kind", ["password", "key"])
def test_what_aws_refuses_is_told_in_its_words_and_leaves_nothing(eves: Town, kind: str) -> None:
    (number,) = promised(eves, PASSWORD if kind == "password" else KEY)
    eves.aws.fault("CreateLoginProfile" if kind == "password" else "CreateAccessKey", do="deny", times=1)
    with pytest.raises(Never, match="is not authorized"):
        takes(eves, number)
    assert offer(eves, number).state is OfferState.open
    takes(eves, number)


@pytest.mark.parametrize("length", [6, 14, 64, 128])
def test_the_password_satisfies_the_accounts_policy(eves: Town, length: int) -> None:
    eves.aws.iam.update_account_password_policy(
        MinimumPasswordLength=length,
        RequireSymbols=True,
        RequireNumbers=True,
        RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True,
    )
    (number,) = promised(eves, PASSWORD)
    password = password_of(takes(eves, number))
    assert len(password) == max(length, passwords.LENGTH)
    assert eves.aws.sign_in("eve", password) == "must reset"


# Over


def test_what_nobody_takes_lapses_after_a_day_and_both_are_told(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    eves.clock.passes(handing_over.LAPSES_AFTER - timedelta(minutes=1))
    assert handing_over.lapse_due(eves.means) == 0
    eves.clock.passes(timedelta(minutes=2))
    with pytest.raises(OfferOver, match="lapsed"):
        takes(eves, number)
    assert handing_over.lapse_due(eves.means) == 1
    assert handing_over.lapse_due(eves.means) == 0
    told = dict(eves.whispers())
    assert "ask <@U0ANN>" in told["U0EVE"]
    assert "<@U0EVE> did not look at it in time" in told["U0ANN"]
    with pytest.raises(OfferOver, match="lapsed"):
        takes(eves, number)
    assert eves.aws.keys_of("eve") == []


def test_a_lock_withdraws_what_is_promised(eves: Town) -> None:
    for number in promised(eves, PASSWORD, KEY):
        assert offer(eves, number).state is OfferState.open
    locks(eves)
    for number in range(1, 3):
        with pytest.raises(OfferOver, match="withdrawn"):
            takes(eves, number)
    assert eves.aws.keys_of("eve") == []


@pytest.mark.parametrize("kind", ["password", "key"])
def test_who_is_locked_while_it_is_being_shown_does_not_keep_it(eves: Town, kind: str) -> None:
    (number,) = promised(eves, PASSWORD if kind == "password" else KEY)
    with pytest.raises(OfferOver, match="withdrawn"), showing_once.made(eves.means, number, by="U0EVE"):
        locks(eves)
    assert eves.aws.keys_of("eve") == []
    assert passwords.made_at(eves.aws.iam, "eve") is None


def test_what_was_being_made_at_a_lock_when_the_bot_died_is_deleted(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    breaks_off(eves, number, Killed())
    locks(eves)
    tidies(eves)
    assert eves.aws.keys_of("eve") == []
    assert offer(eves, number).state is OfferState.withdrawn
    assert tidying.due(eves.means) == []


def locks(town: Town) -> None:
    lock = {"title": "lock eve", "user": "eve", "about": "user/eve", "is_urgent": True, "ends_leases": True}
    town.plans(DeactivateKey("eve", "AKIA0000000000000000"), who="U0CLEO", **lock)


def test_each_move_of_an_offer_says_who_made_it(eves: Town) -> None:
    (number,) = promised(eves, KEY)
    made = takes(eves, number)
    with eves.database.read() as session:
        query = select(Move).where(Move.subject == "offer", Move.subject_id == number).order_by(Move.id)
        moves = [(each.name, each.by, each.detail) for each in session.scalars(query)]
    assert moves == [("make", "U0EVE", {}), ("show", "U0EVE", {"key_id": key_of(made).id})]


# What the plan needs besides


def test_who_must_change_the_password_gets_the_right_to(eves: Town) -> None:
    assert handing_over.needs(eves.means, "main", [PASSWORD, KEY]) == (MAY_CHANGE,)
    assert handing_over.needs(eves.means, "main", [KEY]) == ()
    assert handing_over.needs(eves.means, "main", [PASSWORD | {"must_reset": False}]) == ()
    eves.aws.iam.update_account_password_policy(AllowUsersToChangePassword=True)
    assert handing_over.needs(eves.means, "main", [PASSWORD]) == ()


# By mail


def mails(town: Town) -> None:
    for number in mailing.due(town.means):
        assert mailing.send(town.means, number)


def mailed(town: Town) -> list[dict[str, str]]:
    """What AWS has taken, when all that is due was sent."""
    mails(town)
    return [call.parameters for call in town.aws.calls("SendEmail") if call.performed]


@pytest.fixture
def posts(eves: Town) -> Town:
    """The catalog names a sender, who may send."""
    eves.catalog = load.parse(CATALOG.replace("users: {", "users: {sender: aws@example.com, "), file="catalog.yaml")
    eves.aws.verify_sender("aws@example.com")
    return eves


def test_how_to_sign_in_is_mailed_where_the_catalog_names_a_sender(posts: Town) -> None:
    (number,) = promised(posts, PASSWORD)
    (sent,) = mailed(posts)
    assert (sent["Source"], sent["Destination.ToAddresses.member.1"]) == ("aws@example.com", "eve@example.com")
    assert "https://123456789012.signin.aws.amazon.com/console" in sent["Message.Body.Text.Data"]
    assert password_of(takes(posts, number)) not in str(mailed(posts))


def test_without_a_password_or_a_sender_there_is_no_mail(posts: Town) -> None:
    promised(posts, KEY)
    assert mailed(posts) == []


def test_a_mail_that_does_not_go_holds_up_nothing_and_who_asked_hears_of_it(posts: Town) -> None:
    posts.aws.fault("SendEmail", do="error", code="MessageRejected", status=400, message="Not verified.", times=1)
    (number,) = promised(posts, PASSWORD)
    assert mailed(posts) == []
    (told,) = [words for who, words in posts.whispers() if who == "U0ANN"]
    assert told.startswith("The mail to <@U0EVE> about how to sign in was not sent (Not verified.).")
    posts.clock.passes(timedelta(hours=1))
    assert mailed(posts) == []
    takes(posts, number)


def test_a_mail_that_has_to_wait_is_sent_once_when_it_may(posts: Town) -> None:
    posts.aws.fault("SendEmail", do="error", code="Throttling", status=400)
    (number,) = promised(posts, PASSWORD)
    assert mailed(posts) == []
    posts.aws.clear_faults()
    due = offer(posts, number).mail_at
    assert due is not None
    assert due > posts.clock()
    posts.clock.now = due
    assert len(mailed(posts)) == 1
    posts.clock.passes(timedelta(hours=1))
    assert len(mailed(posts)) == 1
    assert posts.whispers() == []


def test_a_mail_that_has_to_wait_for_too_long_is_given_up_and_who_asked_hears_of_it(posts: Town) -> None:
    posts.aws.fault("SendEmail", do="error", code="Throttling", status=400)
    promised(posts, PASSWORD)
    for _ in range(30):
        mails(posts)
        posts.clock.passes(mailing.TRIED_AGAIN_AFTER)
    assert [who for who, words in posts.whispers() if "was not sent" in words] == ["U0ANN"]
    posts.aws.clear_faults()
    assert mailed(posts) == []


def test_what_was_promised_and_withdrawn_is_not_mailed(posts: Town) -> None:
    (number,) = promised(posts, PASSWORD)
    with posts.database.write() as session:
        unique_id = session.get_one(Offer, number).user_unique_id
        handing_over.withdraw_all(session, account="main", unique_id=unique_id, by="U0CLEO", now=posts.clock())
    assert mailed(posts) == []
    assert offer(posts, number).mail_at is None


def test_who_has_no_address_in_slack_gets_no_mail_and_the_offer_all_the_same(posts: Town) -> None:
    request = posts.plans(EVE, MAY_CHANGE, whose="U0EVE", offers=(PASSWORD,))
    posts.approves(request)
    posts.is_in_slack("eve", email=None)
    posts.clock.passes(2 * recognising.REMEMBERED)
    (number,) = offered(posts, request)
    assert mailed(posts) == []
    assert [who for who, words in posts.whispers() if "was not sent" in words] == ["U0ANN"]
    takes(posts, number)
