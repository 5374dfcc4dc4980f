/* A face for everybody: initials on a colour of their own. */

import { html } from "./vendor/htm-preact.js";
import { state } from "./store.js";

const COLOURS = 8;

export function Avatar({ person, small = false }) {
  const name = person?.real_name || person?.name || "?";
  const look = person?.is_bot ? "is-app" : `tone-${tone(person?.id)}`;
  return html`<span class=${`avatar ${look} ${small ? "is-small" : ""}`} aria-hidden="true">${initials(name)}</span>`;
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}

/* By the order in which they joined, so that neighbours differ. */
function tone(id) {
  const at = state.workspace.people.findIndex((person) => person.id === id);
  return (at + COLOURS) % COLOURS;
}

/* Who speaks in a message; Slack itself has no entry among the people. */
export function author(message, people) {
  const known = people.find((person) => person.id === message.user);
  if (known) return known;
  return { id: message.user, name: "Workspace", real_name: message.user === "USLACKBOT" ? "Workspace" : message.user, is_bot: false };
}
