"""The command line: `leasehold …`, also `python -m bot …`."""

import importlib.util
import os
import subprocess
import sys
from importlib.metadata import version

import click

from bot import logs, settings
from bot.settings import BadSetting, Settings
from models.database import UnusableUrl

# What a command needs is imported when it is used: `leasehold --help` must not wait for boto3.


class Complaint(click.ClickException):
    """One line or more on standard error, exit 1, no traceback."""

    exit_code = 1

    def show(self, file: object = None) -> None:  # noqa: ARG002 (click's signature)
        for line in self.message.splitlines():
            click.echo(f"leasehold: {line}", err=True)


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
    from bot import preflight, serve, wiring  # noqa: PLC0415 (see above)

    found = _settings()
    with _no_traceback():
        found.check_complete()
        built = wiring.Built(found, log=logs.logger())
        preflight.all_of(built)
        built.database.close()
    sys.exit(serve.serve(found, log=logs.logger()))


@main.command()
def web() -> None:
    """Only what answers Slack; needs a worker beside it."""
    from bot import preflight, web, wiring  # noqa: PLC0415

    found = _settings()
    with _no_traceback():
        found.check_complete()
        built = wiring.Built(found, log=logs.logger())
        for check in (preflight.check_schema, preflight.check_catalog, preflight.check_slack):
            check(built)
        built.database.close()
    web.Server(found, log=logs.logger()).run()


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end: for cron.")
def worker(*, once: bool) -> None:
    """Only what makes AWS and Slack agree with the database; any number of them may run."""
    from bot import preflight, wiring, working  # noqa: PLC0415

    found = _settings()
    with _no_traceback():
        built = wiring.Built(found, log=logs.logger())
        for check in (preflight.check_schema, preflight.check_catalog, preflight.check_not_root, preflight.check_slack):
            check(built)
        built.database.close()
    (working.work_once if once else working.work)(found, log=logs.logger())


@main.command()
def migrate() -> None:
    """Bring the database to this release's schema."""
    from migrations import schema  # noqa: PLC0415
    from models.database import Database  # noqa: PLC0415

    with _no_traceback():
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
    from bot import checking_up, wiring  # noqa: PLC0415

    with _no_traceback():
        found = list(checking_up.faults(wiring.Built(_settings(), log=logs.logger())))
    for line in found:
        click.echo(line, err=True)
    if found:
        sys.exit(1)
    click.echo("no faults found")


@main.command()
def nag() -> None:
    """One round of reminders now: unused keys and passwords, missing MFA, root keys."""
    from bot import preflight, wiring, working  # noqa: PLC0415

    found = _settings()
    with _no_traceback():
        built = wiring.Built(found, log=logs.logger())
        preflight.check_schema(built)
        preflight.check_catalog(built)
        built.database.close()
    working.nag(found, log=logs.logger())


@main.command()
@click.option("--port", type=int, default=None, help="Port of the page; any free one by default.")
@click.option("--story", is_flag=True, help="Play the main job in the terminal.")
def demo(*, port: int | None, story: bool) -> None:
    """The sandbox: the real bot with no Slack and no AWS account."""
    if importlib.util.find_spec("sandbox") is None or importlib.util.find_spec("moto") is None:
        raise Complaint("the sandbox is not installed: pip install 'leasehold[sandbox]', or make demo in a checkout")
    command = [sys.executable, "-m", "sandbox"]
    command += ["--story"] if story else []
    command += ["--port", str(port)] if port is not None else []
    # The sandbox stands outside the bot: nothing of ours imports it, so it is a program of its own.
    sys.exit(subprocess.run(command, check=False, env=os.environ | {"PYTHONUNBUFFERED": "1"}).returncode)


class _no_traceback:  # noqa: N801 (reads as a phrase where it is used)
    """Turn what an operator can mend into lines on standard error."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        from sqlalchemy.exc import OperationalError  # noqa: PLC0415

        from bot.preflight import NotReady, unreached_words  # noqa: PLC0415

        if isinstance(error, (NotReady, BadSetting, UnusableUrl)):
            raise Complaint(str(error)) from None
        if isinstance(error, OperationalError):
            raise Complaint(unreached_words(error)) from None


def _settings() -> Settings:
    try:
        found = settings.read()
    except BadSetting as bad:
        raise Complaint(str(bad)) from None
    logs.configure(found.leasehold_log_level)
    return found
