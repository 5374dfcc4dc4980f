/* What is handed to the panel that stands beside the chat. */

import { compose } from "./composer.js";
import { become, dmId, go, state, subscribe } from "./store.js";

export const api = {
  person: () => state.person,
  people: () => (state.workspace?.people ?? []).filter((person) => !person.is_bot && !person.deleted),
  become,
  go,
  place: () => state.place,
  compose,
  messages: (channel) => state.rooms[channel === "dm" ? dmId() : channel] ?? [],
  home: () => state.home,
  views: () => state.views,
  subscribe,
  async request(path, body) {
    const said = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    const answer = await fetch(`/beside/${path.replace(/^\//, "")}`, { ...said, headers });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error ?? `HTTP ${answer.status}`);
    return told;
  },
};
