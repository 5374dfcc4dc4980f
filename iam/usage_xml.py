"""Access Advisor's answers, read past boto3: of each service only what is asked of it.

A report of an administrator is hundreds of services with all their actions, of which a few were used. boto3 takes 40 ms
for one, where to parse the used ones alone takes less than one; and a survey reads thousands.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_EVENT = "before-parse.iam.GetServiceLastAccessedDetails"
_LIST, _END = b"<ServicesLastAccessed>", b"</ServicesLastAccessed>"
_MEMBER, _NAME = b"<member>", b"<ServiceName>"
_NAMESPACE = re.compile(rb"<ServiceNamespace>([^<]+)</ServiceNamespace>")
_OURS = "Services"
"""A name that boto3 does not know, so that it looks into none of them."""


@contextmanager
def read_past_boto3(iam: "IAMClient") -> Iterator[None]:
    """Meanwhile `services` tells of each its namespace, when it was used, and, where it was, its tracked actions.

    An answer that looks otherwise is left to boto3.
    """
    iam.meta.events.register(_EVENT, _read, unique_id="usage")
    try:
        yield
    finally:
        iam.meta.events.unregister(_EVENT, _read, unique_id="usage")


def services(page: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Those of one answer, by whomever it was read."""
    found: Sequence[Mapping[str, Any]] = page[_OURS] if _OURS in page else page["ServicesLastAccessed"]
    return found


def _read(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object) -> None:
    body: bytes = response_dict["body"]
    start, end = body.find(_LIST), body.rfind(_END)
    if response_dict["status_code"] != 200 or start < 0 or end < 0:
        return
    try:
        found = [*map(_service, _members(body[start + len(_LIST) : end]))]
    except (ET.ParseError, ValueError):
        return
    customized_response_dict[_OURS] = found
    response_dict["body"] = body[:start] + body[end + len(_END) :]


def _members(told: bytes) -> list[bytes]:
    """Each service by itself: it begins with its name. Raises ValueError."""
    if not told.strip():
        return []
    before, *parts = (part.strip() for part in (told + _MEMBER).split(_NAME))
    if before != _MEMBER or not all(part.endswith(_MEMBER) for part in parts):
        raise ValueError("not as AWS writes it")
    found = [_MEMBER + _NAME + part.removesuffix(_MEMBER).rstrip() for part in parts]
    if not found or not all(each.endswith(b"</member>") for each in found):
        raise ValueError("cut off")
    return found


def _service(told: bytes) -> dict[str, Any]:
    if b"<LastAuthenticated>" not in told:
        found = _NAMESPACE.search(told)
        if found is None:
            raise ValueError("a service without a namespace")
        return {"ServiceNamespace": found[1].decode()}
    member = ET.fromstring(told)  # noqa: S314 (AWS's own, as boto3 reads it)
    return {
        "ServiceNamespace": member.findtext("ServiceNamespace", ""),
        "LastAuthenticated": datetime.fromisoformat(member.findtext("LastAuthenticated", "")),
        "TrackedActionsLastAccessed": [*map(_action, member.iterfind("TrackedActionsLastAccessed/member"))],
    }


def _action(member: ET.Element) -> dict[str, Any]:
    last = member.findtext("LastAccessedTime")
    name = {"ActionName": member.findtext("ActionName", "")}
    return name | ({"LastAccessedTime": datetime.fromisoformat(last)} if last else {})
