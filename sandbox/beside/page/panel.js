/* What stands beside the chat: the tour on top, below it the account or the leases. */

import { html, render, useRef, useState } from "/page/vendor/htm-preact.js";
import { Account } from "./account.js";
import { Breaking } from "./breaking.js";
import { useWorld } from "./hooks.js";
import { Leases } from "./leases.js";
import { Tour } from "./tour.js";
import { World } from "./world.js";

const STYLE = "/beside/panel.css";

export function mount(node, api) {
  const world = new World(api, node);
  if (!document.querySelector(`link[href="${STYLE}"]`)) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE }));
  }
  node.textContent = "";
  render(html`<${Panel} world=${world} />`, node);
  world.follow();
}

const TABS = [
  { id: "account", label: "Account", shown: (world) => html`<${Account} world=${world} />` },
  {
    id: "leases",
    label: "Leases",
    shown: (world) => html`<${Leases} world=${world} /><${Breaking} world=${world} />`,
  },
];

function Panel({ world }) {
  const [open, setOpen] = useState("account");
  const tabs = useRef(null);
  const step = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const at = TABS.findIndex(({ id }) => id === open);
    const next = TABS[(at + by + TABS.length) % TABS.length].id;
    setOpen(next);
    tabs.current.querySelector(`#tab-${next}`).focus();
  };
  return html`
    <div class="stack">
      <${Tour} world=${world} />
      <${Standing} world=${world} show=${() => setOpen("leases")} isShown=${open === "leases"} />
      <div class="sections" role="tablist" aria-label="Beside the chat" ref=${tabs} onKeyDown=${step}>
        ${TABS.map(
          ({ id, label }) => html`
            <button
              key=${id}
              type="button"
              role="tab"
              id=${`tab-${id}`}
              aria-selected=${open === id}
              aria-controls="beside-shown"
              tabindex=${open === id ? 0 : -1}
              onClick=${() => setOpen(id)}
            >
              ${label}
            </button>
          `,
        )}
      </div>
      <div id="beside-shown" role="tabpanel" aria-labelledby=${`tab-${open}`} tabindex="0">
        ${TABS.find(({ id }) => id === open).shown(world)}
      </div>
    </div>
  `;
}

/* Whatever is not as usual, in one line, wherever one is. */
function Standing({ world, show, isShown }) {
  useWorld(world);
  const { bot, troubles = [] } = world.told ?? {};
  const isDown = bot && bot.standing !== "up";
  if (world.isLost) return html`<p class="alarm" role="alert">The demonstration does not answer; it may have ended.</p>`;
  if (isShown || (!isDown && !troubles.length)) return null;
  const said = isDown ? (bot.standing === "starting" ? "The bot is starting …" : "The bot is down.") : "Something is made to go wrong.";
  return html`
    <p class="alarm" role="status">
      ${said} <button type="button" class="button" onClick=${show}>Show</button>
    </p>
  `;
}
