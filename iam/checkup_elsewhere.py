"""The checkup's items on what lies beside people's rights: certificates, the analyzer, where users are managed."""

from collections.abc import Iterator
from datetime import datetime

from iam.checkup_item import Item, Question, Refused, counted, listed
from iam.checkup_reading import Reading

CERTIFICATES = Question(
    "certificates",
    "2.17",
    "Expired certificates in IAM",
    "An expired certificate that is put to use by mistake takes a site down.",
)
ANALYZER = Question(
    "access-analyzer",
    "2.18",
    "External access analyzer",
    "It tells which buckets, roles and keys somebody outside the account can reach.",
)
CENTRAL = Question(
    "central-users",
    "2.19",
    "Users managed in one place",
    "Who leaves is taken out once, and not forgotten in one of several accounts.",
)


def items(reading: Reading, *, now: datetime) -> Iterator[Item]:
    yield _certificates(reading, now=now)
    yield ANALYZER.unknown(
        "the bot does not ask: there is one for each region",
        mend="Look in the IAM console > Access analyzer > Analyzer settings, in every region that you use.",
    )
    yield _central(reading)


def _certificates(reading: Reading, *, now: datetime) -> Item:
    if isinstance(reading.certificates, Refused):
        return CERTIFICATES.refused(reading.certificates)
    expired = [each for each in reading.certificates if each.expires_at < now]
    if not expired:
        found = counted(len(reading.certificates), "certificate", "certificates")
        return CERTIFICATES.well(f"{found}, none expired" if reading.certificates else "there are none")
    ages = [f"{each.name} ({counted((now - each.expires_at).days, 'day', 'days')} ago)" for each in expired]
    return CERTIFICATES.wrong(
        f"{counted(len(expired), 'certificate has', 'certificates have')} expired: {listed(ages)}",
        mend="See that nothing uses it, then `aws iam delete-server-certificate`: the console does not show them.",
    )


def _central(reading: Reading) -> Item:
    mend = "With several accounts: look in IAM Identity Center, or the IAM console > Identity providers."
    unseen = "the bot does not see whether you have other accounts"
    if isinstance(reading.report, Refused):
        return CENTRAL.unknown(unseen, mend=mend)
    signing_in = sum(row.has_password for row in reading.report if not row.is_root)
    counts = counted(signing_in, "IAM user has", "IAM users have")
    return CENTRAL.unknown(f"{counts} a console password here; {unseen}", mend=mend)
