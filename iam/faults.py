"""What AWS or Slack answered when it did not do as asked: Later, or Never."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ParamValidationError
from botocore.parsers import ResponseParserError


class Fault(Exception):
    """AWS's own words, and their code."""

    def __init__(self, words: str, *, code: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.code = code

    @property
    def is_denial(self) -> bool:
        """Whether the bot itself lacks the right: nothing but a person can mend that."""
        return self.code in _DENIALS


class Later(Fault):
    """The same call may succeed in a while; `after` when the other side said how long that is."""

    def __init__(self, words: str, *, code: str = "", after: timedelta | None = None) -> None:
        super().__init__(words, code=code)
        self.after = after


class Never(Fault):
    """The same call will be answered the same for ever."""


class Missing(Never):
    """NoSuchEntity: what was named is not there."""


_DENIALS = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})

# https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and the errors of each call. botocore tries
# some of these again by itself, ConflictException not at all; whatever is left over comes here.
_LATER = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "EntityTemporarilyUnmodifiable",
        "ConcurrentModification",
        "ConcurrentModificationException",
        "ConflictException",
        "ServiceFailure",
        "ServiceFailureException",
        "ServiceUnavailable",
        "InternalFailure",
        "InternalError",
        "RequestTimeout",
        "RequestTimeoutException",
        "RequestExpired",
        "ReportInProgress",
        "ReportNotPresent",
        "ReportExpired",
        # Our own credentials, between two of their lives: an operator mends it, the request need not be asked again.
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
    }
)


@contextmanager
def told() -> Iterator[None]:
    """Turn whatever boto3 raises into Later or Never; an answer that cannot be read is Later."""
    try:
        yield
    except ClientError as error:
        raise _judged(error) from error
    except NoCredentialsError as error:
        raise Later("the bot has no AWS credentials", code="NoCredentials") from error
    except ParamValidationError as error:
        raise Never(str(error), code="ParamValidation") from error
    except (BotoCoreError, ResponseParserError) as error:
        raise Later(str(error), code=type(error).__name__) from error


@contextmanager
def gone_is_done() -> Iterator[None]:
    """As `told`, for what takes something away: what is gone already is no fault."""
    try:
        with told():
            yield
    except Missing:
        return


def _judged(error: ClientError) -> Fault:
    code = error.response.get("Error", {}).get("Code", "")
    words = error.response.get("Error", {}).get("Message", "") or str(error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code == "NoSuchEntity":
        return Missing(words, code=code)
    if code in _LATER or status == 429 or status >= 500 or _is_of_a_marker(code, words):
        return Later(words, code=code)
    return Never(words, code=code)


def _is_of_a_marker(code: str, words: str) -> bool:
    """The place in a list to go on from was forgotten meanwhile: whoever looks again begins at the first page."""
    return code in {"ValidationError", "InvalidInput", "InvalidInputException"} and "marker" in words.casefold()
