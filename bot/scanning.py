"""`leasehold scan`: an account read and judged, without Slack, without a database, and without changing anything."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot import scan_files, scan_page, scan_table
from bot.scanned import Scanned
from iam import scan, survey
from iam.aws import Accounts, Identity
from iam.finding import Finding
from iam.survey_usage import Told

FORMS: Mapping[str, Callable[[Scanned], Iterator[str]]] = {
    "table": scan_table.as_text,
    "json": scan_files.as_json,
    "csv": scan_files.as_csv,
    "html": scan_page.page,
}
_ACCOUNT = "main"


def run(*, form: str, out: Path | None, days: int, role_arn: str | None, now: datetime) -> None:
    """Scan, and write in this form to the file or to standard output. Raises a Fault of AWS's, or OSError."""
    begun = time.monotonic()
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    accounts = Accounts({_ACCOUNT: role_arn})
    identity = accounts.whoami(_ACCOUNT)
    errors.print(f"leasehold: looking as {_as_whom(identity)}", markup=False)
    window = timedelta(days=days)
    with _progress(errors) as told:
        read = survey.read(accounts.iam(_ACCOUNT), window=window, now=now, told=told)
    found = _Counted(scan.findings(read, window=window, now=now))
    scanned = Scanned(
        account=identity.account_id,
        as_whom=identity.arn,
        taken_at=now,
        days=days,
        principals=len(read.details.users) + len(read.details.groups) + len(read.details.roles),
        findings=found,
        notes=read.notes,
    )
    for note in read.notes:
        errors.print(f"leasehold: not known: {note}", markup=False)
    _write(scanned, form=form, out=out)
    took = time.monotonic() - begun
    where = f", written to {out}" if out else ""
    errors.print(
        f"leasehold: {found.number:,} findings, by {read.calls:,} calls of AWS in {took:.0f} s{where}",
        markup=False,
    )


def _as_whom(identity: Identity) -> str:
    warning = ": a role that may only read is enough, and safer" if identity.is_root else ""
    return f"{identity.arn}, in the account {identity.account_id}{warning}"


def _write(scanned: Scanned, *, form: str, out: Path | None) -> None:
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as file:
            file.writelines(FORMS[form](scanned))
    elif form == "table":
        console = Console(highlight=False)
        if console.is_terminal:
            scan_table.show(scanned, console)
        else:
            sys.stdout.writelines(scan_table.as_text(scanned))
    else:
        sys.stdout.writelines(FORMS[form](scanned))


class _Counted:
    """Findings, with how many there were so far."""

    def __init__(self, findings: Iterator[Finding]) -> None:
        self.number = 0
        self._findings = findings

    def __iter__(self) -> Iterator[Finding]:
        for each in self._findings:
            self.number += 1
            yield each


@contextmanager
def _progress(console: Console) -> Iterator[Told]:
    """A bar on standard error while it takes, where somebody sits before it."""
    columns = (TextColumn("reading what was used"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
