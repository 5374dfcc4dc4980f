"""Preflight: what must be right before anything is served. Each fault is one line that says what to do."""

from sqlalchemy.exc import SQLAlchemyError

from bot import home
from bot.parts import Parts, roles
from catalog.load import Unreadable
from iam.faults import Fault, Later
from messages import slack_faults
from migrations import schema
from models.database import Database


class NotReady(Exception):
    """Lines for the operator."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def check_schema(built: Parts) -> None:
    """Raise NotReady unless the database answers and its schema is this release's."""
    check_schema_of(built.database)


def check_schema_of(database: Database) -> None:
    """Raise the same, for what needs nothing but the database."""
    try:
        found = schema.current(database.engine)
    except SQLAlchemyError as error:
        raise NotReady(unreached_words(error)) from None
    if found != schema.newest():
        stands = f"at revision {found}" if found else "empty"
        raise NotReady(f"the database is {stands}, this release needs {schema.newest()}: run leasehold migrate")


def check_catalog(built: Parts) -> None:
    """Raise NotReady when there is no good catalog, of now or of before; warn when it is one of before."""
    try:
        built.begin()
    except Unreadable as unreadable:
        raise NotReady(*(str(mistake) for mistake in unreadable.mistakes)) from None


def check_not_root(built: Parts) -> None:
    """Raise NotReady when AWS takes the bot for the root user of any account; AWS being away stops nobody."""
    for account in roles(built.catalog.current()):
        try:
            identity = built.accounts.whoami(account)
        except Fault as fault:
            built.log.warning("aws.not_asked", account=account, fault=fault.words)
            continue
        if identity.is_root:
            raise NotReady(root_words(account, identity.arn))


def check_slack(built: Parts) -> None:
    """Raise NotReady when Slack does not take the token; Slack being away stops nobody: leases have to end."""
    try:
        found = home.ask(built.client, now=built.clock())
    except Later as fault:
        built.log.warning("slack.not_asked", fault=fault.words)
    except Fault as fault:
        raise NotReady(
            f"SLACK_BOT_TOKEN: Slack refuses it ({fault.code or fault.words}): copy it again, "
            "from the page 'OAuth & Permissions' of your Slack app"
        ) from None
    else:
        home.remember(built.database, found)
        built.home.take_over(found)


def check_socket_mode(built: Parts) -> None:
    """Raise NotReady when Slack does not take the app token, where there is one; Slack being away stops nobody."""
    fault = app_token_fault(built)
    if isinstance(fault, Later):
        built.log.warning("slack.not_asked", fault=fault.words)
    elif fault is not None:
        raise NotReady(
            f"SLACK_APP_TOKEN: Slack refuses it ({fault.code or fault.words}): copy an app-level token with the scope "
            "connections:write again, from the page 'Basic Information' of your Slack app"
        )


def app_token_fault(built: Parts) -> Fault | None:
    """What Slack says against the app token, or why it says nothing."""
    if built.settings.app_token is None:
        return None
    try:
        with slack_faults.told():
            built.client.apps_connections_open(app_token=built.settings.app_token)
    except Fault as fault:
        return fault
    return None


def all_of(built: Parts) -> None:
    """Raise NotReady with the first thing that is wrong."""
    for check in (check_schema, check_catalog, check_not_root, check_slack, check_socket_mode):
        check(built)


def unreached_words(error: SQLAlchemyError) -> str:
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return f"DATABASE_URL: the database does not answer: {reason}"


def root_words(account: str, arn: str) -> str:
    return (
        f"AWS: the credentials for account '{account}' are the root user's ({arn}): Leasehold never runs as root; "
        "give it a role, as `leasehold iam-policy` describes"
    )
