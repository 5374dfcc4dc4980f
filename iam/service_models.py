"""AWS's own descriptions of its services, kept small: what botocore reads of them, without what nobody here asks.

botocore keeps them for as long as a session lives, the documentation of every operation and the endpoints of some four
hundred services among them. Measured: the clients for STS, IAM and SES take 7 MB with these, 14 MB without.
https://botocore.amazonaws.com/v1/documentation/api/latest/reference/loaders.html
"""

import gzip
import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.loaders import JSONFileLoader, Loader

if TYPE_CHECKING:
    from botocore.session import Session

SERVICES = ("email", "iam", "sts")
"""By the names of their endpoints; `email` is SES."""


def read_lean(session: "Session") -> "Session":
    """Have the session read them so; all sessions with the same data path share what was read."""
    session.register_component("data_loader", _loader(session.get_config_variable("data_path")))
    return session


@cache
def _loader(data_path: str | None) -> Loader:
    paths = [] if data_path is None else [os.path.expandvars(each) for each in data_path.split(os.pathsep)]
    return Loader(extra_search_paths=[str(Path(each).expanduser()) for each in paths], file_loader=_Lean())


class _Lean(JSONFileLoader):
    def load_file(self, file_path: str) -> Any:  # noqa: ANN401 (whatever is in the file)
        """As botocore's own: None where there is no such file."""
        for name, opened in ((f"{file_path}.json", open), (f"{file_path}.json.gz", gzip.open)):
            if Path(name).is_file():
                with opened(name, "rb") as file:
                    read = json.loads(file.read(), object_pairs_hook=_undocumented)
                return _ours_alone(read) if Path(file_path).name == "endpoints" else read
        return None


def _undocumented(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An operation's documentation is a text; a field of that name is a shape."""
    return {sys.intern(key): value for key, value in pairs if key != "documentation" or not isinstance(value, str)}


def _ours_alone(endpoints: dict[str, Any]) -> dict[str, Any]:
    for partition in endpoints["partitions"]:
        partition["services"] = {name: told for name, told in partition["services"].items() if name in SERVICES}
    return endpoints
