"""What a set of policies says to one action on one resource: allowed, denied expressly, or not mentioned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sandbox.aws import conditions
from sandbox.aws.conditions import Context
from sandbox.aws.grants import Grant
from sandbox.aws.policy_documents import Statement, fits

ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY = "allowed", "explicitDeny", "implicitDeny"
_MILDEST_LAST = (EXPLICIT_DENY, IMPLICIT_DENY, ALLOWED)


@dataclass(frozen=True)
class Question:
    action: str
    resource: str
    context: Context


@dataclass(frozen=True)
class Verdict:
    """`matched` are the policies whose statements decided; `within_boundary` is None where there is no boundary."""

    decision: str
    matched: tuple[Grant, ...]
    missing: frozenset[str]
    within_boundary: bool | None = None


def judge(policies: Iterable[Grant], boundary: Sequence[Grant] | None, question: Question) -> Verdict:
    """An express denial anywhere wins; what is allowed has to be allowed by the boundary too."""
    own = _of(policies, question)
    if boundary is None:
        return own
    bound = _of(boundary, question)
    missing = own.missing | bound.missing
    is_within = bound.decision == ALLOWED
    if own.decision == EXPLICIT_DENY or is_within:
        return Verdict(own.decision, own.matched, missing, is_within)
    decision = EXPLICIT_DENY if bound.decision == EXPLICIT_DENY else IMPLICIT_DENY
    return Verdict(decision, (), missing, is_within)


def strictest(decisions: Iterable[str]) -> str:
    return min(decisions, key=_MILDEST_LAST.index)


def _of(policies: Iterable[Grant], question: Question) -> Verdict:
    allowing: list[Grant] = []
    denying: list[Grant] = []
    missing = set[str]()
    for grant in policies:
        for statement in grant.statements:
            held = _held(statement, question)
            missing |= held.missing
            if held.holds:
                (allowing if statement.allows else denying).append(grant)
    if denying:
        return Verdict(EXPLICIT_DENY, tuple(denying), frozenset(missing))
    return Verdict(ALLOWED if allowing else IMPLICIT_DENY, tuple(allowing), frozenset(missing))


def _held(statement: Statement, question: Question) -> conditions.Held:
    """Whether the statement is about the question and its conditions hold."""
    if not statement.speaks_of(question.action):
        return conditions.Held(holds=False)
    if unknown := frozenset(_unknown_in_resources(statement, question.context)):
        return conditions.Held(holds=False, missing=unknown)
    if not _is_about(statement, question):
        return conditions.Held(holds=False)
    return conditions.judge(statement.conditions, question.context)


def _is_about(statement: Statement, question: Question) -> bool:
    patterns = statement.resources or statement.not_resources
    named = any(fits(conditions.resolved(one, question.context) or "", question.resource) for one in patterns)
    return named if statement.resources else not named


def _unknown_in_resources(statement: Statement, context: Context) -> Iterator[str]:
    for pattern in statement.resources + statement.not_resources:
        if conditions.resolved(pattern, context) is None:
            yield from (key for key in conditions.variables_in(pattern) if key.lower() not in context)
