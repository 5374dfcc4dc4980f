"""AssumeRole: no session outlasts what its role allows."""

from moto.iam.models import iam_backends
from moto.sts.exceptions import STSValidationError
from moto.sts.responses import TokenResponse

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import StsCall


def install() -> None:
    wrapping.before(TokenResponse, "assume_role", _short_enough)


def _short_enough(response: StsCall) -> None:
    """A role that is not there may be assumed all the same: that is how moto leads to other accounts."""
    arn = response._get_param("RoleArn")
    account = iam_backends[arn.split(":")[4]]["aws"]
    role = next((role for role in account.roles.values() if role.arn == arn), None)
    asked = int(response._get_param("DurationSeconds") or 3600)
    if role and asked > int(role.max_session_duration or 3600):
        raise STSValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
