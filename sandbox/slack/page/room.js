/* A conversation: two thousand messages scroll, because they are laid out leaf by leaf and only where one looks. */

import { Component, html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/htm-preact.js";
import { dayOf, dayWords } from "./dates.js";
import { Message } from "./message.js";
import { now, person, room, state } from "./store.js";

/* Small enough to be laid out within a frame as it is scrolled into sight. */
const LEAF = 10;
const FIRST_LEAVES = 6;
const MORE_LEAVES = 10;
const NEAR = 40;
const TOGETHER = 300;

export function Room({ channel }) {
  const messages = state.rooms[channel] ?? [];
  const [begun, replies] = threads(messages);
  const leaves = Math.max(1, Math.ceil(begun.length / LEAF));
  const [drawn, setDrawn] = useState(FIRST_LEAVES);
  const [isBehind, setBehind] = useState(false);
  const frame = useRef(null);
  const isAtEnd = useRef(true);
  const last = messages.at(-1)?.ts;

  useEffect(() => {
    if (drawn >= leaves) return undefined;
    const timer = (window.requestIdleCallback ?? setTimeout)(() => setDrawn(drawn + MORE_LEAVES));
    return () => (window.cancelIdleCallback ?? clearTimeout)(timer);
  }, [drawn, leaves]);

  const toEnd = () => {
    frame.current.scrollTop = frame.current.scrollHeight;
    setBehind(false);
  };
  useLayoutEffect(() => {
    const isMine = messages.at(-1)?.user === state.person || messages.at(-1)?.ephemeral_to;
    if (isAtEnd.current || isMine) toEnd();
    else setBehind(true);
  }, [last]);
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  });
  useEffect(() => {
    const grown = new ResizeObserver(() => isAtEnd.current && toEnd());
    grown.observe(frame.current.firstElementChild);
    grown.observe(frame.current);
    return () => grown.disconnect();
  }, []);
  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = frame.current;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
    if (isAtEnd.current && isBehind) setBehind(false);
  };

  const known = room(channel);
  const name = known?.is_im ? state.workspace.app.name : `#${known?.name ?? ""}`;
  const from = Math.max(0, leaves - drawn);
  const marker = state.visit.fresh;
  return html`<div class="room" ref=${frame} onScroll=${scrolled} tabindex="0" role="region" aria-label=${`Messages in ${name}`}>
      <div class="log" role="log" aria-live="polite" aria-busy=${String(drawn < leaves)} aria-label=${`Messages in ${name}`}>
        ${from === 0 ? html`<${Beginning} name=${name} isApp=${known?.is_im} isEmpty=${!begun.length} />` : null}
        ${Array.from({ length: leaves - from }, (_, number) => {
          const at = (from + number) * LEAF;
          const said = begun.slice(at, at + LEAF);
          return html`<${Leaf}
            key=${from + number}
            messages=${said}
            before=${begun[at - 1]}
            replies=${said.map((message) => replies.get(message.ts))}
            marker=${said.some(({ ts }) => ts === marker) ? marker : ""}
            names=${state.workspace}
          />`;
        })}
      </div>
    </div>
    ${isBehind ? html`<button type="button" class="button to-end" onClick=${toEnd}>New messages below</button>` : null}`;
}

/* What begins, and what answers it; an answer to what is not there stands for itself. */
function threads(messages) {
  const replies = new Map();
  const there = new Set(messages.map(({ ts }) => ts));
  const begun = messages.filter((message) => {
    const parent = message.thread_ts;
    if (!parent || parent === message.ts || !there.has(parent)) return true;
    replies.set(parent, [...(replies.get(parent) ?? []), message]);
    return false;
  });
  return [begun, replies];
}

function Beginning({ name, isApp, isEmpty }) {
  const [command] = state.workspace.app.commands;
  const hint = command ? html`Type <code>${command.command}</code> below to begin.` : null;
  return html`<div class="beginning">
    <h2>${name}</h2>
    <p class="quiet">
      ${isApp ? `This is where ${name} writes to ${person()?.real_name ?? "you"}.` : `This is the beginning of ${name}.`}
      ${isEmpty ? html` ${hint}` : null}
    </p>
  </div>`;
}

/* Drawn again only when one of its messages is another than before. */
class Leaf extends Component {
  shouldComponentUpdate(next) {
    const { messages, replies, before, marker, names } = this.props;
    return (
      before !== next.before ||
      marker !== next.marker ||
      names !== next.names ||
      !alike(messages, next.messages) ||
      replies.some((each, number) => !alike(each ?? [], next.replies[number] ?? []))
    );
  }

  render({ messages, before, replies, marker }) {
    const rows = messages.map((message, number) => {
      const previous = number ? messages[number - 1] : before;
      const isNewDay = !previous || dayOf(previous.ts) !== dayOf(message.ts);
      const day = isNewDay ? html`<p class="day" key=${`day ${message.ts}`}><span>${dayWords(message.ts, now())}</span></p>` : null;
      const fresh = message.ts === marker ? html`<p class="fresh" key="fresh"><span>New</span></p>` : null;
      const isCompact = !isNewDay && !fresh && belongsTogether(previous, message);
      return [day, fresh, html`<${Message} key=${message.ts} message=${message} isCompact=${isCompact} replies=${replies[number]} />`];
    });
    return html`<div class="leaf">${rows}</div>`;
  }
}

function alike(one, other) {
  return one.length === other.length && one.every((each, number) => each === other[number]);
}

function belongsTogether(before, message) {
  return (
    before.user === message.user &&
    Boolean(before.ephemeral_to) === Boolean(message.ephemeral_to) &&
    !before.blocks &&
    Number(message.ts) - Number(before.ts) < TOGETHER
  );
}
