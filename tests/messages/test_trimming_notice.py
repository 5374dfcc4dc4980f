"""The administrators read what nobody used, what could go, and the change to the catalog's file."""

from typing import Any

from judging_for_messages import HOSTILE, foreign_markup, taken
from rows_for_messages import NOW

from messages import trimming_notice
from models.trimming import Trimming
from sandbox.slack import reading

DIFF = """@@ -5,3 +5,3 @@
     gives:
-      - policy: PowerUserAccess
+      - policy: AmazonS3FullAccess"""


def proposal(**given: Any) -> Trimming:
    cuts = [
        {"kind": "policy", "given": "PowerUserAccess", "instead": "AmazonS3FullAccess", "lost": ["Amazon EC2"]},
        {"kind": "group", "given": "queue-users", "instead": None, "lost": ["Amazon SQS"]},
    ]
    row = {"id": 1, "bundle": "tools", "proposed_at": NOW, "finding": "f", "leases": 7, "cuts": cuts, "diff": DIFF}
    return Trimming(**(row | given))


def test_evidence_loss_and_diff_are_told() -> None:
    drawn = trimming_notice.render(proposal())
    taken(drawn)
    says = reading.visible_text(list(drawn.blocks))
    assert "In the last 90 days nobody used Amazon EC2 and Amazon SQS by *tools*." in says
    assert "That is known of all its 7 leases." in says
    assert (
        "the AWS managed policy `AmazonS3FullAccess` in place of the policy `PowerUserAccess`: it loses Amazon EC2, "
        "and nothing that was used" in says
    )
    assert "the IAM group `queue-users` taken out: it loses Amazon SQS, and nothing that was used" in says
    assert DIFF in says
    assert "nobody used Amazon EC2 and Amazon SQS" in drawn.text


def test_four_hundred_services_and_hostile_names_fit() -> None:
    lost = [f"A rather long name of a service {place}" for place in range(400)]
    cuts = [{"kind": "policy", "given": f"policy-{place}", "instead": None, "lost": lost} for place in range(20)]
    drawn = trimming_notice.render(proposal(cuts=cuts, diff="- x\n" * 4_000))
    taken(drawn)
    assert "and 388 more services" in reading.visible_text(list(drawn.blocks))
    hostile = proposal(
        bundle=HOSTILE, diff=HOSTILE, cuts=[{"kind": "policy", "given": HOSTILE, "instead": HOSTILE, "lost": [HOSTILE]}]
    )
    assert foreign_markup(trimming_notice.render(hostile)) == []
    taken(trimming_notice.render(hostile))
