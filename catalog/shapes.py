"""What ids and names of Slack and AWS look like."""

import re
from typing import Final

# Slack promises no length for its ids; 30 is beyond all that are seen.
CHANNEL_ID: Final = re.compile(r"[CG][A-Z0-9]{1,30}")
APPROVER: Final = re.compile(r"[UW][A-Z0-9]{1,30}|@(?!.*[A-Z])[^\W_][\w.-]{0,79}")

# IAM and STS API reference, 'Names and paths' and 'Limits'.
ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")
GROUP_NAME: Final = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
POLICY_NAME: Final = GROUP_NAME
POLICY_ARN: Final = re.compile(
    r"arn:aws[a-z-]{0,20}:iam::(?P<account>aws|[0-9]{12}):policy"
    r"(?:/[!-.0-~]{1,510})*/(?P<name>[\w+=,.@-]{1,128})",
    re.ASCII,
)
ROLE_ARN: Final = re.compile(
    r"arn:aws[a-z-]{0,20}:iam::(?P<account>[0-9]{12}):role(?:/[!-.0-~]{1,510})*/[\w+=,.@-]{1,64}", re.ASCII
)
# Plainer than IAM's, which takes any sign: it stands in policies, where * and ? would be patterns.
PATH: Final = re.compile(r"(?=.{1,512}\Z)/(?:[\w+=,.@-]+/)*", re.ASCII)
TAG_KEY: Final = re.compile(r"(?!aws:)[\w .:/=+@-]{1,128}", re.IGNORECASE)

# What SES takes as a sender; a name beside the address is none.
EMAIL: Final = re.compile(r"(?=.{3,254}\Z)[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)

REASON: Final = re.compile(r"optional|required")
UNCONFIRMED: Final = re.compile(r"take-back|list")

# Our own: short enough for a button's value, plain enough to be typed.
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
