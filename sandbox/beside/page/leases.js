/* The leases that run, with what is left of each as its card in #approvals says; and how long new ones are. */

import { html, useState } from "/page/vendor/htm-preact.js";
import { useNow, useWorld } from "./hooks.js";
import { cards } from "./seen.js";
import { left } from "./words.js";

const LENGTHS = [
  [null, "as the catalog says"],
  ["30s", "30 seconds"],
  ["2m", "2 minutes"],
  ["8h", "8 hours"],
];

export function Leases({ world }) {
  useWorld(world);
  const running = cards(world.api).filter((card) => card.isLive || card.isTakenBack);
  const now = useNow(running.length > 0);
  return html`
    <h3>Live leases</h3>
    ${running.length
      ? html`<ul class="leases">
          ${running.map((card) => html`<${Lease} key=${card.ts} card=${card} now=${now} who=${world.name(card.asker)} />`)}
        </ul>`
      : html`<p class="quiet">None. What is approved appears here with the time it has left.</p>`}
    <${Length} world=${world} />
  `;
}

function Lease({ card, now, who }) {
  const rest = card.endsAt ? card.endsAt - now : Infinity;
  return html`
    <li data-lease=${card.number}>
      <span><b>${who}</b> · ${card.bundle}</span>
      <span class=${rest < 10 || card.isStuck ? "left soon" : "left"}>${state(card, rest)}</span>
    </li>
  `;
}

function state(card, rest) {
  if (card.isStuck) return "overdue: AWS refuses the removal";
  if (card.isTakenBack) return "being taken back";
  if (!card.endsAt) return "for good";
  return rest > 0 ? left(rest) : "its time is up";
}

function Length({ world }) {
  const [refused, setRefused] = useState("");
  const { chosen, in_force: isInForce } = world.told?.length ?? { chosen: null, in_force: true };
  const choose = async (length) => setRefused(await world.order("lease-length", { default: length }));
  return html`
    <fieldset class="lengths">
      <legend>A new lease lasts</legend>
      ${LENGTHS.map(
        ([length, label]) => html`
          <label key=${label}>
            <input type="radio" name="lease-length" checked=${chosen === length} onChange=${() => choose(length)} />
            <span>${label}</span>
          </label>
        `,
      )}
      ${chosen && !LENGTHS.some(([length]) => length === chosen) && html`<p class="quiet">Now: ${chosen}.</p>`}
      <p class="quiet">
        New requests without a length get this one. Nothing is faked: the bot waits for its real clock.${" "}
        <span role="status">${isInForce ? "In force." : "The bot is taking it over …"}</span>
      </p>
      ${refused && html`<p class="refused" role="alert">${refused}</p>`}
    </fieldset>
  `;
}
