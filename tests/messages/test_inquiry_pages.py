"""The answers to questions about the account: who that is, and what they can reach."""

from datetime import timedelta
from typing import Any

from judging_for_messages import HOSTILE, foreign_markup, taken
from rows_for_messages import NOW

from messages import advice_page, exposure_page, group_use_page, who_page
from messages.message import Message
from models.inquiry import Inquiry, InquiryKind
from sandbox.slack import reading


def seen(message: Message) -> str:
    return reading.visible_text(list(message.blocks))


def inquiry(kind: InquiryKind, answer: dict[str, Any], **given: Any) -> Inquiry:
    row: dict[str, Any] = {
        "id": 1,
        "kind": kind,
        "asker": "U0CLEO",
        "about": "<@U0EVE|eve>",
        "account": "main",
        "asked_at": NOW,
        "answered_at": NOW,
        "answer": answer,
        "why": "",
    }
    return Inquiry(**(row | given))


def user(**given: Any) -> Inquiry:
    found: dict[str, Any] = {
        "kind": "user",
        "name": "eve",
        "arn": "arn:aws:iam::123456789012:user/eve",
        "unique_id": "AIDA0EVE",
        "made_at": (NOW - timedelta(days=100)).isoformat(),
        "tags": [["email", "eve@example.com"]],
        "boundary": None,
        "groups": ["readers"],
        "policies": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "inline": ["own"],
        "has_password": True,
        "password_used_at": (NOW - timedelta(days=2)).isoformat(),
        "mfa": 0,
        "keys": [
            {
                "id": "AKIAEXAMPLE",
                "is_active": True,
                "made_at": (NOW - timedelta(days=90)).isoformat(),
                "used_at": (NOW - timedelta(days=1)).isoformat(),
                "used_in": "s3",
            },
            {
                "id": "AKIAOTHER",
                "is_active": False,
                "made_at": (NOW - timedelta(days=90)).isoformat(),
                "used_at": None,
                "used_in": "",
            },
        ],
        "account": "main",
        "person": "U0EVE",
        "leases": [{"number": 12, "bundle": "s3-access", "ends_at": NOW.isoformat()}],
    }
    return inquiry(InquiryKind.who, found | given)


def service(prefix: str, levels: list[str], *, days: float | None = None, through: str = "a: R") -> dict[str, Any]:
    used = (NOW - timedelta(days=days)).isoformat() if days is not None else None
    return {"prefix": prefix, "name": prefix.upper(), "levels": levels, "through": [through], "used_at": used}


def exposure(*services: dict[str, Any], **given: Any) -> Inquiry:
    found: dict[str, Any] = {
        "user": "eve",
        "arn": "arn:aws:iam::123456789012:user/eve",
        "account": "main",
        "sources": ["readers: ReadOnlyAccess"],
        "is_bounded": False,
        "is_administrator": False,
        "ways": [],
        "unread": [],
        "untold": "",
        "services": list(services),
    }
    return inquiry(InquiryKind.exposure, found | given)


def test_a_user_is_told_with_ways_in_rights_and_last_activity() -> None:
    drawn = who_page.render(user(asked_key="AKIAEXAMPLE"))
    taken(drawn)
    says = seen(drawn)
    assert "`eve` is an IAM user in account `main`, <@U0EVE> in Slack" in says
    assert "a console password, last used <!date^" in says
    assert "*no MFA*" in says
    assert "`AKIAEXAMPLE`, active, made <!date^" in says
    assert "the one you asked about" in says
    assert "`AKIAOTHER`, inactive" in says
    assert "never used" in says
    assert "*s3-access*, request 12, until <!date^" in says
    assert foreign_markup(drawn) == []


def test_who_has_nothing_and_was_never_seen_is_told_so() -> None:
    says = seen(
        who_page.render(
            user(
                has_password=False,
                password_used_at=None,
                keys=[],
                groups=[],
                policies=[],
                inline=[],
                leases=[],
                tags=[],
                person=None,
            )
        )
    )
    assert "Never seen, as far as AWS tells." in says
    assert "no console password, *no MFA*" in says
    assert "no access key" in says
    assert "*Rights*\n• none" in says


