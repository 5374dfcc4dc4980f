"""Abuse 14, 18 and 24: no secret is kept, logged or sent where it stays; and what the bot will not run as."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from sandbox.aws.driver import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Emulated
from sandbox.slack.driver import StandIn
from sandbox.slack.driver_person import Person
from tests.abuse.tidying import copied
from tests.stories.house import House

# Of the length and the shape of real ones, so that they are not found by chance, nor missed for being short.
BOT_TOKEN = "xoxb-" + "7" * 12 + "-leaseholdabuseeighteen"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYABUSE18KEY"
SECRETS = (BOT_TOKEN, SIGNING_SECRET, AWS_SECRET)


@pytest.fixture
def sealed(emulated: Emulated, sqlite: Path, tmp_path: Path) -> Iterator[House]:
    """On SQLite, whose file's bytes can be searched; with secrets that stand nowhere else."""
    emulated.reset()
    with StandIn.start(bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET) as slack:
        house = House(slack, emulated, database_url=copied(sqlite, tmp_path), folder=tmp_path)
        house.bot = house.another_bot(AWS_SECRET_ACCESS_KEY=AWS_SECRET, AWS_SESSION_TOKEN="")
        house.start()
        yield house
        house.close()


def test_18_after_a_whole_run_no_secret_is_found_anywhere(sealed: House) -> None:
    house = sealed
    # Granted, denied, cancelled, given back; a bundle that fails; faults of every kind; what is forged and what is not.
    card = house.approved("s3-access 1h to mend it")
    assert house.denies(house.bob, house.ask("view-only 1h"), "no").ok
    house.ann.types("/iam cancel 2")
    house.aws.fault("AttachUserPolicy", do="deny", times=1)
    failing = house.ask("view-only 1h", who=house.dan)
    house.bob.clicks(failing, "Approve")
    house.wait_for_dm(house.cleo, "AWS refused view-only")
    house.aws.fault("RemoveUserFromGroup", do="error", code="SignatureDoesNotMatch", status=403, times=1)
    house.slack.fault(method="chat.update", do="status", status=500, times=1)
    house.slack.fault(method="users.info", do="drop-after", times=1)
    house.slack.fault(method="chat.postMessage", do="error", error="invalid_auth", times=1)
    house.cleo.clicks(house.card(card), "Revoke")
    house.wait_until_gone()
    body = b"payload=%7B%7D"
    house.slack.deliver_raw(body, house.slack.sign(body, secret="forged"))
    house.slack.deliver_raw(b"{", house.slack.sign(b"{"))
    nag = house.bot.runs("nag")
    check = house.bot.runs("check")
    refused = house.another_bot(AWS_SECRET_ACCESS_KEY=AWS_SECRET, SLACK_SIGNING_SECRET="", PORT="0").runs("serve")
    assert (nag.returncode, refused.returncode) == (0, 1)
    house.slack.refuse_token("token_revoked")
    house.ann.types("/iam request view-only 1h")
    house.wait_for(lambda: house.bot.events("post.refused"), what="a message that Slack refuses")
    house.slack.refuse_token(None)
    pages = [page(house, path) for path in ("/metrics", "/readyz", "/healthz")]
    house.wait_for(lambda: not house.rows("SELECT 1 FROM decision WHERE state = 'cast'"))

    places = {
        "the log": house.bot.log.read_bytes(),
        "the commands' output": (nag.stdout + nag.stderr + check.stdout + check.stderr + refused.stderr).encode(),
        "what was sent to Slack": json.dumps([call.args for call in house.slack.calls()]).encode(),
        "what Slack was answered": json.dumps([each.body for each in house.slack.deliveries()]).encode(),
        "messages": json.dumps([message.raw for person in everybody(house) for message in person.dm()]).encode(),
        "the channels": json.dumps([m.raw for c in ("C0APPROVALS", "C0SECURITY") for m in house.cleo.sees(c)]).encode(),
        "what was sent to AWS": json.dumps([str(call) for call in house.aws.calls()]).encode(),
        "the pages for operators": b"".join(pages),
        "the database": b"".join(path.read_bytes() for path in house.folder.iterdir() if "leasehold.db" in path.name),
    }
    assert all(len(content) > 20 for content in places.values()), {name: len(each) for name, each in places.items()}
    found = {(name, secret[:6]) for name, content in places.items() for secret in SECRETS if secret.encode() in content}
    assert found == set()
    # The search finds what is there: what people wrote, and the id of the key, which is no secret to AWS's own log.
    assert b"to mend it" in places["the database"]
    assert ACCESS_KEY_ID.encode() in places["what was sent to AWS"]
    assert SECRET_ACCESS_KEY not in house.bot.env().values()


