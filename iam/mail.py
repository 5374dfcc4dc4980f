"""A mail by SES: plain text, to one person."""

from dataclasses import dataclass
from typing import Any

from iam import faults


@dataclass(frozen=True)
class Mail:
    """Addresses as people write them; neither subject nor text has a secret in it, for mails are kept for ever."""

    sender: str
    to: str
    subject: str
    text: str


def send(ses: Any, mail: Mail) -> None:  # noqa: ANN401 (boto3's client, of which we have no types)
    """Send it. Raises Later, after which it may have been sent all the same, or Never.

    https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
    """
    message = {"Subject": _utf8(mail.subject), "Body": {"Text": _utf8(mail.text)}}
    with faults.told():
        ses.send_email(Source=mail.sender, Destination={"ToAddresses": [mail.to]}, Message=message)


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
