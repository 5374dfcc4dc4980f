"""Access Advisor's answers, read past boto3: of each service only what is asked of it.

A report of an administrator is hundreds of services, and as many actions as they have; boto3 takes 40 ms for one that
the standard library reads in 3, and a survey reads thousands.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_EVENT = "before-parse.iam.GetServiceLastAccessedDetails"
_LIST, _END = b"<ServicesLastAccessed>", b"</ServicesLastAccessed>"
_ONE_AT_A_TIME = threading.Lock()
"""A tree may be megabytes, and threads would not be faster than one."""


@contextmanager
def read_past_boto3(iam: "IAMClient") -> Iterator[None]:
    """Meanwhile `ServicesLastAccessed` has of each service its namespace, when it was used, and its tracked actions.

    The actions only where the service was used. An answer that looks otherwise is left to boto3.
    """
    iam.meta.events.register(_EVENT, _read, unique_id="usage")
    try:
        yield
    finally:
        iam.meta.events.unregister(_EVENT, _read, unique_id="usage")


def _read(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object) -> None:
    body: bytes = response_dict["body"]
    start, end = body.find(_LIST), body.rfind(_END)
    if response_dict["status_code"] != 200 or start < 0 or end < 0:
        return
    end += len(_END)
    with _ONE_AT_A_TIME:
        try:
            found = [*map(_service, ET.fromstring(body[start:end]))]  # noqa: S314 (AWS's own, as boto3 reads it)
        except (ET.ParseError, ValueError):
            return
    customized_response_dict["ServicesLastAccessed"] = found
    response_dict["body"] = body[:start] + body[end:]


def _service(member: ET.Element) -> dict[str, Any]:
    told: dict[str, Any] = {"ServiceNamespace": member.findtext("ServiceNamespace", "")}
    if last := member.findtext("LastAuthenticated"):
        told["LastAuthenticated"] = datetime.fromisoformat(last)
        told["TrackedActionsLastAccessed"] = [*map(_action, member.iterfind("TrackedActionsLastAccessed/member"))]
    return told


def _action(member: ET.Element) -> dict[str, Any]:
    last = member.findtext("LastAccessedTime")
    name = {"ActionName": member.findtext("ActionName", "")}
    return name | ({"LastAccessedTime": datetime.fromisoformat(last)} if last else {})
