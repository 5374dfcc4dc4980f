/* The markdown block: headings, lists, quotes, code, tables left as text; a small part of Markdown, and no HTML. */

import { html } from "./vendor/htm-preact.js";
import { Link } from "./text.js";

export function Markdown({ block }) {
  return html`<div class="rich markdown">${parts(String(block.text ?? "").split("\n"))}</div>`;
}

function parts(lines) {
  const shown = [];
  for (let at = 0; at < lines.length; ) {
    const [node, next] = part(lines, at);
    if (node) shown.push(node);
    at = Math.max(next, at + 1);
  }
  return shown;
}

function part(lines, at) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (/^\s*```/.test(line)) return fenced(lines, at);
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [html`<hr />`, at + 1];
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return [html`<p class=${`heading level-${heading[1].length}`}>${inline(heading[2])}</p>`, at + 1];
  if (/^\s*[-*+]\s+/.test(line)) return listed(lines, at, /^\s*[-*+]\s+(.*)$/, "ul");
  if (/^\s*\d+[.)]\s+/.test(line)) return listed(lines, at, /^\s*\d+[.)]\s+(.*)$/, "ol");
  if (/^\s*>/.test(line)) return quoted(lines, at);
  return paragraph(lines, at);
}

function fenced(lines, at) {
  let end = at + 1;
  while (end < lines.length && !/^\s*```/.test(lines[end])) end += 1;
  return [html`<pre>${lines.slice(at + 1, end).join("\n")}</pre>`, end + 1];
}

function listed(lines, at, pattern, tag) {
  const items = [];
  let end = at;
  for (let found; end < lines.length && (found = pattern.exec(lines[end])); end += 1) {
    items.push(html`<li>${inline(found[1])}</li>`);
  }
  return [html`<${tag}>${items}<//>`, end];
}

function quoted(lines, at) {
  let end = at;
  while (end < lines.length && /^\s*>/.test(lines[end])) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(/^\s*> ?/, ""));
  return [html`<blockquote>${broken(inner)}</blockquote>`, end];
}

function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !/^(\s*([-*+]|\d+[.)]|>|```)|#{1,6}\s)/.test(lines[end])) end += 1;
  return [html`<p>${broken(lines.slice(at, end))}</p>`, end];
}

function broken(lines) {
  return lines.flatMap((line, number) => (number ? [html`<br />`, ...inline(line)] : inline(line)));
}

const SPANS = /(`[^`]+`)|(\*\*[^*]+\*\*)|(__[^_]+__)|(~~[^~]+~~)|(\*[^*\s][^*]*\*)|(\[[^\]]+\]\([^)\s]+\))|(https?:\/\/[^\s<>)]+)/g;

function inline(text) {
  const shown = [];
  let from = 0;
  for (const found of text.matchAll(SPANS)) {
    shown.push(text.slice(from, found.index), span(found[0]));
    from = found.index + found[0].length;
  }
  shown.push(text.slice(from));
  return shown;
}

function span(text) {
  if (text[0] === "`") return html`<code>${text.slice(1, -1)}</code>`;
  if (text.startsWith("**") || text.startsWith("__")) return html`<strong>${text.slice(2, -2)}</strong>`;
  if (text.startsWith("~~")) return html`<s>${text.slice(2, -2)}</s>`;
  if (text[0] === "*") return html`<em>${text.slice(1, -1)}</em>`;
  const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(text);
  return link ? html`<${Link} url=${link[2]} text=${link[1]} />` : html`<${Link} url=${text} />`;
}
