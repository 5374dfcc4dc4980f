/* The whole page: head, channels, the open place, what stands beside, and what lies over it all. */

import { html, useEffect, useLayoutEffect, useState } from "./vendor/htm-preact.js";
import { Beside } from "./beside.js";
import { Confirm } from "./confirm.js";
import { Head } from "./head.js";
import { Modal } from "./modal.js";
import { Place } from "./place.js";
import { Sent } from "./sent.js";
import { Sidebar } from "./sidebar.js";
import { dismiss, person, state, subscribe, unread } from "./store.js";

export function App() {
  const [, redraw] = useState(0);
  const [drawer, setDrawer] = useState("");
  useLayoutEffect(() => subscribe(() => redraw((before) => before + 1)), []);
  useEffect(() => setDrawer((before) => (before === "channels" ? "" : before)), [state.place, state.person]);
  useEffect(() => {
    document.title = title();
  });
  const isReady = Boolean(state.workspace);
  useEffect(() => {
    if (isReady) performance.mark("ready");
  }, [isReady]);
  if (!state.workspace) {
    return html`<p class="starting" role="status">Opening the practice workspace …</p>`;
  }
  const toggle = (name) => setDrawer((before) => (before === name ? "" : name));
  const closeDrawer = (event) => {
    if (event.key === "Escape" && drawer && !event.defaultPrevented && !state.views.length) setDrawer("");
  };
  return html`
    <div class=${`page ${state.beside ? "has-beside" : ""} shows-${drawer || "nothing"}`} onKeyDown=${closeDrawer}>
      <${Head} drawer=${drawer} toggle=${toggle} />
      ${state.link === "lost" ? html`<p class="banner" role="status">Reconnecting … The stand-in does not answer at the moment.</p>` : null}
      <${Sidebar} />
      <main class="main" aria-label=${placeName()}><${Place} key=${`${state.person}/${state.place}/${state.visit.number}`} /></main>
      <${Beside} />
      ${drawer ? html`<div class="shade" onClick=${() => setDrawer("")}></div>` : null}
      ${drawer === "sent" ? html`<${Sent} close=${() => setDrawer("")} />` : null}
    </div>
    <${Modal} key=${state.person} />
    <${Confirm} />
    <div class="notes" role="alert">
      ${state.notes.map(
        ({ id, text }) => html`<p key=${id} class="note">
          ${text} <button type="button" aria-label="Dismiss" onClick=${() => dismiss(id)}>×</button>
        </p>`,
      )}
    </div>
  `;
}

function title() {
  if (!state.workspace) return "Practice workspace";
  const waiting = state.workspace.channels.reduce((sum, channel) => sum + unread(channel.id), 0);
  return `${waiting ? `(${waiting}) ` : ""}${placeName()} · Practice workspace`;
}

export function placeName() {
  const { channels, app } = state.workspace;
  if (state.place === "home" || state.place === "dm") return app.name;
  const channel = channels.find(({ id }) => id === state.place);
  return channel ? `#${channel.name}` : person()?.real_name;
}
