"""Leases of long ago, as rows: what a quarter leaves behind, for stories that cannot wait so long."""

from datetime import UTC, datetime, timedelta

from models.database import Database
from models.lease import Lease
from models.lease_states import LeaseState
from models.lease_use import LeaseUse
from models.lease_use_states import LeaseUseState
from models.principal import Principal
from models.request import Request
from models.request_states import RequestState

DAY = timedelta(days=1)


def leased(database: Database, bundle: str, *, times: int, services: dict[str, str]) -> None:
    """So many leases of this bundle, over for a month, each with what of it was used: by prefix how it stands."""
    now = datetime.now(UTC)
    told = [{"prefix": each, "name": each, "stands": stands, "at": None} for each, stands in services.items()]
    with database.write() as session:
        principal = Principal(account="main", name="someone", unique_id="AIDA0LONGAGO")
        session.add(principal)
        session.flush()
        for _ in range(times):
            request = Request(asker="U0ANN", bundle=bundle, account="main", asked_at=now, state=RequestState.granted)
            session.add(request)
            session.flush()
            lease = Lease(
                request_id=request.id,
                principal_id=principal.id,
                holder="U0ANN",
                steps=[],
                lasts=DAY,
                approved_at=now - 32 * DAY,
                state=LeaseState.ended,
                live_at=now - 31 * DAY,
                ended_at=now - 30 * DAY,
            )
            session.add(lease)
            session.flush()
            session.add(LeaseUse(lease_id=lease.id, state=LeaseUseState.known, services=told))
