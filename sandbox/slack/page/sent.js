/* The drawer 'What the bot sent': each call, and where one was refused, why, and at which place in it. */

import { html, useEffect, useRef, useState } from "./vendor/htm-preact.js";
import { fullTime } from "./dates.js";
import { Icon } from "./icons.js";
import { objections, pretty } from "./refusals.js";
import { person, room, state } from "./store.js";

export function Sent({ close }) {
  const [isRefusedOnly, setRefusedOnly] = useState(false);
  const closer = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    closer.current.focus();
    return () => before?.isConnected && before.focus();
  }, []);
  const calls = state.calls.filter((call) => !isRefusedOnly || !call.ok);
  return html`<section class="sent" role="dialog" aria-labelledby="sent-title">
    <header>
      <h2 id="sent-title">What the bot sent</h2>
      <label class="sent-filter"><input type="checkbox" checked=${isRefusedOnly} onChange=${({ target }) => setRefusedOnly(target.checked)} /> Refused only</label>
      <button type="button" class="icon-button" ref=${closer} aria-label="Close" onClick=${close}><${Icon} name="close" /></button>
    </header>
    ${calls.length
      ? html`<ol class="calls">${calls.toReversed().map((call) => html`<${Call} key=${call.id} call=${call} />`)}</ol>`
      : html`<p class="empty quiet">${isRefusedOnly ? "Nothing was refused." : "The bot has called nothing yet."}</p>`}
  </section>`;
}

function Call({ call }) {
  const [isOpen, setOpen] = useState(false);
  const found = call.ok ? [] : objections(call);
  return html`<li class=${`call ${call.ok ? "" : "is-refused"}`} data-method=${call.method}>
    <p class="call-line">
      <code class="method">${call.method}</code>
      <span class="quiet">${whereTo(call.args)}</span>
      <time class="quiet" title=${fullTime(call.at)}>${took(call)}</time>
    </p>
    ${call.ok
      ? null
      : html`<p class="refusal"><strong>Refused:</strong> <code>${call.error ?? "no answer"}</code></p>
          ${found.length
            ? html`<ul class="objections">
                ${found.map(
                  ({ words, pointer, value }) => html`<li>
                    ${pointer ? html`<code class="pointer">${pointer}</code>` : null} <span>${words}</span>
                    ${value === undefined ? null : html`<span class="quiet found">Found: <code>${value}</code></span>`}
                  </li>`,
                )}
              </ul>`
            : null}`}
    <details onToggle=${(event) => setOpen(event.currentTarget.open)}>
      <summary>The payload</summary>
      ${isOpen ? html`<pre tabindex="0">${lines(call, found)}</pre>` : null}
    </details>
  </li>`;
}

/* The JSON as text, with the refused places marked. */
function lines(call, found) {
  const bad = new Set(found.map(({ pointer }) => pointer));
  return pretty(call.args).map(({ text, pointer }) =>
    bad.has(pointer) ? html`<mark>${text}</mark>${"\n"}` : `${text}\n`,
  );
}

function whereTo(args) {
  const channel = args.channel && room(args.channel);
  if (channel) return channel.is_im ? "to your direct message" : `in #${channel.name}`;
  const who = person(args.user_id ?? args.user ?? args.users ?? args.channel ?? "");
  return who ? `for ${who.real_name}` : "";
}

function took(call) {
  return call.took === null || call.took === undefined ? "" : `${Math.max(1, Math.round(call.took * 1000))} ms`;
}
