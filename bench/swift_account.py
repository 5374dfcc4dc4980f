"""An account of thousands for the measurements, and IAM's answers about it, written out beforehand as XML."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from moto.iam.aws_managed_policies import aws_managed_policies_data

from iam import reach

ACCOUNT = "123456789012"
PAGE = 1_000
"""Users, groups, roles and policies in one answer."""
MADE = datetime(2024, 1, 1, tzinfo=UTC)
OF_AWS = (
    *("AmazonS3FullAccess", "AmazonEC2FullAccess", "AmazonAthenaFullAccess", "ReadOnlyAccess", "SecurityAudit"),
    *("AWSLambda_FullAccess", "AmazonRDSFullAccess", "CloudWatchFullAccess", "AmazonSNSFullAccess", "PowerUserAccess"),
    *("AmazonDynamoDBFullAccess", "AmazonSQSFullAccess", "ViewOnlyAccess", "AWSGlueConsoleFullAccess"),
)
_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"


@dataclass(frozen=True)
class Made:
    """A user, group or role with the names of its policies; a group's are those of who is in it too."""

    kind: str
    name: str
    policies: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{ACCOUNT}:{self.kind}/{self.name}"


@dataclass(frozen=True)
class Account:
    """So many of each, all of an age; each uses two services, and some of their actions."""

    users: int
    groups: int
    roles: int
    policies: int
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def everybody(self) -> dict[str, Made]:
        """By ARN."""
        groups = [
            Made("group", f"group-{place:03}", (OF_AWS[place % len(OF_AWS)], OF_AWS[(place * 5 + 1) % len(OF_AWS)]))
            for place in range(self.groups)
        ]
        users = [
            Made(
                "user",
                f"person-{place:04}",
                (f"policy-{place % self.policies:03}",) if place % 5 == 0 else (),
                (f"group-{place % self.groups:03}", f"group-{(place * 7 + 1) % self.groups:03}"),
            )
            for place in range(self.users)
        ]
        roles = [Made("role", f"role-{place:04}", (OF_AWS[place % len(OF_AWS)],)) for place in range(self.roles)]
        return {each.arn: each for each in (*users, *groups, *roles)}

    @property
    def entries(self) -> int:
        """Of the authorization details."""
        return len(self.everybody) + self.policies + len(OF_AWS)

    def pages(self) -> list[bytes]:
        """The authorization details, as many as AWS takes for them."""
        items = [*self._policies(), *(_detail(each) for each in self.everybody.values())]
        portions = [items[start : start + PAGE] for start in range(0, len(items), PAGE)]
        return [_page(portion, place, is_last=place == len(portions)) for place, portion in enumerate(portions, 1)]

    def credential_report(self) -> bytes:
        columns = "user,arn,password_enabled,mfa_active,access_key_1_active,access_key_2_active"
        rows = [
            f"{each.name},{each.arn},false,true,false,false" for each in self.everybody.values() if each.kind == "user"
        ]
        content = base64.b64encode("\n".join([columns, *rows]).encode()).decode()
        told = f"<Content>{content}</Content><ReportFormat>text/csv</ReportFormat>"
        return answer("GetCredentialReport", f"{told}<GeneratedTime>{_time(self.now)}</GeneratedTime>")

    def usage(self, arn: str, *, level: str) -> bytes:
        """What Access Advisor tells of one."""
        each = self.everybody.get(arn)
        held = self._held(each) if each else (arn.rpartition("/")[2],)
        allowed = _services(frozenset(held))
        used = {allowed[(len(arn) + sum(arn.encode()) * step) % len(allowed)] for step in (1, 7)}
        last = _time(self.now - timedelta(days=3))
        rows = (_service(prefix, last if prefix in used else None, level) for prefix in allowed)
        moments = f"<JobCreationDate>{last}</JobCreationDate><JobCompletionDate>{last}</JobCompletionDate>"
        told = f"<JobStatus>COMPLETED</JobStatus><JobType>{level}</JobType>{moments}<IsTruncated>false</IsTruncated>"
        return answer(
            "GetServiceLastAccessedDetails", f"{told}<ServicesLastAccessed>{''.join(rows)}</ServicesLastAccessed>"
        )

    def _held(self, each: Made) -> tuple[str, ...]:
        joined = (self.everybody[f"arn:aws:iam::{ACCOUNT}:group/{name}"] for name in each.groups)
        return (*each.policies, *(name for group in joined for name in group.policies))

    def _policies(self) -> Iterator[tuple[str, str]]:
        for place in range(self.policies):
            name = f"policy-{place:03}"
            yield "Policies", _policy(name, f"arn:aws:iam::{ACCOUNT}:policy/{name}", attachments=10)
        for name in OF_AWS:
            yield "Policies", _policy(name, _arn_of_aws(name), attachments=10)


