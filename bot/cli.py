"""The command line: `leasehold …`, also `python -m bot …`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import complaints, heap, into_the_sandbox, logs, settings
from bot.settings import BadSetting, Settings

if TYPE_CHECKING:
    from models.database import Database

# What a command needs is imported when it is used: `leasehold --help` must not wait for boto3.


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("leasehold"), prog_name="leasehold")
def main() -> None:
    """Leased AWS access: asked for in Slack, approved by a person, taken back on time.

    Settings come from the environment: SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode),
    DATABASE_URL, PORT, LEASEHOLD_CATALOG, and boto3's own AWS_… chain.
    """


@main.command()
def serve() -> None:
    """Web and worker in one: the whole bot."""
    heap.keep_small()
    found = _settings()
    with _checked_meanwhile(found):
        from bot import serve

        serve.get_ready(found)
    sys.exit(serve.serve(found, log=logs.logger()))


@main.command()
def web() -> None:
    """Only what answers Slack; needs a worker beside it."""
    heap.keep_small()
    found = _settings()
    # It asks AWS too, at a click for a password or a key.
    with _checked_meanwhile(found):
        from bot import web
    web.Server(found, log=logs.logger()).run()


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end: for cron.")
def worker(*, once: bool) -> None:
    """Only what makes AWS and Slack agree with the database; any number of them may run."""
    heap.keep_small()
    with heap.importing():
        from bot import parts, preflight, working

    found = _settings()
    with complaints.no_traceback():
        built = parts.Parts(found, log=logs.logger())
        for check in (preflight.check_schema, preflight.check_catalog, preflight.check_not_root, preflight.check_slack):
            check(built)
        built.database.close()
    (working.work_once if once else working.work)(found, log=logs.logger())


@main.command()
def migrate() -> None:
    """Bring the database to this release's schema."""
    from migrations import schema
    from models.database import Database

    with complaints.no_traceback():
        database = Database(_settings().database_url)
        before = schema.current(database.engine)
        schema.upgrade(database.engine)
        after = schema.current(database.engine)
        database.close()
    click.echo(
        f"the schema is current ({after})" if before == after else f"migrated from {before or 'empty'} to {after}"
    )


@main.command()
def check() -> None:
    """Look for faults: catalog, Slack's token and scopes, AWS's identity and rights. One line a fault, exit 1."""
    from bot import checking_up, parts

    with complaints.no_traceback():
        found = list(checking_up.faults(parts.Parts(_settings(), log=logs.logger())))
    for line in found:
        click.echo(line, err=True)
    if found:
        sys.exit(1)
    click.echo("no faults found")


@main.command()
def nag() -> None:
    """One round of reminders now: the digest in its channel, and to everybody what is theirs."""
    from bot import parts, preflight, working

    found = _settings()
    with complaints.no_traceback():
        built = parts.Parts(found, log=logs.logger())
        preflight.check_schema(built)
        preflight.check_catalog(built)
        built.database.close()
        working.nag(found, log=logs.logger())


@main.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "html"]),
    default="table",
    show_default=True,
    help="How it is written.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="A file to write to; standard output by default.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 400),
    default=90,
    show_default=True,
    help="Unused means not used in so many days; AWS remembers 400.",
)
@click.option("--role-arn", help="A role to look as; boto3's own credentials by default.")
def scan(*, form: str, out: Path | None, days: int, role_arn: str | None) -> None:
    """What an AWS account grants and nobody uses, and what is not safe in it. Only reads; needs no Slack, no database.

    Credentials are found as boto3 finds them: AWS_PROFILE, AWS_ACCESS_KEY_ID, a role of the machine. Whom AWS takes
    them for is said on standard error. Exit 0 whatever was found.
    """
    from bot import parts, scanning
    from iam.faults import Fault

    if out is not None and not out.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {out.absolute().parent}", param_hint="--out")
    try:
        scanning.run(form=form, out=out, days=days, role_arn=role_arn, now=parts.clock())
    except Fault as fault:
        raise complaints.Complaint(f"AWS: {' '.join(fault.words.split())}") from None
    except OSError as error:
        raise complaints.Complaint(f"{out or 'standard output'}: {error.strerror or error}") from None


@main.group()
def review() -> None:
    """Reviews of who is in a group, as evidence: `list` shows all, `export N [--format json|csv] [--out FILE]` one."""


@review.command("list")
def list_reviews() -> None:
    """All reviews, the newest first, with how far each is."""
    from bot import review_files

    with complaints.no_traceback(), _database() as database:
        click.echo(review_files.listed(database), nl=False)


