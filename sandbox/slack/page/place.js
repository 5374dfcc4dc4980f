/* The open place: a channel, or the app with its two tabs. */

import { html, useEffect } from "./vendor/htm-preact.js";
import { Blocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { gesture } from "./gestures.js";
import { Room } from "./room.js";
import { go, openRoom, room, state } from "./store.js";
import { ofView } from "./surface.js";

export function Place() {
  const isApp = state.place === "home" || state.place === "dm";
  return html`
    ${isApp ? html`<${AppHead} />` : html`<${RoomHead} />`}
    ${state.place === "home"
      ? html`<${Home} />`
      : html`<div class="conversation" id="place" role=${isApp ? "tabpanel" : undefined} aria-labelledby=${isApp ? "tab-dm" : undefined}>
          <${Room} channel=${openRoom()} />
          <${Composer} channel=${openRoom()} />
        </div>`}
  `;
}

function RoomHead() {
  const channel = room(state.place);
  const number = channel?.members?.length ?? 0;
  return html`<div class="place-head">
    <h1>#${channel?.name ?? ""}</h1>
    <p class="quiet">${number} member${number === 1 ? "" : "s"}</p>
  </div>`;
}

function AppHead() {
  const { app } = state.workspace;
  return html`<div class="place-head is-app">
    <h1>${app.name} <span class="app-mark">App</span></h1>
    <div class="tabs" role="tablist" aria-label=${app.name} onKeyDown=${turned}>
      ${tab("home", "Home")} ${tab("dm", "Messages")}
    </div>
  </div>`;
}

function tab(place, name) {
  const isOpen = state.place === place;
  return html`<button
    type="button"
    role="tab"
    id=${`tab-${place}`}
    aria-selected=${String(isOpen)}
    aria-controls="place"
    tabindex=${isOpen ? 0 : -1}
    onClick=${() => go(place)}
  >${name}</button>`;
}

function turned(event) {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const other = state.place === "home" ? "dm" : "home";
  go(other);
  setTimeout(() => document.getElementById(`tab-${other}`)?.focus());
}

/* The app is told that its tab was opened, and answers by publishing it. */
function Home() {
  useEffect(() => {
    gesture("opens_home", {}, { quiet: true });
  }, []);
  const view = state.home;
  return html`<div class="home" id="place" role="tabpanel" aria-labelledby="tab-home" tabindex="-1">
    ${view
      ? html`<${Blocks} blocks=${view.blocks} surface=${ofView(view)} />`
      : html`<div class="empty">
          <h2>Nothing here yet</h2>
          <p>${state.workspace.app.name} has not put anything on its Home tab for you.</p>
        </div>`}
  </div>`;
}