def answer(operation: str, told: str) -> bytes:
    result = (
        f"<{operation}Result>{told}</{operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
    )
    return f'<{operation}Response xmlns="{_NAMESPACE}">{result}</{operation}Response>'.encode()


@cache
def _services(held: frozenset[str]) -> Sequence[str]:
    return [each.prefix for each in reach.reach([document(name) for name in sorted(held)]).services]


@cache
def document(name: str) -> str:
    if name in OF_AWS:
        return json.dumps(_of_aws(name)["Document"])
    actions = ["s3:*", "sqs:Send*", f"dynamodb:{name}"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _of_aws(name: str) -> Mapping[str, Any]:
    return _texts()[name]


def _arn_of_aws(name: str) -> str:
    return f"arn:aws:iam::aws:policy{_of_aws(name).get('Path', '/')}{name}"


@cache
def _texts() -> Mapping[str, Mapping[str, Any]]:
    texts = json.loads(aws_managed_policies_data)
    return {name: texts[name] for name in OF_AWS}


@cache
def _service(prefix: str, last: str | None, level: str) -> str:
    used = (
        f"<LastAuthenticated>{last}</LastAuthenticated>"
        f"<LastAuthenticatedEntity>arn:aws:iam::{ACCOUNT}:user/person-0001</LastAuthenticatedEntity>"
        f"<LastAuthenticatedRegion>us-east-1</LastAuthenticatedRegion>"
        f"<TotalAuthenticatedEntities>1</TotalAuthenticatedEntities>"
        if last
        else "<TotalAuthenticatedEntities>0</TotalAuthenticatedEntities>"
    )
    tracked = _tracked(last) if level == "ACTION_LEVEL" else ""
    return (
        f"<member><ServiceName>{escape(prefix.title())}</ServiceName>{used}"
        f"<ServiceNamespace>{prefix}</ServiceNamespace>{tracked}</member>"
    )


def _tracked(last: str | None) -> str:
    """Twenty actions a service, every second of them used where it is."""
    names = (f"<ActionName>Action{place}</ActionName>" for place in range(20))
    used = f"<LastAccessedTime>{last}</LastAccessedTime>" if last else ""
    rows = (f"<member>{name}{used if place % 2 else ''}</member>" for place, name in enumerate(names))
    return f"<TrackedActionsLastAccessed>{''.join(rows)}</TrackedActionsLastAccessed>"


def _detail(each: Made) -> tuple[str, str]:
    title = each.kind.title()
    told = (
        f"<Path>/</Path><{title}Name>{each.name}</{title}Name><{title}Id>{each.kind[0].upper()}{each.name}</{title}Id>"
        f"<Arn>{each.arn}</Arn><CreateDate>{_time(MADE)}</CreateDate>"
        f"<AttachedManagedPolicies>{''.join(map(_attached, each.policies))}</AttachedManagedPolicies>"
    )
    if each.kind == "user":
        told += f"<GroupList>{''.join(f'<member>{name}</member>' for name in each.groups)}</GroupList>"
    if each.kind == "role":
        trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        text = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        told += f"<AssumeRolePolicyDocument>{quote(text)}</AssumeRolePolicyDocument>"
    return f"{title}DetailList", f"<member>{told}</member>"


def _attached(name: str) -> str:
    own = name.startswith("policy-")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/{name}" if own else _arn_of_aws(name)
    return f"<member><PolicyName>{name}</PolicyName><PolicyArn>{arn}</PolicyArn></member>"


def _policy(name: str, arn: str, *, attachments: int) -> str:
    version = (
        f"<member><VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion>"
        f"<Document>{quote(document(name))}</Document><CreateDate>{_time(MADE)}</CreateDate></member>"
    )
    return (
        f"<member><PolicyName>{name}</PolicyName><Arn>{arn}</Arn><Path>/</Path><DefaultVersionId>v1</DefaultVersionId>"
        f"<AttachmentCount>{attachments}</AttachmentCount><CreateDate>{_time(MADE)}</CreateDate>"
        f"<PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount>"
        f"<PolicyVersionList>{version}</PolicyVersionList></member>"
    )


def _page(items: Sequence[tuple[str, str]], place: int, *, is_last: bool) -> bytes:
    lists = dict.fromkeys(("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"), "")
    for name, item in items:
        lists[name] += item
    told = "".join(f"<{name}>{those}</{name}>" for name, those in lists.items())
    marker = (
        "<IsTruncated>false</IsTruncated>" if is_last else f"<IsTruncated>true</IsTruncated><Marker>{place}</Marker>"
    )
    return answer("GetAccountAuthorizationDetails", f"{told}{marker}")


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
