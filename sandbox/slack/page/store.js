/* What the page knows, told by the feed or chosen here, and who is told when it changes. */

import * as reads from "./reads.js";
import { forgetDrafts } from "./drafts.js";

const MOST_CALLS = 200;

export const state = {
  link: "connecting",
  person: "",
  place: "",
  workspace: null,
  rooms: {},
  views: [],
  home: null,
  calls: [],
  beside: false,
  clock: 0,
  notes: [],
  visit: { number: 0, fresh: "" },
  version: 0,
};

const listeners = new Set();
let isTelling = false;

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/* Once for all the changes of one moment. */
export function changed() {
  state.version += 1;
  if (isTelling) return;
  isTelling = true;
  queueMicrotask(() => {
    isTelling = false;
    for (const listener of [...listeners]) listener();
  });
}

/* One line of the feed. */
export function take(line) {
  taking[line.kind]?.(line);
  changed();
}

const taking = {
  all(line) {
    const { person, workspace, rooms, views, home, beside, clock } = line;
    const isFirst = !Object.keys(state.rooms).length;
    Object.assign(state, { workspace, rooms, views, home, beside, clock });
    state.person = person;
    const calls = new Map([...line.refused, ...line.calls].map((call) => [call.id, call]));
    state.calls = [...calls.values()].sort((one, other) => one.id - other.id);
    reads.keepWithin(person, now());
    state.place = known(state.place);
    history.replaceState(null, "", `#/${person}/${state.place}`);
    if (isFirst) visit();
    seePlace();
  },
  message({ channel, message }) {
    const said = state.rooms[channel] ?? [];
    state.rooms = { ...state.rooms, [channel]: laid(said, message) };
    if (channel === openRoom()) seePlace();
  },
  gone({ channel, ts }) {
    const said = state.rooms[channel] ?? [];
    state.rooms = { ...state.rooms, [channel]: said.filter((message) => message.ts !== ts) };
  },
  views({ views }) {
    state.views = views;
    forgetDrafts(views.map((view) => view.id));
  },
  home({ view }) {
    state.home = view;
  },
  call({ call }) {
    state.calls = [...state.calls.slice(1 - MOST_CALLS), call];
  },
};

/* The newest goes to the end; a changed one stays where it was. */
function laid(said, message) {
  if (!said.length || said[said.length - 1].ts < message.ts) return [...said, message];
  const others = said.filter((each) => each.ts !== message.ts);
  const after = others.findIndex((each) => each.ts > message.ts);
  const at = after < 0 ? others.length : after;
  return [...others.slice(0, at), message, ...others.slice(at)];
}

/* The person and the place, from the address: #/U0ANN/C0GENERAL. */
export function readAddress() {
  const [, person = "", place = ""] = location.hash.split("/").map(decodeURIComponent);
  return { person, place };
}

/* A place that this person can be at: the one that was asked for, or else the first channel. */
export function known(place) {
  if (place === "home" || place === "dm") return place;
  const found = room(place);
  if (found?.is_im) return "dm";
  return found ? place : (state.workspace?.channels[0]?.id ?? "home");
}

export function become(person) {
  location.hash = `#/${person}/${state.place}`;
}

/* A channel's id, "home", or "dm": the direct message with the app. */
export function go(place) {
  const own = place === dmId() ? "dm" : place;
  if (own === state.place) return;
  location.hash = `#/${state.person}/${own}`;
}

export function now() {
  return Date.now() / 1000 + state.clock;
}

export function dmId() {
  return state.workspace?.channels.find((channel) => channel.is_im)?.id ?? "";
}

/* The id of the conversation that is open; none on the Home tab. */
export function openRoom() {
  if (state.place === "home") return "";
  return state.place === "dm" ? dmId() : state.place;
}

export function room(id) {
  return state.workspace?.channels.find((channel) => channel.id === id);
}

export function person(id = state.person) {
  return state.workspace?.people.find((each) => each.id === id);
}

export function unread(channel) {
  return reads.unread(state.person, state.rooms[channel] ?? []);
}

/* A place is opened: what was not read before is marked as new for as long as one stays. */
export function visit() {
  const messages = state.rooms[openRoom()] ?? [];
  const readUpTo = messages.length ? reads.lastRead(state.person, openRoom()) : "0";
  const isNew = ({ ts, user }) => ts > readUpTo && user !== state.person;
  const fresh = readUpTo === "0" ? undefined : messages.find(isNew);
  state.visit = { number: state.visit.number + 1, fresh: fresh?.ts ?? "" };
}

/* What stands in the open room counts as read while somebody looks. */
export function seePlace() {
  const channel = openRoom();
  const last = state.rooms[channel]?.at(-1);
  if (last && !document.hidden) reads.mark(state.person, channel, last.ts);
}

/* A sentence at the foot of the page, for a while. */
export function note(text) {
  const said = { id: crypto.randomUUID(), text };
  state.notes = [...state.notes.slice(-2), said];
  changed();
  setTimeout(() => dismiss(said.id), 8000);
}

export function dismiss(id) {
  state.notes = state.notes.filter((each) => each.id !== id);
  changed();
}
