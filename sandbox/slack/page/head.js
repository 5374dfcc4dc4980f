/* The head of the page: the workspace's name, who you are, and the page's own switches. */

import { html, useState } from "./vendor/htm-preact.js";
import { Avatar } from "./avatar.js";
import { Icon } from "./icons.js";
import { Menu } from "./menu.js";
import { become, openRoom, person, state, unread } from "./store.js";
import { isDark, switchTheme } from "./theme.js";

export function Head({ drawer, toggle }) {
  const refused = state.calls.filter((call) => !call.ok).length;
  const elsewhere = state.workspace.channels
    .filter(({ id }) => id !== openRoom())
    .reduce((sum, { id }) => sum + unread(id), 0);
  const [dark, setDark] = useState(isDark());
  return html`<header class="head">
    <button
      type="button"
      class="head-button only-narrow"
      aria-label=${`Channels${elsewhere ? `, ${elsewhere} unread` : ""}`}
      aria-expanded=${String(drawer === "channels")}
      onClick=${() => toggle("channels")}
    >
      <${Icon} name="menu" />${elsewhere ? html`<span class="unread-mark"></span>` : null}
    </button>
    <p class="workspace">
      <img class="logo" src="/page/icon.svg" alt="" width="24" height="24" />
      <span class="workspace-name">Practice workspace<span class="team">${state.workspace.team.name}</span></span>
    </p>
    <div class="head-end">
      ${state.beside
        ? html`<button type="button" class="head-button only-medium" aria-label="Account" aria-expanded=${String(drawer === "beside")} onClick=${() => toggle("beside")}>
            <${Icon} name="account" /><span class="head-word">Account</span>
          </button>`
        : null}
      <button
        type="button"
        class="head-button"
        title="What the bot sent"
        aria-label=${`What the bot sent${refused ? `, ${refused} refused` : ""}`}
        aria-expanded=${String(drawer === "sent")}
        onClick=${() => toggle("sent")}
      >
        <${Icon} name="sent" /><span class="head-word">What the bot sent</span>
        ${refused ? html`<span class="badge is-bad">${refused}</span>` : null}
      </button>
      <button
        type="button"
        class="head-button"
        aria-label=${dark ? "Switch to light" : "Switch to dark"}
        title=${dark ? "Switch to light" : "Switch to dark"}
        onClick=${() => setDark(switchTheme())}
      >
        <${Icon} name=${dark ? "sun" : "moon"} />
      </button>
      <${Who} />
    </div>
  </header>`;
}

function Who() {
  const me = person();
  const people = state.workspace.people.filter((each) => !each.is_bot && !each.deleted);
  const items = people.map((each) => ({
    key: each.id,
    label: each.real_name || each.name,
    note: [each.title, `@${each.name}`].filter(Boolean).join(" · "),
    lead: html`<${Avatar} person=${each} />`,
    checked: each.id === state.person,
  }));
  const name = me?.real_name || me?.name || "Nobody";
  const button = html`<${Avatar} person=${me} small />
    <span class="who-words"><span class="who-name">${name}</span><span class="who-title">${me?.title}</span></span>
    <${Icon} name="down" />`;
  return html`<${Menu}
    button=${button}
    label=${`You are ${name}. Switch to somebody else`}
    title="You are"
    className="head-button who"
    role="menuitemradio"
    items=${items}
    choose=${({ key }) => become(key)}
  />`;
}