def test_a_group_and_a_key_of_roots_are_told_in_a_line() -> None:
    group = {"kind": "group", "name": "readers", "account": "main", "members": ["eve"], "policies": [], "inline": []}
    assert "`readers` is an IAM group in account `main`: 1 member, 0 policies." in seen(
        who_page.render(inquiry(InquiryKind.who, group))
    )
    root = inquiry(InquiryKind.who, {"kind": "root", "key": "AKIAROOT"})
    assert "`AKIAROOT` is an access key of the *root user*, who should have none." in seen(who_page.render(root))


def test_no_answer_says_why() -> None:
    pages = {
        InquiryKind.who: who_page,
        InquiryKind.exposure: exposure_page,
        InquiryKind.group_use: group_use_page,
        InquiryKind.advice: advice_page,
    }
    assert pages.keys() == set(InquiryKind)
    for kind, page in pages.items():
        drawn = page.render(inquiry(kind, {}, why="Rate exceeded"))
        assert "Your question about `@eve` has no answer." in seen(drawn)
        assert "Rate exceeded" in seen(drawn)


def test_exposure_shows_the_dangers_a_chart_and_a_table_the_latest_first() -> None:
    drawn = exposure_page.render(
        exposure(
            service("iam", ["Permissions management"]),
            service("sqs", ["Read", "Write"], days=200),
            service("s3", ["List", "Read"], days=3),
            ways=["It can attach any policy to a user, itself included."],
        )
    )
    taken(drawn)
    says = seen(drawn)
    assert "3 services, and something can be changed in 2; reached in the last 90 days: 1." in says
    assert "It can attach any policy to a user, itself included." in says
    (table,) = [block for block in drawn.blocks if block["type"] == "data_table"]
    assert [row[0]["text"] for row in table["rows"]] == ["Service", "S3", "SQS", "IAM"]
    (chart,) = [block for block in drawn.blocks if block["type"] == "data_visualization"]
    allowed, used = chart["chart"]["series"]
    assert [point["value"] for point in allowed["data"]] == [1, 2, 0, 1, 1]
    assert [point["value"] for point in used["data"]] == [1, 1, 0, 0, 0]


def test_an_administrator_and_nobody_are_said_first() -> None:
    assert "*Administrator*: everything, everywhere" in seen(
        exposure_page.render(exposure(service("s3", ["List"]), is_administrator=True, ways=["x"]))
    )
    says = seen(exposure_page.render(exposure(sources=[], untold="not authorized")))
    assert "Nothing: no policy allows anything." in says
    assert "No group and no policy." in says
    assert "What was reached is not known: not authorized" in says


def test_all_of_aws_fits_and_what_is_left_out_is_counted() -> None:
    through = "a-group-with-a-long-name: " + "A" * 120
    services = [service(f"service-{number}", ["List", "Read", "Write"], through=through) for number in range(460)]
    drawn = exposure_page.render(exposure(*services, sources=[through] * 110))
    taken(drawn)
    (table,) = [block for block in drawn.blocks if block["type"] == "data_table"]
    assert table["caption"].endswith(f"; {460 - (len(table['rows']) - 1)} more services are not shown")


def advice(*services: dict[str, Any], **given: Any) -> Inquiry:
    found: dict[str, Any] = {
        "kind": "user",
        "name": "eve",
        "arn": "arn:aws:iam::123456789012:user/eve",
        "account": "main",
        "days": 90,
        "is_administrator": False,
        "ways": [],
        "services": list(services),
        "changes": [],
        "others": [],
        "actions": {},
        "trust": [],
        "members": 0,
        "untold": "",
        "left": 0,
        "unread": [],
        "bundles": [],
    }
    return inquiry(InquiryKind.advice, found | given)


def granted(
    name: str, standing: str, *, since: int | None = None, says: str = "", through: str = "red: it"
) -> dict[str, Any]:
    used = (NOW - timedelta(days=3)).isoformat() if standing == "used" else None
    told = {"prefix": name, "name": name.upper(), "standing": standing, "used_at": used}
    return told | {"since": since, "through": [through], "suggestion": says}


