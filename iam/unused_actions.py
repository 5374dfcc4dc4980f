"""Findings about actions that were granted and not used, in services that are used."""

from collections.abc import Iterator

from iam.checkup_item import counted
from iam.finding import Finding
from iam.giving_up import Standings
from iam.narrowing_actions import Suggesting


def findings(each: Standings, suggesting: Suggesting) -> Iterator[Finding]:
    """Of one service after the other, the longest unused first. Which actions are tracked, AWS's report tells."""
    judged = each.judged
    for prefix in judged.used:
        for action in judged.unused_actions(prefix):
            suggestion, remedy = suggesting.of(each, action)
            used = "last used before that" if action.last_used else "no use known"
            yield Finding(
                kind="unused-action",
                principal=judged.holder.arn,
                subject=f"{prefix}:{action.name}",
                last_used=action.last_used,
                since=action.since,
                evidence=f"not used in {counted(action.since, 'day', 'days')} ({used}), though {prefix} was",
                suggestion=suggestion,
                remedy=remedy,
            )
