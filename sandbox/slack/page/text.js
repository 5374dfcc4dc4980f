/* Words on the page: mrkdwn and plain text, people, channels, groups, links and dates. */

import { html, useEffect, useState } from "./vendor/htm-preact.js";
import { dated, fullTime } from "./dates.js";
import { withEmoji } from "./emoji.js";
import { isSafe, parse } from "./mrkdwn.js";
import { go, now, person, room, state } from "./store.js";

/* A text object of Block Kit: plain_text or mrkdwn. */
export function Text({ of }) {
  if (!of) return null;
  if (typeof of === "string") return html`<span class="plain">${of}</span>`;
  if (of.type === "mrkdwn") return html`<${Mrkdwn} text=${of.text ?? ""} verbatim=${of.verbatim} />`;
  return html`<span class="plain">${plain(of)}</span>`;
}

/* The words of a plain_text, as they stand on a button. */
export function plain(of) {
  if (!of) return "";
  const text = typeof of === "string" ? of : String(of.text ?? "");
  return of.emoji === false ? text : withEmoji(text);
}

export function Mrkdwn({ text, verbatim = false }) {
  return html`<div class="mrkdwn">${parse(String(text), { verbatim }).map(paragraph)}</div>`;
}

function paragraph(node) {
  if (node.kind === "pre") return html`<pre>${runs(node.runs)}</pre>`;
  if (node.kind === "quote") return html`<blockquote>${runs(node.runs)}</blockquote>`;
  return html`<p>${runs(node.runs)}</p>`;
}

function runs(all) {
  return all.map(run);
}

function run(one) {
  switch (one.kind) {
    case "br":
      return html`<br />`;
    case "b":
      return html`<strong>${runs(one.runs)}</strong>`;
    case "i":
      return html`<em>${runs(one.runs)}</em>`;
    case "s":
      return html`<s>${runs(one.runs)}</s>`;
    case "code":
      return html`<code>${runs(one.runs)}</code>`;
    case "user":
      return html`<${Mention} id=${one.id} label=${one.label} />`;
    case "channel":
      return html`<${RoomLink} id=${one.id} label=${one.label} />`;
    case "group":
      return html`<${GroupMention} id=${one.id} label=${one.label} />`;
    case "broadcast":
      return html`<span class="mention is-me">@${one.range}</span>`;
    case "date":
      return html`<${When} ...${one} />`;
    case "link":
      return html`<${Link} url=${one.url} text=${one.text} />`;
    default:
      return one.text;
  }
}

export function Mention({ id, label }) {
  const known = person(id);
  const name = known ? known.real_name || known.name : label || id;
  return html`<span class=${`mention ${id === state.person ? "is-me" : ""}`} title=${known?.title || id}>@${name}</span>`;
}

export function GroupMention({ id, label }) {
  const group = state.workspace?.groups.find((each) => each.id === id);
  const isMine = group?.users.includes(state.person);
  const handle = group ? `@${group.handle}` : label || id;
  return html`<span class=${`mention ${isMine ? "is-me" : ""}`} title=${group?.name ?? id}>${handle}</span>`;
}

export function RoomLink({ id, label }) {
  const known = room(id);
  if (!known || known.is_im) return html`<span class="mention">#${label || known?.name || id}</span>`;
  return html`<button type="button" class="mention is-link" onClick=${() => go(id)}>#${known.name}</button>`;
}

/* A link says where it leads. */
export function Link({ url, text, children }) {
  if (!isSafe(url)) return html`<span title="This is not a web address.">${text || url}</span>`;
  const label = children ?? (text || url);
  const host = hostOf(url);
  const isSaid = !text || !host || text.includes(host);
  return html`<a href=${url} target="_blank" rel="noopener noreferrer" title=${url}
    >${label}</a
  >${isSaid ? null : html`<span class="host"> (${host})</span>`}`;
}

export function hostOf(url) {
  try {
    return new URL(url).host;
  } catch {
    return "";
  }
}

/* {ago} moves on by itself; every other word waits for the day to change. */
export function When({ unix, pattern, url, fallback }) {
  const [, look] = useState(0);
  const moves = pattern.includes("{ago}");
  useEffect(() => {
    if (!moves) return undefined;
    const timer = setInterval(() => look((before) => before + 1), 15000);
    return () => clearInterval(timer);
  }, [moves]);
  const text = dated(unix, pattern, fallback, now());
  const full = Number.isFinite(unix) && Math.abs(unix) < 8.64e12 ? fullTime(unix) : "";
  const shown = html`<time title=${full}>${text}</time>`;
  return url && isSafe(url) ? html`<${Link} url=${url} text=${text}>${shown}<//>` : shown;
}
