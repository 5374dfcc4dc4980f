"""Judging policies: what each kept text allows, in a line, many at a time in a process of their own."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update

from iam import risk, risk_apart
from models.policy_text import PolicyText
from workflow.means import Means

AT_ONCE = 50
"""Texts a process: to start it takes as long as to judge fifty, and fifty texts weigh little here."""
PUT_OFF = timedelta(hours=1)
"""Until texts are tried again of which no lines came back."""


def due(means: Means) -> Sequence[int]:
    """Texts whose line is missing, or of an older edition of the judgement; a few."""
    query = select(PolicyText.id).where(
        PolicyText.version != "", PolicyText.judged < risk.EDITION, PolicyText.next_try_at <= means.clock()
    )
    with means.database.read() as session:
        return session.scalars(query.limit(AT_ONCE)).all()


def judge(means: Means, numbers: Sequence[int]) -> None:
    """Make their lines; a text that has changed meanwhile keeps its place in the queue."""
    with means.database.read() as session:
        query = select(PolicyText.id, PolicyText.version, PolicyText.document).where(PolicyText.id.in_(numbers))
        texts = session.execute(query).all()
    try:
        lines = risk_apart.lines([text.document for text in texts])
    except risk_apart.Undone as error:
        means.log.warning("policy_text.not_judged", texts=len(texts), why=str(error))
        with means.database.write() as session:
            later = update(PolicyText).where(PolicyText.id.in_(numbers))
            session.execute(later.values(next_try_at=means.clock() + PUT_OFF, fault=str(error)))
        return
    with means.database.write() as session:
        for text, line in zip(texts, lines, strict=True):
            same = (PolicyText.id == text.id, PolicyText.version == text.version)
            session.execute(update(PolicyText).where(*same).values(risk=line, judged=risk.EDITION))
