"""The process that reads and judges one account, and is gone afterwards, and with it all that this takes.

It reads lines of JSON: whom to ask and what is remembered, then `begin`. It writes lines of JSON, small portions of
what AWS tells as it comes, and then what was found. It ends when its standard input does: so it never outlives the
worker that began it, however that ends.
"""

import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from iam import changes, condensing, faults, scan, survey, unlearned, usage_report
from iam.authorization import PolicyDetail
from iam.aws import Accounts
from iam.credentials import AccessKey
from iam.granted import Judged, Standing
from iam.survey_credentials import Seen
from iam.survey_memory import About
from iam.usage_report import Report, Tracked

PORTION = 40
"""Reports a line: what is lost with the worker is asked for again."""
AT_LEAST_EVERY = 1.0
"""Seconds, as long as reports come."""
FINDINGS = 100
_NICE = 10
"""Whoever answers Slack comes first, and then the leases."""
_ACCOUNT = "surveyed"


def main() -> None:
    os.nice(_NICE)
    asked = json.loads(sys.stdin.readline())
    memory = _Memory()
    for line in iter(sys.stdin.readline, "begin\n"):
        if not line:
            return
        memory.remember(json.loads(line))
    threading.Thread(target=_end_with_the_input, daemon=True).start()
    try:
        _survey(asked, memory)
    except (faults.Later, faults.Never) as fault:
        _say({"fault": fault.words, "code": fault.code, "later": isinstance(fault, faults.Later)})


def _survey(asked: Mapping[str, Any], memory: "_Memory") -> None:
    window, now = timedelta(days=asked["days"]), datetime.fromisoformat(asked["now"])
    iam = Accounts({_ACCOUNT: asked["role"]}, endpoint=asked["endpoint"]).iam(_ACCOUNT)
    read = survey.read(iam, window=window, now=now, told=memory.count, memory=memory)
    memory.tell()
    _say({"read": {"calls": read.calls, "notes": list(read.notes)}})
    judged, gaps = scan.judge(read, window=window, now=now), unlearned.of(read)
    kinds: Counter[str] = Counter()
    found = condensing.condensed(scan.findings(read, judged=judged, window=window, now=now, offered=memory.offered))
    found = (each for each in found if not gaps.hides(each))
    while portion := [*islice(found, FINDINGS)]:
        kinds.update(each.kind for each in portion)
        _say({"findings": [each.as_json() | {"remedy": [*map(changes.stored, each.remedy)]} for each in portion]})
    _say({"judged": {"counts": _counts(judged) | {"findings": kinds}, "gaps": sorted(gaps.these, key=str)}})


def _counts(judged: Iterable[Judged]) -> dict[str, int]:
    counts = Counter(service.standing for each in judged for service in each.services)
    return {"granted": counts.total()} | {standing.value: counts[standing] for standing in Standing}


class _Memory:
    """What the worker has kept; what is new is handed over in portions."""

    def __init__(self) -> None:
        self.offered: list[PolicyDetail] = []
        self._reports: dict[tuple[str, About], Report | str] = {}
        self._looks: dict[tuple[str, str], Seen] = {}
        self._same: dict[frozenset[str], frozenset[str]] = {}
        self._new: dict[str, list[dict[str, Any]]] = {"reports": [], "looks": []}
        self._count = (0, 0)
        self._told_at = 0.0

    def remember(self, line: Mapping[str, Any]) -> None:
        if "document" in line:
            self.offered.append(PolicyDetail(line["name"], line["arn"], line["document"], 0))
            return
        if "looked" in line:
            self._looks[line["arn"], line["fingerprint"]] = _seen(line["looked"])
            return
        about = About(line["unique_id"], line["fingerprint"])
        listed = frozenset(line["listed"])
        used = {service: datetime.fromisoformat(at) for service, at in line["used"].items()}
        actions = {service: _undated(each) for service, each in (line.get("actions") or {}).items()}
        report = Report(self._same.setdefault(listed, listed), used, actions)
        self._reports[line["arn"], about] = line["why"] or report

    def report(self, arn: str, about: About) -> Report | str | None:
        return self._reports.get((arn, about))

    def look(self, arn: str, fingerprint: str) -> Seen | None:
        return self._looks.get((arn, fingerprint))

    def keep_report(self, arn: str, about: About, told: Report | str) -> None:
        report, why = (Report(frozenset(), {}), told) if isinstance(told, str) else (told, "")
        self._new["reports"].append(
            {
                "arn": arn,
                "unique_id": about.unique_id,
                "fingerprint": about.fingerprint,
                "listed": sorted(report.listed),
                "used": {service: at.isoformat() for service, at in report.used.items()},
                "actions": {service: _dated(each) for service, each in report.actions.items()},
                "why": why,
            }
        )

    def keep_look(self, arn: str, fingerprint: str, seen: Seen) -> None:
        self._new["looks"].append({"arn": arn, "fingerprint": fingerprint, "looked": _looked(seen)})
        self._tell_enough()

    def count(self, done: int, total: int) -> None:
        self._count = (done, total)
        self._tell_enough()

    def _tell_enough(self) -> None:
        is_time = time.monotonic() - self._told_at >= AT_LEAST_EVERY
        if is_time or sum(map(len, self._new.values())) >= PORTION:
            self.tell()

    def tell(self) -> None:
        done, total = self._count
        _say({**self._new, "done": done, "total": total})
        self._new = {"reports": [], "looks": []}
        self._told_at = time.monotonic()


def _dated(tracked: Tracked) -> dict[str, str | None]:
    return {name: at.isoformat() if (at := tracked.used.get(name)) else None for name in tracked.names}


def _undated(told: Mapping[str, str | None]) -> Tracked:
    return usage_report.tracked({name: _moment(at) for name, at in told.items()})


def _looked(seen: Seen) -> dict[str, Any]:
    there, last = seen.password or (False, None)
    return {
        "keys": None if seen.keys is None else [_key(each) for each in seen.keys],
        "password": None if seen.password is None else [there, last.isoformat() if last else None],
        "mfa": seen.mfa,
    }


def _seen(looked: Mapping[str, Any]) -> Seen:
    keys, password = looked["keys"], looked["password"]
    return Seen(
        keys=None if keys is None else tuple(map(_key_of, keys)),
        password=None if password is None else (password[0], _moment(password[1])),
        mfa=looked["mfa"],
    )


def _key(key: AccessKey) -> list[str | None]:
    return [key.id, key.made_at.isoformat(), key.last_used.isoformat() if key.last_used else None, key.service]


def _key_of(told: list[str | None]) -> AccessKey:
    number, made_at, last_used, service = told
    return AccessKey(str(number), datetime.fromisoformat(str(made_at)), _moment(last_used), service)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


_speaking = threading.Lock()


def _say(line: Mapping[str, Any]) -> None:
    """Nobody listens any more: whoever began this is gone."""
    try:
        with _speaking:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
    except OSError:
        os._exit(1)


def _end_with_the_input() -> None:
    while sys.stdin.read(4_096):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
