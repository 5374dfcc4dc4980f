"""The answer to who uses what a group allows: a table, the text that says the same, and what is not known."""

from datetime import timedelta
from typing import Any

from judging_for_messages import HOSTILE, foreign_markup, taken
from rows_for_messages import NOW

from messages import group_use_page
from messages.message import Message
from models.inquiry import Inquiry, InquiryKind
from sandbox.slack import reading


def seen(message: Message) -> str:
    return reading.visible_text(list(message.blocks))


def service(prefix: str, *used: tuple[str, float], counted: int = 3, users: int | None = None) -> dict[str, Any]:
    latest = [[name, (NOW - timedelta(days=days)).isoformat()] for name, days in used]
    return {
        "prefix": prefix,
        "name": prefix.upper(),
        "levels": ["Read", "Write"],
        "counted": counted,
        "users": len(used) if users is None else users,
        "latest": latest,
    }


def answer(*services: dict[str, Any], **given: Any) -> Inquiry:
    found: dict[str, Any] = {
        "group": "developers",
        "account": "main",
        "members": 3,
        "asked": 3,
        "told": 3,
        "untold": [],
        "unread": [],
        "services": list(services),
    }
    row = {"id": 1, "kind": InquiryKind.group_use, "asker": "U0CLEO", "about": "developers", "account": "main"}
    return Inquiry(asked_at=NOW, answered_at=NOW, answer=found | given, why="", **row)


def cells(drawn: Message) -> list[list[str]]:
    (table,) = [block for block in drawn.blocks if block["type"] == "data_table"]
    return [[cell["text"] for cell in row] for row in table["rows"]]


def test_each_service_says_who_used_it_and_when_the_latest_first_and_nobody_at_the_end() -> None:
    drawn = group_use_page.render(
        answer(service("ec2"), service("sqs", ("ben", 200)), service("s3", ("ann", 3), ("ben", 40), users=3))
    )
    taken(drawn)
    ann, ben = (NOW - timedelta(days=3)).date(), (NOW - timedelta(days=40)).date()
    long_ago = (NOW - timedelta(days=200)).date()
    assert cells(drawn) == [
        ["Service", "Access", "Used by"],
        ["S3", "Read, Write", f"ann ({ann}), ben ({ben}) and 1 more"],
        ["SQS", "Read, Write", f"ben ({long_ago})"],
        ["EC2", "Read, Write", "nobody"],
    ]
    assert "3 members, 3 services; used by somebody in the last 90 days: 1." in seen(drawn)
    assert f"S3: ann ({ann}), ben ({ben}) and 1 more\nSQS: ben ({long_ago})\nEC2: nobody" in drawn.text
    assert "A use may have come through another policy of that person" in seen(drawn)


def test_of_whom_nothing_is_known_is_said_and_nobody_is_not_said_of_them() -> None:
    drawn = group_use_page.render(
        answer(
            service("s3", counted=2),
            service("s3-object-lambda", counted=0),
            members=203,
            asked=100,
            untold=[["ben", "it was deleted meanwhile"], ["dan", "denied"], ["eve", "denied"]],
        )
    )
    taken(drawn)
    assert [row[2] for row in cells(drawn)[1:]] == ["nobody of the 2 of whom it is known", "not known"]
    assert "`ben`: it was deleted meanwhile" in seen(drawn)
    assert "`dan` and `eve`: denied" in seen(drawn)
    assert "100 members were asked about, the first by name; 103 more were not" in seen(drawn)


def test_a_group_that_allows_nothing_and_one_that_is_empty_say_so() -> None:
    says = seen(group_use_page.render(answer()))
    assert "It allows nothing: no policy of it gives any service." in says
    drawn = group_use_page.render(answer(service("s3", counted=0), members=0, asked=0, told=0))
    assert "Nobody is in it, so nobody uses it." in seen(drawn)
    assert cells(drawn)[1][2] == "nobody"


def test_all_of_aws_used_by_everybody_fits() -> None:
    used = [(f"a-rather-long-name-of-somebody-{number}", float(number)) for number in range(5)]
    services = [service(f"service-{number}", *used, counted=100, users=100) for number in range(460)]
    untold = [[f"somebody-{number}", f"words {number}"] for number in range(100)]
    drawn = group_use_page.render(answer(*services, members=5_000, asked=100, untold=untold))
    taken(drawn)
    (table,) = [block for block in drawn.blocks if block["type"] == "data_table"]
    assert table["caption"].endswith(f"; {460 - (len(table['rows']) - 1)} more services are not shown")


def test_hostile_names_stay_names() -> None:
    found = answer(service(HOSTILE, (HOSTILE, 3)), group=HOSTILE, untold=[[HOSTILE, HOSTILE]], unread=[HOSTILE])
    drawn = group_use_page.render(found)
    assert foreign_markup(drawn) == []
    taken(drawn)
    assert foreign_markup(group_use_page.asked(HOSTILE)) == []
