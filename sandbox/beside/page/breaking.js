/* Trying to break it: the bot killed, Slack or AWS in trouble for a while; and what to look for. */

import { html, useState } from "/page/vendor/htm-preact.js";
import { useNow, useWorld } from "./hooks.js";
import { clock, left } from "./words.js";

const STANDINGS = { up: "up", starting: "starting …", stopped: "stopped", killed: "killed" };
const TROUBLES = [
  ["slack-down", "Slack is down", "Click a button meanwhile: what you decided is on the card once Slack is back."],
  ["aws-throttles", "AWS throttles", "Approve something: the access is late, not lost."],
  ["aws-denies-removals", "AWS denies removals", "Let a lease end: it is loudly late, and goes once AWS allows it."],
];

export function Breaking({ world }) {
  useWorld(world);
  const [refused, setRefused] = useState("");
  const troubles = world.told?.troubles ?? [];
  const now = useNow(troubles.length > 0);
  const order = async (path, said) => setRefused(await world.order(path, said));
  return html`
    <h3>Try to break it</h3>
    <${Bot} bot=${world.told?.bot} order=${order} />
    <ul class="troubles">
      ${TROUBLES.map(([name, label, hint]) => {
        const current = troubles.find((trouble) => trouble.name === name);
        return html`
          <li key=${name}>
            <button
              type="button"
              class="button"
              disabled=${Boolean(current)}
              onClick=${() => order("trouble", { do: name })}
            >
              ${current ? `${label}: ${left(current.ends_at - now)} left` : `${label} for 20 s`}
            </button>
            <span class="quiet">${hint}</span>
          </li>
        `;
      })}
    </ul>
    ${troubles.length > 0 &&
    html`<p class="end-trouble">
      <button type="button" class="button" onClick=${() => order("trouble", { do: "none" })}>End the Trouble Now</button>
    </p>`}
    ${refused && html`<p class="refused" role="alert">${refused}</p>`}
  `;
}

function Bot({ bot, order }) {
  if (!bot) return null;
  const isDown = bot.standing === "killed" || bot.standing === "stopped";
  const restarts = bot.restarts ? `, started again ${bot.restarts === 1 ? "once" : `${bot.restarts} times`}` : "";
  return html`
    <p class="bot" data-standing=${bot.standing}>
      <span role="status">
        The bot is <b>${STANDINGS[bot.standing]}</b>
        <span class="quiet"> since ${clock(bot.since)}${restarts}</span>
      </span>
      ${isDown
        ? html`<button type="button" class="button primary" onClick=${() => order("bot", { do: "start" })}>
            Start It Again
          </button>`
        : html`<button
            type="button"
            class="button danger"
            disabled=${bot.standing !== "up"}
            onClick=${() => order("bot", { do: "kill" })}
          >
            Kill the Bot
          </button>`}
    </p>
    <p class="quiet">
      It is killed as by <code>kill -9</code>: nothing is finished, nothing said. Whatever was decided is done when it is
      back, and a lease that ended meanwhile is taken back then.
    </p>
  `;
}
