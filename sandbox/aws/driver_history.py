"""The driver's part for what no AWS call can set: ages, last uses, root, Access Advisor."""

from datetime import datetime
from typing import Any

from sandbox.aws.control_client import ControlClient


class History:
    def __init__(self, control: ControlClient) -> None:
        self._control = control

    def set_root(self, *, keys: int | None = None, mfa: bool | None = None, app: bool | None = None) -> None:
        """Root's keys, its MFA, and whether that is an app, a virtual device; without `app` it is of hardware."""
        given = {"keys": keys, "mfa": mfa, "app": app}
        self._control.post("root", **{name: value for name, value in given.items() if value is not None})

    def set_root_used(self, at: datetime | None) -> None:
        self._control.post("root", password_last_used=_iso(at))

    def set_caller(self, access_key_id: str, arn: str) -> None:
        """Say who stands behind an access key id: `…:root`, `…:user/x`, `…:assumed-role/r/session`."""
        self._control.post("caller", access_key_id=access_key_id, arn=arn)

    def set_last_used(self, user: str, **used: Any) -> None:  # noqa: ANN401  (see the two forms)
        """`password=datetime | None`, `key=(key_id, datetime | None)`, or both; None is 'never'.

        A key's `service` is the one that it was used for, s3 if nothing is said.
        """
        body: dict[str, object] = {"user": user, "service": used.pop("service", "s3")}
        if "password" in used:
            body["password"] = _iso(used.pop("password"))
        if "key" in used:
            key_id, at = used.pop("key")
            body |= {"key": key_id, "key_used": _iso(at)}
        if used:
            raise TypeError(f"set_last_used takes password, key and service; not {', '.join(used)}.")
        self._control.post("last-used", **body)

    def set_role_used(self, role: str, at: datetime | None) -> None:
        """Say when somebody last was this role; None is 'never'."""
        self._control.post("last-used", role=role, used=_iso(at))

    def age_key(self, user: str, key_id: str, days: float) -> None:
        self._control.post("age", user=user, key=key_id, days=days)

    def age_user(self, user: str, days: float) -> None:
        self._control.post("age", user=user, days=days)

    def age_role(self, role: str, days: float) -> None:
        self._control.post("age", role=role, days=days)

    def age_group(self, group: str, days: float) -> None:
        self._control.post("age", group=group, days=days)

    def age_policy(self, policy: str, days: float) -> None:
        """One of the account's own, with its versions."""
        self._control.post("age", policy=policy, days=days)

    def forget_report(self) -> None:
        """Let the next GenerateCredentialReport make a new one, as after four hours."""
        self._control.delete("report")

    def service_used(
        self, service: str, *, days_ago: float | None = 0, account: str | None = None, **used: str | None
    ) -> None:
        """Say that one of `user`, `role`, `group` and `policy` used a service; `days_ago` None is 'never'.

        `action` and `region` as they are; `by` says who used a group or a policy: see services_used.py.
        """
        given = {"account": account, **used}
        told = {name: value for name, value in given.items() if value is not None}
        self._control.post("service-used", service=service, days_ago=days_ago, **told)

    def set_advisor(self, *, seconds: float | None = None, fails: int | None = None) -> None:
        """Let Access Advisor's reports take so long from now on, and the next `fails` of them fail."""
        self._control.post("advisor", seconds=seconds, fails=fails)

    def expire_advisor(self) -> None:
        """Let all of Access Advisor's reports be over."""
        self._control.delete("advisor")


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
