"""The workspace read from a file, with what the app's manifest says laid over it."""

from pathlib import Path
from typing import Any

import yaml

from sandbox.slack.wire import Json
from sandbox.slack.workspace import App, Channel, Group, Person, Workspace

DEFAULT = Path(__file__).with_name("seed.yaml")


def read(path: Path, *, manifest: Path | None) -> Json:
    """YAML, of which JSON is a part; the manifest's scopes, commands, shortcuts and events win."""
    seed: Json = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
    if path != DEFAULT:
        given: Json = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        app = seed["app"] | given.pop("app", {})
        seed = seed | given | {"app": app}
    if manifest is not None:
        seed["app"] |= _from_manifest(yaml.safe_load(manifest.read_text(encoding="utf-8")))
    return seed


def build(seed: Json) -> Workspace:
    """A fresh workspace; everybody is in every channel unless the channel names its members."""
    team = seed["team"]
    people = [Person(**({"team_id": team["id"]} | person)) for person in seed["people"]]
    app = _app(seed["app"])
    people.append(
        Person(app.bot_user, app.name.lower(), team["id"], real_name=app.name, is_bot=True),
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
    return App(**(_copied(app) | {"commands": escapes}))


def _channel(channel: Json, everybody: set[str]) -> Channel:
    return Channel(**(channel | {"members": set(channel.get("members", everybody))}))


def _copied(row: Json) -> Json:
    """A reset must find the seed as it was: lists are not shared with the workspace."""
    return {key: list(value) if isinstance(value, list) else value for key, value in row.items()}


def _from_manifest(manifest: Json) -> Json:
    features: Any = manifest.get("features", {})
    settings: Any = manifest.get("settings", {})
    said: Json = {
        "scopes": manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []),
        "commands": {row["command"]: row for row in features.get("slash_commands", [])},
        "shortcuts": [row["callback_id"] for row in features.get("shortcuts", [])],
        "events": settings.get("event_subscriptions", {}).get("bot_events", []),
    }
    if name := features.get("bot_user", {}).get("display_name"):
        said["name"] = name
    return said