@review.command("export")
@click.argument("number", type=click.IntRange(1, 10**18))
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv"]),
    default="json",
    show_default=True,
    help="JSON has the record of each change of state too.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="A file to write to; standard output by default.",
)
def export_review(*, number: int, form: str, out: Path | None) -> None:
    """Every member of review NUMBER: the decision, by whom and by which right, when, and what was done. Only reads."""
    from bot import review_files

    try:
        with complaints.no_traceback(), _database() as database:
            text = review_files.export(database, number, form=form, out=out)
    except review_files.NoReview as missing:
        raise complaints.Complaint(str(missing)) from None
    except OSError as error:
        raise complaints.Complaint(f"{out or 'standard output'}: {error.strerror or error}") from None
    if text is not None:
        click.echo(text, nl=False)


@main.command("iam-policy")
@click.option(
    "--account", default=None, help="An account of the catalog; that of the bot's own credentials by default."
)
def iam_policy(*, account: str | None) -> None:
    """Print the least policy that the bot itself needs for this catalog, as JSON; a list when one is not enough."""
    from bot import own_rights
    from catalog import load
    from iam import own_policy

    try:
        catalog = load.read(_settings().leasehold_catalog)
    except load.Unreadable as unreadable:
        raise complaints.Complaint("\n".join(str(mistake) for mistake in unreadable.mistakes)) from None
    name = account or own_rights.own_account(catalog)
    if name not in catalog.accounts:
        raise click.BadParameter(
            f"expected one of {', '.join(catalog.accounts)}, found '{name}'", param_hint="--account"
        )
    grants = own_rights.asked_of(catalog, name)
    documents = own_policy.documents(grants)
    for line in own_rights.notes(catalog, name, grants=grants, documents=documents):
        click.echo(f"leasehold: {line}", err=True)
    click.echo(json.dumps(documents[0] if len(documents) == 1 else documents, indent=2))


@main.command()
@click.option("--port", type=int, default=None, help="Port of the page; 9009 unless it is taken, 0 for any free one.")
@click.option("--story", is_flag=True, help="Play the main job in the terminal.")
def demo(*, port: int | None, story: bool) -> None:
    """The practice workspace in a browser: the real bot with no Slack and no AWS account."""
    into_the_sandbox.step("sandbox", *(["--story"] if story else []), needs="moto", given={"port": port})


_A_FILE = click.Path(exists=True, dir_okay=False, resolve_path=True)


@main.command()
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="Port to answer on; any free one by default.")
@click.option("--bot-url", help="Where the bot takes Slack's requests; not needed for Socket Mode.")
@click.option("--manifest", type=_A_FILE, help="The app's manifest: its scopes, commands, shortcuts and events.")
@click.option("--seed", type=_A_FILE, help="People, channels and groups, in YAML or JSON; a small company by default.")
@click.option("--signing-secret", help="What requests are signed with.")
@click.option("--bot-token", help="The token that the bot calls with.")
@click.option("--app-token", help="The token that opens Socket Mode.")
@click.option("--rate-limits", is_flag=True, help="Answer 429 as Slack's tiers say.")
def slack(*, rate_limits: bool, **given: str | int | None) -> None:
    """A stand-in for Slack alone, for any Bolt app.

    Its address is the first line on standard output, once it answers; the variables that a bot needs follow. It listens
    on loopback only, until Ctrl-C. Open the address in a browser, or drive it from a test: docs/stand-in.md.
    """
    words = ["--rate-limits"] if rate_limits else []
    into_the_sandbox.step("sandbox.slack", *words, needs="aiohttp", given=given)


@contextmanager
def _checked_meanwhile(found: Settings) -> Iterator[None]:
    """Import and prepare in the block what is to run, while a child checks that it may; then wait for the child.

    What the checks load (AWS's models, some 20 MB) is gone with it, and a start takes a fifth less.
    """
    with heap.importing(), complaints.no_traceback():
        from bot import apart, parts, preflight

        found.check_complete()
        with apart.doing(
            lambda: preflight.all_of(parts.Parts(found, log=logs.logger())),
            refusals=complaints.refusals(),
            words=complaints.words,
        ):
            yield


@contextmanager
def _database() -> "Iterator[Database]":
    """The database, of this release's schema, for what only reads."""
    from bot import preflight
    from models.database import Database

    database = Database(_settings().database_url)
    try:
        preflight.check_schema_of(database)
        yield database
    finally:
        database.close()


def _settings() -> Settings:
    try:
        found = settings.read()
    except BadSetting as bad:
        raise complaints.Complaint(str(bad)) from None
    logs.configure(found.leasehold_log_level)
    return found
