"""Processes: both ways in, together and apart, and what is refused before anything is served."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
from sqlalchemy import make_url

from migrations import schema
from sandbox.bot import Bot
from tests.stories.house import House


def page(bot: Bot, path: str) -> str:
    with urlopen(f"{bot.url}{path}", timeout=5) as answer:  # noqa: S310 (our own loopback address)
        return str(answer.read().decode())


def readiness(bot: Bot) -> tuple[int, str]:
    try:
        return 200, page(bot, "/readyz")
    except HTTPError as unready:
        with unready:
            return unready.code, unready.read().decode()


def test_the_main_job_goes_the_same_way_in_socket_mode(empty_house: House) -> None:
    house = empty_house
    house.bot = house.another_bot(SLACK_APP_TOKEN=house.slack.app_token, SLACK_SIGNING_SECRET="")
    house.start()
    house.wait_for(house.slack.connections, what="a connection")
    house.slack.point_at(None)
    card = house.approved("s3-access 1h")
    house.slack.disconnects("refresh_requested")
    house.wait_for(lambda: house.slack.connections() >= 1, what="a new connection")
    notice = house.wait_for_button(house.ann, "Give Back")
    house.wait_for(lambda: house.ann.clicks(notice, "Give Back").ok, what="the click to get through")
    house.wait_until_over(card, "given back")
    assert house.ann.types("/iam request").ok
    house.wait_for_modal(house.ann)
    assert house.ann.searches("bundle", "view")[0] == "view-only"
    assert {row.via for row in house.slack.deliveries()} == {"socket"}
    assert (page(house.bot, "/healthz"), page(house.bot, "/readyz")) == ("ok", "ready")
    assert 'leasehold_leases{state="ended"} 1.0' in page(house.bot, "/metrics")

    # Slack is away when it starts again: leases end all the same, and it connects once Slack is back.
    live = house.approved("s3-access 1h")
    house.bot.kill()
    house.wait_for(lambda: house.slack.connections() == 0, what="the old connections to be gone")
    house.slack.goes_down()
    house.start()
    house.slack.point_at(None)
    house.time_has_come("lease", "ends_at")
    house.wait_until_gone()
    assert house.bot.events("socket_mode.not_connected")
    house.slack.clear_faults()
    house.wait_for(house.slack.connections, what="a connection")
    house.wait_until_over(live)
    assert house.ann.types("/iam my").ok


def test_web_and_worker_apart_do_the_main_job_and_one_pass_of_a_worker_too(empty_house: House) -> None:
    house = empty_house
    house.bot.start("web")
    worker = house.another_bot()
    worker.start("worker", ready=False)
    card = house.approved("s3-access 1h")
    metrics = page(house.bot, "/metrics")
    assert 'leasehold_requests{state="granted"} 1.0' in metrics
    assert 'leasehold_leases{state="live"} 1.0' in metrics

    # Each takes the catalog by a signal of its own; a bad one leaves the last good one in force.
    house.rewrite_unseen("max: 7d", "max: 7q")
    os.kill(worker.process.pid, signal.SIGHUP)
    house.wait_for_dm(house.cleo, "The catalog cannot be read; the last good one stays in force")
    house.rewrite_unseen("max: 7q", "max: 7d")
    house.rewrite_unseen("  with-reason:", "  wish-reason:")
    assert house.cleo.types("/iam request with-reason 1h").ok
    os.kill(house.bot.process.pid, signal.SIGHUP)
    house.wait_for(
        lambda: "no bundle 'with-reason'" in house.cleo.types("/iam request with-reason 1h").visible_text(),
        what="the new catalog",
    )
    assert worker.stop() == 0

    house.time_has_come("lease", "ends_at")
    house.ann.types("/iam request view-only 1h")
    assert worker.runs("worker", "--once").returncode == 0
    assert house.aws.groups_of("ann") == set()
    house.wait_until_over(card)
    _, unanswered = house.cards()

    # No worker is there at the hour of the lapse, and people click: it counts for nothing.
    house.time_has_come("request", "lapses_at", where="state = 'waiting'")
    assert house.bob.clicks(unanswered, "Approve").ok
    assert house.denies(house.dan, unanswered, "too late").ok
    assert worker.runs("worker", "--once").returncode == 0
    assert "Nobody answered in time" in house.card(unanswered).visible_text()
    for late in (house.bob, house.dan):
        house.wait_for_whisper(late, "Request 2 is lapsed already; your click changed nothing.")
    assert house.aws.policies_of("ann") == set()

    says_what_it_is_not_ready_for(house)
    assert house.bot.stop() == 0


def says_what_it_is_not_ready_for(house: House) -> None:
    """And is ready again as soon as that is mended."""
    house.execute("UPDATE alembic_version SET version_num = '0000'")
    assert readiness(house.bot) == (503, "the schema is not current: run leasehold migrate")
    house.execute(f"UPDATE alembic_version SET version_num = '{schema.newest()}'")  # noqa: S608 (a file's name of ours)
    assert readiness(house.bot) == (200, "ready")
    if house.database_url.startswith("postgresql"):
        with gone_away(house.database_url):
            assert readiness(house.bot) == (503, "the database does not answer")
        assert readiness(house.bot) == (200, "ready")


@contextmanager
def gone_away(database_url: str) -> Iterator[None]:
    """Whoever was connected to this PostgreSQL database is no more, and nobody can connect."""
    name = make_url(database_url).database
    server = make_url(database_url).set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


ROOT, NOT_ROOT = "arn:aws:iam::123456789012:root", "arn:aws:sts::123456789012:assumed-role/leasehold/bot"


def test_nothing_is_served_by_root_without_a_token_or_on_another_schema(empty_house: House) -> None:
    """Each time it is said what is wrong, and what to do."""
    house = empty_house
    house.bot = house.another_bot(LEASEHOLD_LOG_LEVEL="info")
    good = house.catalog.read_text()
    house.catalog.write_text(good.replace("max: 7d", "max: seven", 1))
    refuses(
        house.bot,
        f"{house.catalog}:13: bundles.s3-access.duration.max: 'seven' is no duration: "
        "write a number and a unit each time, such as 8h, 7d or 1h30m, or permanent",
    )
    house.catalog.write_text(good)

    key = house.bot.env()["AWS_ACCESS_KEY_ID"]
    house.aws.set_caller(key, ROOT)
    refuses(
        house.bot,
        f"AWS: the credentials for account 'main' are the root user's ({ROOT}): Leasehold never runs as root; "
        "give it a role, as `leasehold iam-policy` describes",
    )
    house.aws.set_caller(key, NOT_ROOT)

    refuses(
        house.another_bot(SLACK_BOT_TOKEN=""),
        "SLACK_BOT_TOKEN is not set: expected xoxb-…, from the page 'OAuth & Permissions' of your Slack app",
    )
    refuses(
        house.another_bot(SLACK_SIGNING_SECRET=" "),
        "SLACK_SIGNING_SECRET is not set: expected the signing secret, "
        "from the page 'Basic Information' of your Slack app",
    )
    refuses(house.another_bot(PORT="many"), "PORT: expected a port, a whole number from 0 to 65535")
    refuses(
        house.another_bot(database_url="sqlite://"),
        "a SQLite database in memory is lost with the process: name a file, sqlite:///leasehold.db",
    )

    refuses(
        house.another_bot(SLACK_APP_TOKEN="xapp-mistyped", LEASEHOLD_LOG_LEVEL="info"),
        "SLACK_APP_TOKEN: Slack refuses it (invalid_auth): copy an app-level token with the scope connections:write "
        "again, from the page 'Basic Information' of your Slack app",
    )
    house.slack.refuse_token("invalid_auth")
    refuses(
        house.bot,
        "SLACK_BOT_TOKEN: Slack refuses it (invalid_auth): copy it again, "
        "from the page 'OAuth & Permissions' of your Slack app",
    )
    house.slack.refuse_token(None)

    house.execute("UPDATE alembic_version SET version_num = '0000'")
    refuses(house.bot, f"the database is at revision 0000, this release needs {schema.newest()}: run leasehold migrate")


def test_an_empty_database_is_refused_by_every_process(empty_house: House) -> None:
    empty_house.execute("DROP TABLE alembic_version")
    for command in ("serve", "web", "worker"):
        refuses(
            empty_house.bot,
            f"the database is empty, this release needs {schema.newest()}: run leasehold migrate",
            command=command,
        )


def test_the_check_tells_every_fault_in_a_line(empty_house: House) -> None:
    house = empty_house
    well = house.bot.runs("check")
    assert (well.returncode, well.stdout.strip(), well.stderr) == (0, "no faults found", "")

    text = house.catalog.read_text()
    text = text.replace("users: {", "users: {boundary: ViewOnlyAcces, admin_group: admns, ")
    house.catalog.write_text(text.replace("s3-users", "s3-usrs", 1).replace("ViewOnlyAccess", "ViewOnlyAcces", 1))
    house.slack.set_scopes(["commands", "chat:write", "users:read", "usergroups:read"])
    house.aws.fault("ListGroups", do="deny")
    found = house.bot.runs("check")
    assert found.returncode == 1
    assert_lines(
        found.stderr,
        "Slack: the token lacks im:write, users:read.email",
        "iam:ListGroups says: ",
        "catalog.yaml:16: bundles.s3-and-more.gives: account main has no policy 'ViewOnlyAcces'; did you mean",
        "users.boundary: account main has no policy 'ViewOnlyAcces'; did you mean 'ViewOnlyAccess'?",
    )
    house.aws.clear_faults()
    house.slack.refuse_token("account_inactive")
    found = house.bot.runs("check")
    assert found.returncode == 1
    assert_lines(
        found.stderr,
        "Slack: auth.test says account_inactive",
        "catalog.yaml:11: bundles.s3-access.gives: account main has no group 's3-usrs'; did you mean 's3-users'?",
        "bundles.s3-and-more.gives: account main has no policy 'ViewOnlyAcces'",
        "users.boundary: account main has no policy 'ViewOnlyAcces'",
        "users.admin_group: account main has no group 'admns'; ",
    )
    text = text.replace("s3-users", "s3-usrs", 1)
    house.catalog.write_text(text.replace("max: 7d", "max: seven", 1).replace("quorum: 2", "quorum: none", 1))
    found = house.another_bot(SLACK_APP_TOKEN="xapp-mistyped").runs("check")
    assert_lines(
        found.stderr,
        "catalog.yaml:13: ",
        "catalog.yaml:28: ",
        "account_inactive",
        "Slack: apps.connections.open says invalid_auth: check SLACK_APP_TOKEN",
        "users.boundary: account main has no policy 'ViewOnlyAcces'",
        "catalog.yaml:11: bundles.s3-access.gives: account main has no group 's3-usrs'; did you mean 's3-users'?",
        "users.admin_group: account main has no group 'admns'; ",
    )


def refuses(bot: Bot, line: str, *, command: str = "serve") -> None:
    """It ends at once with this line alone on standard error."""
    ran = bot.runs(command)
    assert (ran.returncode, ran.stderr) == (1, f"leasehold: {line}\n")


def assert_lines(text: str, *words: str) -> None:
    """Each of these words stands in a line of its own, and there is no other line."""
    lines = text.strip().splitlines()
    assert len(lines) == len(words), text
    for each in words:
        assert any(each in line for line in lines), (each, text)
