/* Follows the stand-in's feed, and takes it up again whenever it breaks off. */

import { changed, known, readAddress, seePlace, state, take, visit } from "./store.js";

const FIRST_WAIT = 250;
const LONGEST_WAIT = 4000;

let socket = null;
let wait = FIRST_WAIT;
let again = 0;

export function follow() {
  const { person, place } = readAddress();
  Object.assign(state, { person, place });
  addEventListener("hashchange", moved);
  document.addEventListener("visibilitychange", () => {
    seePlace();
    changed();
  });
  connect();
}

function connect() {
  clearTimeout(again);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const opened = new WebSocket(`${scheme}://${location.host}/sandbox/feed?person=${encodeURIComponent(state.person)}`);
  socket?.close();
  socket = opened;
  opened.onmessage = ({ data }) => {
    if (opened !== socket) return;
    for (const line of data.split("\n")) take(JSON.parse(line));
    if (state.link !== "open") {
      state.link = "open";
      wait = FIRST_WAIT;
      changed();
    }
  };
  opened.onclose = () => {
    if (opened !== socket) return;
    state.link = state.workspace ? "lost" : "connecting";
    changed();
    again = setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
}

/* The address names another person or another place. */
function moved() {
  const { person, place } = readAddress();
  const isOther = person && person !== state.person;
  state.place = isOther ? place || state.place : known(place || state.place);
  if (isOther) {
    Object.assign(state, { person, rooms: {}, views: [], home: null });
    connect();
  } else {
    visit();
    seePlace();
  }
  changed();
}
