"""Remembering: what AWS told a survey is kept as it comes, and serves the next one while it is fresh."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from models.credential_look import CredentialLook
from models.survey import Survey
from models.usage_report import UsageReport

Kept = TypeVar("Kept", UsageReport, CredentialLook)

FRESH = timedelta(hours=24)
"""How long before a survey begins something may have been told, and serve it.

Access Advisor is up to four hours late itself and the credential report up to four hours old, so a look now is no look
at now; and windows count in days, of which this is one. Before somebody is reminded, what they are told is looked up
again anyway.
"""


def remembered(session: Session, survey: Survey) -> Iterator[dict[str, Any]]:
    """As iam/survey_process.py reads it.

    Why AWS gave no report serves only the survey that asked: it goes on without, and the next one asks again.
    """
    since = survey.begun_at - FRESH
    settled = or_(and_(UsageReport.why == "", UsageReport.taken_at >= since), UsageReport.taken_at >= survey.begun_at)
    reports = select(UsageReport).where(UsageReport.account == survey.account, settled)
    for report in session.scalars(reports.execution_options(yield_per=200)):
        yield {
            "arn": report.arn,
            "unique_id": report.unique_id,
            "fingerprint": report.fingerprint,
            "listed": report.listed,
            "used": report.used,
            "actions": report.actions,
            "why": report.why,
        }
    looks = select(CredentialLook).where(CredentialLook.account == survey.account, CredentialLook.looked_at >= since)
    for look in session.scalars(looks.execution_options(yield_per=200)):
        yield {"arn": look.arn, "fingerprint": look.fingerprint, "looked": look.found}


def keep(session: Session, account: str, told: Mapping[str, Sequence[Mapping[str, Any]]], *, now: datetime) -> None:
    """Keep the reports and looks of one portion."""
    _keep(session, UsageReport, account, [{**each, "taken_at": now} for each in told["reports"]])
    _keep(
        session,
        CredentialLook,
        account,
        [
            {"arn": each["arn"], "fingerprint": each["fingerprint"], "found": each["looked"], "looked_at": now}
            for each in told["looks"]
        ],
    )


def forget(session: Session, survey: Survey) -> None:
    """Let go of what this survey had no use for: of principals that are gone."""
    old = survey.begun_at - FRESH
    session.execute(delete(UsageReport).where(UsageReport.account == survey.account, UsageReport.taken_at < old))
    session.execute(
        delete(CredentialLook).where(CredentialLook.account == survey.account, CredentialLook.looked_at < old)
    )


def _keep(session: Session, table: type[Kept], account: str, rows: Sequence[Mapping[str, Any]]) -> None:
    query = select(table).where(table.account == account, table.arn.in_([row["arn"] for row in rows]))
    known: dict[str, Kept] = {each.arn: each for each in session.scalars(query)}
    for row in rows:
        kept = known.get(row["arn"]) or table(account=account)
        for name, value in row.items():
            setattr(kept, name, value)
        session.add(kept)