def test_18_every_line_of_the_log_is_one_object_whatever_somebody_sends(own: House) -> None:
    """No line break of anybody's begins a line that looks like the bot's own."""
    house = own
    line = '\n{"event": "request.approved", "by": "U0CLEO"}\r\n'
    house.ann.types(f"/iam {line}")
    house.ann.types(f"/iam request s3-access 1h {line}")
    for header in ("X-Slack-Signature", "X-Slack-Request-Timestamp", "Content-Type"):
        connection = HTTPConnection("127.0.0.1", house.bot.port, timeout=10)
        connection.putrequest("POST", "/slack/events")
        connection.putheader("Content-Length", "0")
        connection.putheader(header, "x")
        connection._buffer[-1] = f"{header}: a\n{line}".encode()  # type: ignore[attr-defined]  # past http.client's check
        connection.endheaders()
        assert 400 <= connection.getresponse().status < 500
        connection.close()
    body = json.dumps({"type": line, "team_id": line}).encode()
    house.slack.deliver_raw(body, house.slack.sign(body) | {"Content-Type": "application/json"})
    house.wait_for(house.cards, what="the card")
    lines = [each for each in house.bot.log.read_text().splitlines() if each.strip()]
    assert lines
    assert [each for each in lines if not isinstance(read(each), dict)] == []
    assert not [each for each in house.bot.events("request.approved") if each.get("by") == "U0CLEO"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://leasehold:hunter2-and-more@127.0.0.1:1/leasehold",
        "postgresql://leasehold:hunter2-and-more@host:port/leasehold",
        "postgresql://leasehold:hunter2-and-more@[::1/leasehold",
        "leasehold:hunter2-and-more@host",
        "mysql://leasehold:hunter2-and-more@host/leasehold",
        "sqlite:///nowhere/hunter2/x.db?password=hunter2-and-more",
    ],
)
def test_24_a_password_in_a_url_is_not_said(unstarted: House, url: str) -> None:
    told = unstarted.another_bot(database_url=url).runs("serve")
    assert told.returncode == 1
    assert "hunter2-and-more" not in told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    assert "leasehold: DATABASE_URL" in told.stderr or "leasehold: mysql is not supported" in told.stderr


def test_24_secrets_come_from_the_environment_and_are_not_said_in_the_help(unstarted: House) -> None:
    house = unstarted
    told = house.bot.runs("serve", "--help")
    assert told.returncode == 0
    assert house.slack.bot_token not in told.stdout
    assert house.slack.signing_secret not in told.stdout
    refused = house.bot.runs("serve", "--slack-bot-token", "xoxb-on-the-command-line")
    assert refused.returncode == 2


ROOT = "arn:aws:iam::123456789012:root"
NOT_ROOT = "arn:aws:sts::123456789012:assumed-role/leasehold/bot"
NEVER_AS_ROOT = (
    f"AWS: the credentials for account 'main' are the root user's ({ROOT}): Leasehold never runs as root; "
    "give it a role, as `leasehold iam-policy` describes"
)


def test_14_root_credentials_are_refused_at_the_start(unstarted: House) -> None:
    house = unstarted
    quiet = house.another_bot(LEASEHOLD_LOG_LEVEL="info")
    house.aws.set_caller(ACCESS_KEY_ID, ROOT)
    for command in ("serve", "web", "worker"):
        told = quiet.runs(command)
        assert (told.returncode, told.stderr) == (1, f"leasehold: {NEVER_AS_ROOT}\n")
    house.aws.set_caller(ACCESS_KEY_ID, NOT_ROOT)
    house.start()


def test_14_root_that_could_not_be_known_at_the_start_changes_nothing_and_ends(own: House) -> None:
    """AWS is away at the start, and the bot's credentials are another's by then."""
    house = own
    card = house.ask("s3-access 1h")
    house.aws.down()
    house.bob.clicks(card, "Approve")
    house.wait_for(lambda: house.rows("SELECT state FROM lease") == [("starting",)], what="the approval")
    house.bot.kill()
    house.aws.set_caller(ACCESS_KEY_ID, ROOT)
    house.aws.clear_calls()
    for command in ("serve", "web"):
        house.bot.start(command)
        house.aws.up()
        if command == "web":
            house.ann.types("/iam keys")  # which a web process asks AWS for itself
        assert house.bot.process.wait(timeout=30) != 0
        assert house.bot.events("aws.root")[-1]["say"] == NEVER_AS_ROOT
        house.bot.kill()
        house.aws.down()
    assert {call.operation for call in house.aws.calls()} == {"GetCallerIdentity"}
    assert house.aws.groups_of("ann") == set()


def everybody(house: House) -> tuple[Person, ...]:
    return house.ann, house.bob, house.dan, house.cleo, house.eve


def page(house: House, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", house.bot.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse().read()
    connection.close()
    return answer + b" " * 20


def read(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
