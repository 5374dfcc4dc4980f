/* The rich_text block: paragraphs, lists, quotes and preformatted text, whose runs carry their own style. */

import { html } from "./vendor/htm-preact.js";
import { emoji } from "./emoji.js";
import { unknown } from "./unknown.js";
import { GroupMention, Link, Mention, RoomLink, When } from "./text.js";

export function RichText({ block }) {
  return html`<div class="rich">${(block.elements ?? []).map(part)}</div>`;
}

function part(element) {
  switch (element.type) {
    case "rich_text_section":
      return html`<p>${(element.elements ?? []).map(run)}</p>`;
    case "rich_text_quote":
      return html`<blockquote>${(element.elements ?? []).map(run)}</blockquote>`;
    case "rich_text_preformatted":
      return html`<pre>${(element.elements ?? []).map(run)}</pre>`;
    case "rich_text_list":
      return list(element);
    default:
      return unknown("rich text", element.type);
  }
}

function list(element) {
  const items = (element.elements ?? []).map((item) => html`<li>${(item.elements ?? []).map(run)}</li>`);
  const kind = `indent-${Math.min(8, element.indent ?? 0)}`;
  if (element.style === "ordered") return html`<ol class=${kind} start=${1 + (element.offset ?? 0)}>${items}</ol>`;
  return html`<ul class=${kind}>${items}</ul>`;
}

function run(one) {
  const shown = word(one);
  const style = one.style ?? {};
  return [
    ["code", "code"],
    ["strike", "s"],
    ["italic", "em"],
    ["bold", "strong"],
    ["underline", "u"],
  ].reduce((inner, [name, tag]) => (style[name] ? html`<${tag}>${inner}<//>` : inner), shown);
}

function word(one) {
  switch (one.type) {
    case "text":
      return String(one.text ?? "");
    case "link":
      return html`<${Link} url=${String(one.url)} text=${one.text} />`;
    case "user":
      return html`<${Mention} id=${one.user_id} />`;
    case "usergroup":
      return html`<${GroupMention} id=${one.usergroup_id} />`;
    case "channel":
      return html`<${RoomLink} id=${one.channel_id} />`;
    case "broadcast":
      return html`<span class="mention is-me">@${one.range}</span>`;
    case "emoji":
      return emoji(one.name, one.unicode);
    case "date":
      return html`<${When} unix=${one.timestamp} pattern=${one.format} url=${one.url} fallback=${one.fallback ?? ""} />`;
    case "color":
      return html`<span class="colour"><span class="dot" style=${{ background: one.value }}></span>${one.value}</span>`;
    default:
      return unknown("text", one.type);
  }
}
