/* Where one can go: the channels, and the app. Bold with a number is what has not been read. */

import { html } from "./vendor/htm-preact.js";
import { Avatar } from "./avatar.js";
import { dmId, go, openRoom, person, state, unread } from "./store.js";

export function Sidebar() {
  const { channels, app } = state.workspace;
  return html`<nav class="sidebar" aria-label="Channels and direct messages">
    <h2>Channels</h2>
    <ul>
      ${channels.filter((channel) => !channel.is_im).map((channel) => html`<${Row} key=${channel.id} place=${channel.id} channel=${channel.id}>
        <span class="hash" aria-hidden="true">${channel.is_private ? "◇" : "#"}</span>
        <span class="row-name">${channel.name}</span>
      <//>`)}
    </ul>
    <h2>Apps</h2>
    <ul>
      <${Row} place="dm" channel=${dmId()}>
        <${Avatar} person=${person(app.bot_user)} small />
        <span class="row-name">${app.name}</span>
      <//>
    </ul>
  </nav>`;
}

function Row({ place, channel, children }) {
  const isOpen = state.place === place || (place === "dm" && state.place === "home");
  const number = openRoom() === channel && !document.hidden ? 0 : unread(channel);
  return html`<li>
    <button
      type="button"
      class=${`row ${number ? "is-unread" : ""}`}
      data-place=${place}
      aria-current=${isOpen ? "page" : undefined}
      onClick=${() => go(place)}
    >
      ${children}
      ${number ? html`<span class="badge" aria-label=${`${number} unread`}>${number > 99 ? "99+" : number}</span>` : null}
    </button>
  </li>`;
}
