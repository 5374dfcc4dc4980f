"""The errors that AWS answers, in the words and shapes of its protocols."""

import json
import re
import uuid
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from sandbox.aws.call import Received
from sandbox.aws.faults import Fault

_QUERY_ERROR = (
    '<ErrorResponse xmlns="https://{service}.amazonaws.com/doc/2010-05-08/">'
    "<Error><Type>{side}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    "<RequestId>{request_id}</RequestId></ErrorResponse>"
)
# The parameter that names what an operation is done to, in the order in which AWS looks.
_RESOURCES = (("GroupName", "group"), ("RoleName", "role"), ("UserName", "user"), ("PolicyArn", "policy"))


def error(received: Received, *, status: int, code: str, message: str) -> Response:
    request_id = str(uuid.uuid4())
    headers = {"x-amzn-RequestId": request_id}
    if received.speaks_json:
        headers["x-amzn-ErrorType"] = code
        body = json.dumps({"__type": code, "message": message, "Message": message})
        return Response(body, status, headers, content_type="application/x-amz-json-1.1")
    body = _QUERY_ERROR.format(
        service=received.service,
        side="Sender" if status < 500 else "Receiver",
        code=escape(code),
        message=escape(message),
        request_id=request_id,
    )
    return Response(body, status, headers, content_type="text/xml")


def ordered(received: Received, fault: Fault) -> Response:
    return error(received, status=fault.status, code=fault.code, message=fault.message)


def throttled(received: Received) -> Response:
    code = "ThrottlingException" if received.speaks_json else "Throttling"
    return error(received, status=400, code=code, message="Rate exceeded")


def denied(received: Received, caller_arn: str) -> Response:
    action = f"{received.service}:{received.operation}"
    message = (
        f"User: {caller_arn} is not authorized to perform: {action} on resource: {_resource(received)} "
        f"because no identity-based policy allows the {action} action"
    )
    code = "AccessDeniedException" if received.speaks_json else "AccessDenied"
    return error(received, status=403 if code == "AccessDenied" else 400, code=code, message=message)


def not_visible_yet(received: Received, *, kind: str, name: str) -> Response:
    message = f"The {kind} with name {name} cannot be found."
    return error(received, status=404, code="NoSuchEntity", message=message)


def not_emulated(received: Received) -> Response:
    asked = f"{received.service}:{received.operation}" if received.operation else received.service
    message = f"The sandbox does not emulate {asked}."
    return error(received, status=501, code="NotImplemented", message=message)


def code_of(response: Response) -> str | None:
    """Read the error code back from an answer, for the log."""
    if response.status_code < 400:
        return None
    if kind := response.headers.get("x-amzn-ErrorType"):
        return kind
    found = re.search(r'<Code>([^<]*)</Code>|"__type": ?"([^"]*)"', response.get_data(as_text=True))
    return next((group for group in found.groups() if group), None) if found else None


def _resource(received: Received) -> str:
    for parameter, kind in _RESOURCES:
        if parameter in received.parameters:
            return f"{kind} {received.parameters[parameter]}"
    return "*"
