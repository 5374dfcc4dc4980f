"""A user's access key opens with its own secret, while it is active; what no user has is taken as it comes."""

import re
from collections.abc import Iterator

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.iam.models import iam_backends
from werkzeug.wrappers import Request, Response

from sandbox.aws import answers
from sandbox.aws.call import Received
from sandbox.aws.moto_types import Key

_KEY_OF_A_USER = re.compile(r"AKIA[A-Z2-7]{16}")
_SIGNED = re.compile(
    r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, ?"
    r"SignedHeaders=(?P<headers>[^,]+), ?Signature=(?P<signature>[0-9a-f]+)"
)


def refusal(request: Request, received: Received) -> Response | None:
    """What AWS says to a key that is deleted, inactive or used with another secret; None: nothing."""
    if not _KEY_OF_A_USER.fullmatch(received.access_key_id):
        return None
    key = next(_of(received.access_key_id), None)
    if key is None or key.status != "Active":
        words = "The security token included in the request is invalid."
        return answers.error(received, status=403, code="InvalidClientTokenId", message=words)
    signed = _SIGNED.search(request.headers.get("Authorization", ""))
    if signed is None or _signature(request, signed, secret=key.secret_access_key) != signed["signature"]:
        words = "The request signature we calculated does not match the signature you provided."
        return answers.error(received, status=403, code="SignatureDoesNotMatch", message=words)
    return None


def _of(key_id: str) -> Iterator[Key]:
    for account in iam_backends.values():
        if key_id in account["aws"].access_keys:
            yield account["aws"].access_keys[key_id]


def _signature(request: Request, signed: re.Match[str], *, secret: str) -> str:
    """Sign what came once more, with the secret that we know."""
    headers = {name: request.headers.get(name, "") for name in signed["headers"].split(";")}
    again = AWSRequest(request.method, request.url, headers=headers, data=request.get_data())
    again.context["timestamp"] = headers.get("x-amz-date", "")
    signer = SigV4Auth(Credentials(signed["key"], secret), signed["service"], signed["region"])
    return str(signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again))
