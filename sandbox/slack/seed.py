"""The workspace read from a file, with what the app's manifest says laid over it."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import yaml

from sandbox.slack.wire import Json
from sandbox.slack.workspace import App, Channel, Group, Person, Workspace

DEFAULT = Path(__file__).with_name("seed.yaml")
_ROWS: Mapping[str, type] = {"people": Person, "channels": Channel, "groups": Group}
_TEAM = ("id", "domain", "name")


class UnusableError(ValueError):
    """One line: which file, where in it, what was expected and what was found."""


def read(path: Path, *, manifest: Path | None) -> Json:
    """YAML, of which JSON is a part; the manifest's scopes, commands, shortcuts and events win."""
    seed: Json = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
    if path != DEFAULT:
        given = _mapping(_loaded(path) or {}, path, expected=f"a mapping of {', '.join(seed)}")
        _check(given, path, known=seed)
        seed = seed | given | {"team": seed["team"] | given.get("team", {}), "app": seed["app"] | given.get("app", {})}
    if manifest is not None:
        seed["app"] |= _from_manifest(_loaded(manifest), manifest)
    try:
        build(seed)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnusableError(f"{path}: no workspace can be made of it: {error}") from None
    return seed


def build(seed: Json) -> Workspace:
    """A fresh workspace; everybody is in every channel unless the channel names its members."""
    team = seed["team"]
    people = [Person(**({"team_id": team["id"]} | person)) for person in seed["people"]]
    app = _app(seed["app"])
    people.append(
        Person(app.bot_user, app.name.lower().replace(" ", "_"), team["id"], real_name=app.name, is_bot=True),
    )
    everybody = {person.id for person in people}
    return Workspace(
        id=team["id"],
        domain=team["domain"],
        name=team.get("name", team["domain"]),
        app=app,
        people={person.id: person for person in people},
        channels={channel["id"]: _channel(channel, everybody) for channel in seed["channels"]},
        groups={group["id"]: Group(**_copied(group)) for group in seed["groups"]},
    )


def _app(app: Json) -> App:
    commands = app["commands"]
    escapes = {name: bool((said or {}).get("should_escape")) for name, said in commands.items()}
    words = {name: dict(said or {}) for name, said in commands.items()} | app.get("words", {})
    return App(**(_copied(app) | {"commands": escapes, "words": words}))


def _channel(channel: Json, everybody: set[str]) -> Channel:
    return Channel(**(channel | {"members": set(channel.get("members", everybody))}))


def _copied(row: Json) -> Json:
    """A reset must find the seed as it was: lists are not shared with the workspace."""
    return {key: list(value) if isinstance(value, list) else value for key, value in row.items()}


def _loaded(path: Path) -> Any:  # noqa: ANN401 - whatever stands in the file
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableError(f"{path}: cannot be read: {error}") from None
    except yaml.YAMLError as error:
        raise UnusableError(f"{path}: neither YAML nor JSON: {' '.join(str(error).split())}") from None


def _check(given: Json, path: Path, *, known: Json) -> None:
    """Every name is known, every row has what it needs."""
    _check_names(given, path, may=tuple(known))
    for name, fits in (("team", _TEAM), ("app", tuple(field.name for field in fields(App)))):
        part = _mapping(given.get(name, {}), path, name, expected=f"a mapping of {', '.join(fits)}")
        _check_names(part, path, name, may=fits)
    for name, row in _ROWS.items():
        rows = given.get(name, [])
        if not isinstance(rows, list):
            raise UnusableError(f"{path}: {name}: expected a list, found {rows!r}")
        for number, one in enumerate(rows, start=1):
            where = f"{name}, number {number}"
            must = tuple(each.name for each in fields(row) if _is_needed(each.default, each.default_factory))
            may = tuple(each.name for each in fields(row))
            _check_names(_mapping(one, path, where, expected="a mapping"), path, where, may=may, must=must)


def _is_needed(*defaults: object) -> bool:
    return all(default is MISSING for default in defaults)


def _check_names(given: Json, path: Path, where: str = "", *, may: tuple[str, ...], must: tuple[str, ...] = ()) -> None:
    at = f"{path}: {where}: " if where else f"{path}: "
    strange = [str(name) for name in given if name not in may]
    missing = [name for name in must if name not in given and name != "team_id"]
    if strange:
        raise UnusableError(f"{at}expected {', '.join(may)}; found {', '.join(strange)}")
    if missing:
        raise UnusableError(f"{at}expected {', '.join(missing)} too; found only {', '.join(given) or 'nothing'}")


def _mapping(given: Any, path: Path, where: str = "", *, expected: str) -> Json:  # noqa: ANN401 - unjudged YAML
    if not isinstance(given, dict):
        at = f"{path}: {where}: " if where else f"{path}: "
        raise UnusableError(f"{at}expected {expected}, found {given!r}")
    return given


def _from_manifest(given: Any, path: Path) -> Json:  # noqa: ANN401 - unjudged YAML
    """Scopes, commands, shortcuts and events of https://docs.slack.dev/reference/app-manifest."""
    manifest = _mapping(given, path, expected="an app's manifest")
    try:
        return _of_the_app(manifest)
    except (AttributeError, KeyError, TypeError) as error:
        told = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise UnusableError(f"{path}: expected an app's manifest, found another shape: {told}") from None


def _of_the_app(manifest: Json) -> Json:
    features: Any = manifest.get("features") or {}
    settings: Any = manifest.get("settings") or {}
    scopes: Any = (manifest.get("oauth_config") or {}).get("scopes") or {}
    said: Json = {
        "scopes": list(scopes.get("bot") or []),
        "commands": {row["command"]: row for row in features.get("slash_commands") or []},
        "shortcuts": [row["callback_id"] for row in features.get("shortcuts") or []],
        "words": {row["callback_id"]: row for row in features.get("shortcuts") or []},
        "events": list((settings.get("event_subscriptions") or {}).get("bot_events") or []),
    }
    if name := (features.get("bot_user") or {}).get("display_name"):
        said["name"] = str(name)
    return said
