"""What moto's objects are to the type checker: open, for we give them fields that moto does not know."""

from typing import Any

Account = Any  # moto.iam.models.IAMBackend
User = Any  # moto.iam.models.User, with permissions_boundary, password_changed_at, password_created_at
Group = Any
Role = Any
Policy = Any
Key = Any
IamCall = Any  # moto.iam.responses.IamResponse: one call, its parameters and its account
StsCall = Any
Result = Any  # moto.core.responses.ActionResult
