"""What travels: JSON objects as they come and go, before anybody has looked into them."""

from typing import Any

# Slack's payloads are open records; what is inside is judged by the validator, not by the type.
Json = dict[str, Any]