def test_advice_says_what_could_go_first_and_by_how_many_changes() -> None:
    leave = "take eve out of the group blue"
    drawn = advice_page.render(
        advice(
            granted("s3", "used"),
            granted("sns", "unknown"),
            granted("sqs", "unused", since=100, says=leave),
            granted("ec2", "unused", since=400, says=leave),
            changes=[leave],
            bundles=["blue-access"],
            actions={"s3": [f"Action{number}" for number in range(9)]},
            others=[
                {"kind": "direct-policy", "subject": "x", "evidence": "attached to the user", "suggestion": "give it"}
            ],
        )
    )
    taken(drawn)
    says = seen(drawn)
    assert "4 services granted, 1 used in 90 days, 2 not, and of 1 it is not known." in says
    assert "2 services could go by 1 change, and nothing that was used goes with it." in says
    assert "Take eve out of the group blue" in says
    assert "`/iam request blue-access`" in says
    assert "S3: Action0, Action1, Action2, Action3, Action4 and 4 more" in says
    assert "Give it: attached to the user" in says
    (table,) = [block for block in drawn.blocks if block["type"] == "data_table"]
    cells = [[cell["text"] for cell in row] for row in table["rows"]]
    assert cells[0] == ["Service", "Granted through", "Last used", "Days", "What to do"]
    assert cells[1] == ["EC2", "red: it", "never seen", "400", leave]
    assert [row[0] for row in cells] == ["Service", "EC2", "SQS", "S3", "SNS"]
    assert [row[4] for row in cells[3:]] == ["keep it", "not known yet: it stays"]
    assert "EC2: never seen; take eve out of the group blue" in drawn.text


def test_advice_about_a_role_names_who_may_assume_it_and_changes_nothing() -> None:
    says = seen(
        advice_page.render(advice(granted("s3", "used"), kind="role", trust=["the AWS service ec2.amazonaws.com"]))
    )
    assert "Advice about the role `eve`" in says
    assert "The AWS service ec2.amazonaws.com" in says
    assert "Changes to roles are proposed, never made from here." in says
    assert "Nothing has to go, as far as AWS tells." in says
    nothing = seen(advice_page.render(advice(kind="group", untold="not authorized", left=3)))
    assert "It allows nothing: no policy gives any service." in nothing
    assert "What was used is not known: not authorized" in nothing


def test_advice_about_all_of_aws_fits() -> None:
    many = [
        granted(f"service-{number}", "unused", since=400, says="x" * 300, through="y" * 300) for number in range(460)
    ]
    drawn = advice_page.render(advice(*many, changes=["z" * 400] * 40, trust=["t" * 400] * 40, kind="role", left=5))
    taken(drawn)
    (table,) = [block for block in drawn.blocks if block["type"] == "data_table"]
    assert table["caption"].endswith(f"; {460 - (len(table['rows']) - 1)} more services are not shown")


def test_hostile_names_stay_names() -> None:
    for drawn in (
        who_page.render(user(name=HOSTILE, groups=[HOSTILE], inline=[HOSTILE], tags=[[HOSTILE, HOSTILE]])),
        who_page.asked(HOSTILE),
        who_page.render(inquiry(InquiryKind.who, {}, why=HOSTILE, about=HOSTILE)),
        exposure_page.render(exposure(service("s3", ["List"], through=HOSTILE), sources=[HOSTILE], unread=[HOSTILE])),
        advice_page.render(
            advice(
                granted(HOSTILE, "unused", says=HOSTILE, through=HOSTILE),
                name=HOSTILE,
                changes=[HOSTILE],
                bundles=[HOSTILE],
                actions={HOSTILE: [HOSTILE]},
                others=[{"kind": "x", "subject": HOSTILE, "evidence": HOSTILE, "suggestion": HOSTILE}],
                kind="role",
                trust=[HOSTILE],
                unread=[HOSTILE],
            )
        ),
    ):
        assert foreign_markup(drawn) == []
        if drawn.blocks:
            taken(drawn)
