"""The server: connections kept, threads side by side, strange requests answered."""

import http.client
import threading

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.control_client import RefusedError
from sandbox.aws.driver import Emulated


def test_a_connection_is_kept_for_the_next_call(aws: Emulated) -> None:
    connection = http.client.HTTPConnection(aws.url.removeprefix("http://"))
    try:
        sockets = set()
        for _ in range(3):
            connection.request("GET", "/sandbox/health")
            answer = connection.getresponse()
            assert answer.read() == b'{"ok": true}'
            sockets.add(connection.sock)
        assert len(sockets) == 1
        assert None not in sockets
    finally:
        connection.close()


def test_of_many_who_create_one_name_one_wins(aws: Emulated) -> None:
    ends: list[str] = []

    def create() -> None:
        try:
            aws.iam.create_user(UserName="ann")
        except ClientError as error:
            ends.append(error.response["Error"]["Code"])
        else:
            ends.append("made")

    threads = [threading.Thread(target=create) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["EntityAlreadyExists"] * 11 + ["made"]


@pytest.mark.parametrize("path", ["faults", "seed"])
def test_a_body_that_is_no_object_is_refused(aws: Emulated, path: str) -> None:
    connection = http.client.HTTPConnection(aws.url.removeprefix("http://"))
    try:
        connection.request("POST", f"/sandbox/{path}", body="[1, 2")
        answer = connection.getresponse()
        assert answer.status == 400
        assert b"JSON object" in answer.read()
    finally:
        connection.close()


def test_an_unknown_road_of_the_control_plane_names_the_known_ones(aws: Emulated) -> None:
    with pytest.raises(RefusedError, match="There is advisor, age, caller, calls"):
        aws._control.get("nowhere")


def test_a_service_that_moto_lacks_is_not_emulated(aws: Emulated) -> None:
    session = boto3.session.Session("sandbox-access-key", "sandbox-secret", region_name="us-east-1")
    client = session.client("accessanalyzer", endpoint_url=aws.url, config=Config(proxies={}))
    try:
        with pytest.raises(ClientError, match="does not emulate"):
            client.list_analyzers()
    finally:
        client.close()


def test_a_request_that_is_no_call_is_answered(aws: Emulated) -> None:
    connection = http.client.HTTPConnection(aws.url.removeprefix("http://"))
    try:
        for method, path in (("GET", "/"), ("POST", "/?x=%ff"), ("PUT", "/%00")):
            connection.request(method, path, body=b"\xff\x00not a form" if method != "GET" else None)
            answer = connection.getresponse()
            answer.read()
            assert 200 <= answer.status < 600
    finally:
        connection.close()
    assert aws.iam.list_users()["Users"] == []
