"""Nags: what is unused or unsafe is told once a firing, after a live look at each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.slack.driver_seen import Message
from tests.stories.house import House

HALF_A_YEAR = datetime.now(UTC) - timedelta(days=180)


def digests(house: House) -> list[Message]:
    """What stands in the channel for nags, but for the checkups beside them."""
    return [
        message
        for message in house.bob.sees("C0SECURITY")
        if not message.ephemeral and "Checkup of" not in message.visible_text()
    ]


def seed_people(house: House, **users: Any) -> None:
    house.aws.seed({"users": users})


def test_a_round_by_hand_tells_each_finding_in_a_line_and_looks_live(empty_house: House) -> None:
    house, aws = empty_house, empty_house.aws
    seed_people(
        house,
        ann={"keys": 1},
        bob={"keys": 1, "password": True, "mfa": True},
        dan={"password": True},
        cleo={"password": True, "mfa": True, "keys": 1},
    )
    [anns], [cleos] = aws.keys_of("ann"), aws.keys_of("cleo")
    aws.age_key("ann", anns, 200)
    aws.age_key("cleo", cleos, 200)
    aws.set_last_used("cleo", key=(cleos, HALF_A_YEAR), password=HALF_A_YEAR)
    aws.set_last_used("bob", key=(aws.keys_of("bob")[0], datetime.now(UTC)), password=datetime.now(UTC))
    aws.set_root(keys=1)

    ran = house.bot.runs("nag")
    assert ran.returncode == 0, ran.stderr
    [digest] = digests(house)
    lines = digest.visible_text()
    assert "Least privilege: 5 findings" in lines
    assert "Never used in 200 days" in line(lines, f"`ann {anns}`")
    assert "Last used 180 days ago" in line(lines, f"`cleo {cleos}`")
    assert "Last signed in 180 days ago" in line(lines, "`cleo`")
    assert "Can sign in with a password alone" in line(lines, "`dan`")
    assert "access key of the root user" in lines
    assert "`bob" not in lines

    aws.iam.delete_access_key(UserName="ann", AccessKeyId=anns)
    aws.iam.delete_login_profile(UserName="dan")
    assert house.bot.runs("nag").returncode == 0
    house.wait_for(lambda: len(digests(house)) == 2, what="the second digest")
    later = digests(house)[-1].visible_text()
    assert "Least privilege: 3 findings" in later
    assert "`ann" not in later
    assert "`dan`" not in later

    aws.fault("GetAccountSummary", do="deny")
    refused = house.bot.runs("nag")
    assert refused.returncode == 1
    assert "is not authorized to perform: iam:GetAccountSummary" in refused.stderr.splitlines()[-1]
    assert len(digests(house)) == 2


def test_a_missed_firing_is_made_up_once(empty_house: House) -> None:
    house = empty_house
    assert house.bot.runs("worker", "--once").returncode == 0
    assert house.rows("SELECT firing FROM round") == []
    house.time_has_come("catalog_copy", "first_taken_at")
    house.start()
    house.wait_for(lambda: len(digests(house)) == 1, what="the digest")
    assert "Nothing to nag about" in digests(house)[0].visible_text()
    house.bot.kill()
    again = house.another_bot()
    house.at_once([lambda: again.runs("worker", "--once"), lambda: house.bot.runs("worker", "--once")])
    assert len(digests(house)) == 1
    assert len(house.rows("SELECT firing FROM round WHERE kind = 'nags'")) == 1


def test_each_firing_is_told_once_over_all_processes(empty_house: House) -> None:
    house = empty_house
    house.catalog.write_text(house.catalog.read_text().replace("0 9 * * mon", "* * * * *"))
    house.start()
    house.settle()
    house.time_has_come("catalog_copy", "first_taken_at")
    house.at_once([lambda: house.bot.runs("worker", "--once")] * 2)
    house.wait_for(lambda: digests(house), what="a digest")
    house.wait_for(lambda: len(digests(house)) == len(firings(house)), what="each firing to be told")
    house.settle()
    told, fired = digests(house), firings(house)  # in this order: meanwhile the next minute may have come
    assert len(told) <= len(fired) == len(set(fired))
    assert len(fired) <= 1 + (max(fired) - min(fired)) / timedelta(minutes=1)


def firings(house: House) -> list[datetime]:
    rows = house.rows("SELECT firing FROM round WHERE kind = 'nags' ORDER BY firing")
    return [datetime.fromisoformat(firing) for (firing,) in rows]


def line(text: str, words: str) -> str:
    return next(each for each in text.splitlines() if words in each)
