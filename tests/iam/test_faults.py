"""Later or Never: every answer of AWS is one of the two, and no other exception gets out."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ParamValidationError
from botocore.parsers import ResponseParserError

from iam import faults
from sandbox.aws.driver import Emulated

LATER = {
    "Throttling": 400,
    "ThrottlingException": 400,
    "TooManyRequestsException": 429,
    "RequestLimitExceeded": 400,
    "EntityTemporarilyUnmodifiable": 409,
    "ConcurrentModification": 409,
    "ConflictException": 409,
    "ServiceFailure": 500,
    "ServiceUnavailable": 503,
    "InternalFailure": 500,
    "ReportInProgress": 404,
    "ReportNotPresent": 410,
    "ReportExpired": 410,
    "ExpiredToken": 403,
    "InvalidClientTokenId": 403,
}
NEVER = {
    "NoSuchEntity": 404,
    "EntityAlreadyExists": 409,
    "LimitExceeded": 409,
    "DeleteConflict": 409,
    "AccessDenied": 403,
    "AccessDeniedException": 403,
    "UnauthorizedOperation": 403,
    "ValidationError": 400,
    "InvalidInput": 400,
    "MalformedPolicyDocument": 400,
    "PasswordPolicyViolation": 400,
    "PolicyNotAttachable": 400,
}
DENIALS = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


def judged(error: Exception) -> faults.Fault:
    with pytest.raises(faults.Fault) as fault, faults.told():
        raise error
    assert fault.value.__cause__ is error
    return fault.value


def answer(code: str, status: int, words: str = "AWS's own words.") -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": words}, "ResponseMetadata": {"HTTPStatusCode": status}}, "AddUserToGroup"
    )


@pytest.mark.parametrize("code", LATER)
def test_it_may_succeed_in_a_while(code: str) -> None:
    fault = judged(answer(code, LATER[code]))
    assert isinstance(fault, faults.Later)
    assert (fault.code, fault.words, fault.is_denial) == (code, "AWS's own words.", False)


@pytest.mark.parametrize("code", ["ValidationError", "InvalidInput"])
def test_a_marker_that_aws_has_forgotten_is_begun_anew(code: str) -> None:
    assert isinstance(judged(answer(code, 400, "Invalid Marker.")), faults.Later)
    assert isinstance(judged(answer(code, 400, "The marker has expired")), faults.Later)


@pytest.mark.parametrize("code", NEVER)
def test_it_will_be_answered_the_same_for_ever(code: str) -> None:
    fault = judged(answer(code, NEVER[code]))
    assert isinstance(fault, faults.Never)
    assert isinstance(fault, faults.Missing) == (code == "NoSuchEntity")
    assert (fault.code, fault.words, fault.is_denial) == (code, "AWS's own words.", code in DENIALS)


@pytest.mark.parametrize(
    ("status", "kind"), [(429, faults.Later), (500, faults.Later), (503, faults.Later), (400, faults.Never)]
)
def test_a_code_nobody_knows_is_judged_by_its_status(status: int, kind: type[faults.Fault]) -> None:
    assert isinstance(judged(answer("NewInThisYear", status)), kind)


def test_an_answer_without_words_has_some(aws: Emulated) -> None:
    assert "NewInThisYear" in judged(answer("NewInThisYear", 400, words="")).words
    assert judged(ClientError({}, "AddUserToGroup")).words


def test_an_answer_that_cannot_be_read_is_later() -> None:
    assert isinstance(judged(ResponseParserError("not XML")), faults.Later)
    assert isinstance(judged(BotoCoreError()), faults.Later)


def test_no_credentials_is_later_for_an_operator_mends_it() -> None:
    fault = judged(NoCredentialsError())
    assert isinstance(fault, faults.Later)
    assert fault.words == "the bot has no AWS credentials"


def test_what_boto3_itself_will_not_send_is_never() -> None:
    assert isinstance(judged(ParamValidationError(report="Invalid length for parameter GroupName")), faults.Never)


def test_a_mistake_of_ours_stays_what_it_is() -> None:
    with pytest.raises(KeyError), faults.told():
        raise KeyError("Groups")


@pytest.mark.parametrize(
    ("order", "kind", "code"),
    [
        ({"do": "throttle"}, faults.Later, "Throttling"),
        ({"do": "deny"}, faults.Never, "AccessDenied"),
        ({"do": "error", "code": "ServiceFailure", "status": 500}, faults.Later, "ServiceFailure"),
        ({"do": "error", "code": "LimitExceeded", "status": 409}, faults.Never, "LimitExceeded"),
        ({"do": "drop-before"}, faults.Later, "ConnectionClosedError"),
        ({"do": "drop-after"}, faults.Later, "ConnectionClosedError"),
    ],
)
def test_it_holds_for_real_answers(aws: Emulated, order: dict, kind: type[faults.Fault], code: str) -> None:
    aws.fault("ListGroups", **order)
    with pytest.raises(kind) as fault, faults.told():
        aws.iam.list_groups()
    assert fault.value.code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (None, "ReadTimeoutError"),
        (b"", "ConnectionClosedError"),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 15\r\n\r\n<html>oops<html", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n<not>xml<not", "ResponseParserError"),
        (b"HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n", None),
    ],
)
def test_silence_and_noise_are_later(said: bytes | None, code: str | None) -> None:
    with listening(said) as url, pytest.raises(faults.Later) as fault, faults.told():
        client(url).list_groups()
    assert code is None or fault.value.code == code


def test_nobody_there_is_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(faults.Later) as fault, faults.told():
        client(url).list_groups()
    assert fault.value.code == "EndpointConnectionError"


def client(url: str):  # noqa: ANN201 (boto3's own)
    config = Config(retries={"total_max_attempts": 1}, read_timeout=0.3, connect_timeout=1, proxies={})
    session = boto3.Session("key", "secret", region_name="us-east-1")
    return session.client("iam", endpoint_url=url, config=config)


@contextmanager
def listening(said: bytes | None) -> Iterator[str]:
    """Somebody who answers each connection with these bytes, or never."""
    server = socket.create_server(("127.0.0.1", 0))
    held = []

    def answer_all() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            connection.settimeout(5)
            held.append(connection)
            if said is not None:
                connection.recv(65536)
                connection.sendall(said)
                connection.shutdown(socket.SHUT_RDWR)

    thread = threading.Thread(target=answer_all, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}"
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(timeout=2)
    for connection in held:
        connection.close()
