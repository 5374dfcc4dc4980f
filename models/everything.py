"""All tables, for whoever needs the whole of them: Alembic, and a comparison of schema and migrations."""

from models import (
    catalog_copy,
    decision,
    deed,
    departure,
    holding,
    home,
    lease,
    move,
    offer,
    person,
    plan,
    policy_text,
    post,
    principal,
    request,
    rotation,
    round,  # noqa: A004 (the room's word for it)
    snapshot,
    stir,
    stray,
    whisper,
    workspace,
)
from models.base import Base

metadata = Base.metadata
TABLES = (
    catalog_copy,
    decision,
    deed,
    departure,
    holding,
    home,
    lease,
    move,
    offer,
    person,
    plan,
    policy_text,
    post,
    principal,
    request,
    rotation,
    round,
    snapshot,
    stir,
    stray,
    whisper,
    workspace,
)
