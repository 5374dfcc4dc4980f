"""Faults on demand: each kind, how often, for whom."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from sandbox.aws.control_client import RefusedError
from sandbox.aws.driver import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Emulated

GONE = HTTPClientError  # closed or reset, as the timing of the two ends has it


@pytest.fixture
def ann(aws: Emulated) -> Emulated:
    aws.seed({"users": {"ann": {}, "ben": {}}, "groups": {"s3-users": []}})
    return aws


def _add(aws: Emulated, user: str = "ann") -> None:
    aws.iam.add_user_to_group(GroupName="s3-users", UserName=user)


@contextlib.contextmanager
def _in_background(aws: Emulated) -> Iterator[list[BaseException | None]]:
    ends: list[BaseException | None] = []

    def run() -> None:
        try:
            _add(aws)
        except (ClientError, HTTPClientError) as error:
            ends.append(error)
        else:
            ends.append(None)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield ends
    finally:
        aws.release()
        thread.join(timeout=10)


def test_throttling_lasts_as_often_as_ordered(ann: Emulated) -> None:
    ann.fault("AddUserToGroup", do="throttle", times=2)
    for _ in range(2):
        with pytest.raises(ClientError, match="Rate exceeded") as told:
            _add(ann)
        assert told.value.response["Error"]["Code"] == "Throttling"
        assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    _add(ann)
    assert [call.code for call in ann.changes()] == ["Throttling", "Throttling", None]
    assert [call.performed for call in ann.changes()] == [False, False, True]


def test_a_fault_hits_only_whom_it_names(ann: Emulated) -> None:
    ann.fault("AddUserToGroup", do="deny", match={"UserName": "ann"})
    _add(ann, "ben")
    with pytest.raises(ClientError, match="no identity-based policy allows the iam:AddUserToGroup") as told:
        _add(ann)
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert "on resource: group s3-users because" in str(told.value)
    assert "User: arn:aws:sts::123456789012:assumed-role/leasehold/sandbox is not" in str(told.value)
    ann.clear_faults()
    _add(ann)
    assert ann.groups_of("ann") == {"s3-users"}


def test_any_error_can_be_ordered_for_any_operation(ann: Emulated) -> None:
    ann.fault("*", do="error", times=1, code="ServiceFailure", status=503, message="Out & <about>")
    with pytest.raises(ClientError, match=r"\(ServiceFailure\).*Out & <about>") as told:
        ann.iam.list_users()
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


def test_latency_of_one_operation_and_of_all(ann: Emulated) -> None:
    ann.fault("ListUsers", do="latency", seconds=0.2, times=1)
    assert _seconds(ann.iam.list_users) > 0.2
    assert _seconds(ann.iam.list_users) < 0.2
    ann.latency(0.1)
    assert _seconds(ann.iam.list_users) > 0.1
    ann.clear_faults()
    assert min(_seconds(ann.iam.list_users) for _ in range(10)) < 0.1


def test_latency_and_an_error_come_together(ann: Emulated) -> None:
    ann.fault("ListUsers", do="latency", seconds=0.1, times=1)
    ann.fault("ListUsers", do="throttle", times=1)
    started = time.perf_counter()
    with pytest.raises(ClientError):
        ann.iam.list_users()
    assert time.perf_counter() - started > 0.1


def test_dropped_before_is_not_done(ann: Emulated) -> None:
    ann.fault("AddUserToGroup", do="drop-before", times=1)
    with pytest.raises(GONE):
        _add(ann)
    assert ann.groups_of("ann") == set()
    (call,) = ann.changes()
    assert (call.status, call.performed) == (None, False)


def test_a_lost_answer_is_done(ann: Emulated) -> None:
    ann.fault("AddUserToGroup", do="drop-after", times=1)
    with pytest.raises(GONE):
        _add(ann)
    assert ann.groups_of("ann") == {"s3-users"}
    (call,) = ann.changes()
    assert (call.status, call.performed) == (None, True)


def test_botocores_own_retry_meets_its_lost_answer(ann: Emulated) -> None:
    ann.fault("CreateUser", do="drop-after", times=1)
    session = boto3.session.Session("sandbox-access-key", "sandbox-secret", region_name="us-east-1")
    config = Config(proxies={}, retries={"mode": "standard", "total_max_attempts": 3})
    iam = session.client("iam", endpoint_url=ann.url, config=config)
    with contextlib.closing(iam), pytest.raises(ClientError, match="EntityAlreadyExists"):
        iam.create_user(UserName="cleo")
    assert [call.code for call in ann.calls("CreateUser")] == [None, "EntityAlreadyExists"]


@pytest.mark.parametrize(("do", "there"), [("hold-before", set()), ("hold-after", {"s3-users"})])
def test_a_held_call_waits_for_its_release(ann: Emulated, do: str, there: set[str]) -> None:
    ann.fault("AddUserToGroup", do=do, times=1)
    with _in_background(ann) as ends:
        ann.wait_for(ann.held, what="the held call")
        (held,) = ann.held()
        assert (held.call.operation, held.performed) == ("AddUserToGroup", bool(there))
        assert ann.groups_of("ann") == there
        assert ends == []
        assert len(ann.iam.list_users()["Users"]) == 2  # nobody else waits
        assert ann.release() == 1
        ann.wait_for(lambda: ends, what="the answer")
    assert ends == [None]
    assert ann.groups_of("ann") == {"s3-users"}
    assert ann.held() == []


@pytest.mark.parametrize(("do", "there"), [("hold-before", set()), ("hold-after", {"s3-users"})])
def test_a_held_call_whose_caller_dies_is_let_go(ann: Emulated, do: str, there: set[str]) -> None:
    ann.fault("AddUserToGroup", do=do)
    session = boto3.session.Session("sandbox-access-key", "sandbox-secret", region_name="us-east-1")
    config = Config(proxies={}, read_timeout=0.3, retries={"total_max_attempts": 1})
    with contextlib.closing(session.client("iam", endpoint_url=ann.url, config=config)) as iam:
        with pytest.raises(Exception, match="Read timeout"):
            iam.add_user_to_group(GroupName="s3-users", UserName="ann")
        ann.wait_for(lambda: not ann.held(), what="the dead caller to be noticed")
    assert ann.groups_of("ann") == there


def test_down_resets_every_connection_until_up(ann: Emulated) -> None:
    ann.down()
    for _ in range(2):
        with pytest.raises(GONE):
            ann.iam.list_users()
    with pytest.raises(GONE):
        ann.sts.get_caller_identity()
    assert ann.groups_of("ann") == set()  # the control plane answers
    ann.up()
    assert len(ann.iam.list_users()["Users"]) == 2


def test_a_lost_connection_leaves_the_others_alone(ann: Emulated) -> None:
    ann.iam.list_users()
    ann.fault("ListGroups", do="drop-before", times=1)
    with pytest.raises(GONE):
        ann.iam.list_groups()
    assert ann.iam.list_groups()["Groups"]


@pytest.mark.parametrize(
    ("order", "complaint"),
    [({"do": "explode"}, "`do` is one of"), ({"operation": "*", "do": "lag", "second": 1}, "A fault has")],
)
def test_a_fault_that_is_none_is_refused(aws: Emulated, order: dict[str, object], complaint: str) -> None:
    with pytest.raises(RefusedError, match=complaint):
        aws._control.post("faults", **order)


def test_what_is_not_emulated_says_so(aws: Emulated) -> None:
    with pytest.raises(ClientError, match="does not emulate iam:GenerateOrganizationsAccessReport") as told:
        aws.iam.generate_organizations_access_report(EntityPath="o-a1b2c3d4e5/r-f6g7h8i9j0example")
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_a_service_that_is_not_emulated_says_so_in_its_own_protocol(aws: Emulated) -> None:
    session = boto3.session.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name="us-east-1")
    config = Config(proxies={}, retries={"total_max_attempts": 1})
    with (
        contextlib.closing(session.client("accessanalyzer", endpoint_url=aws.url, config=config)) as analyzer,
        pytest.raises(ClientError, match="does not emulate access-analyzer") as told,
    ):
        analyzer.list_analyzers()
    assert told.value.response["Error"]["Code"] == "NotImplemented"


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
