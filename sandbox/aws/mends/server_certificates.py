"""Server certificates: they expire when they say so themselves; to moto all of them did in 2012."""

from cryptography import x509
from moto.core.responses import ActionResult
from moto.iam import responses

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall, Result


def install() -> None:
    wrapping.after(responses.IamResponse, "list_server_certificates", _with_their_ends)


def _with_their_ends(response: IamCall, result: Result) -> Result:
    kept = {each.cert_name: each for each in response.backend.list_server_certificates()}
    told = [
        each | {"Expiration": _end(kept[each["ServerCertificateName"]].cert_body)}
        for each in result.result["ServerCertificateMetadataList"]
    ]
    return ActionResult(result.result | {"ServerCertificateMetadataList": told})


def _end(body: str) -> str:
    return x509.load_pem_x509_certificate(body.encode()).not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
