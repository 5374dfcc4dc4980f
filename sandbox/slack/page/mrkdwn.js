/* Slack's mrkdwn, read into nodes: text stays text, whatever it looks like. Nothing here knows HTML. */

import { emoji } from "./emoji.js";

const DEEPEST = 8;
const STYLES = { "*": "b", _: "i", "~": "s" };
const SCHEME = /^(https?:\/\/|mailto:|tel:)/i;
const BARE_LINK = /^https?:\/\/[^\s<>|]+/i;

/* Paragraphs, quotes and code blocks, in order; each holds runs, `pre` holds runs too but unformatted. */
export function parse(text, { verbatim = false } = {}) {
  const nodes = [];
  text.split(/```/).forEach((part, number, parts) => {
    const isCode = number % 2 === 1 && number < parts.length - 1;
    if (isCode) nodes.push({ kind: "pre", runs: tokensOnly(part.replace(/^\n|\n$/g, "")) });
    else if (number % 2 === 1) nodes.push(...paragraphs("```" + part, verbatim));
    else nodes.push(...paragraphs(trimmed(part, number > 0, number < parts.length - 1), verbatim));
  });
  return nodes;
}

/* The line break beside a code block belongs to the block. */
function trimmed(part, isAfter, isBefore) {
  const begun = isAfter ? part.replace(/^\n/, "") : part;
  return isBefore ? begun.replace(/\n$/, "") : begun;
}

function paragraphs(text, verbatim) {
  if (!text) return [];
  const nodes = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?(.*)$/s.exec(line);
    const kind = quoted ? "quote" : "p";
    if (nodes.at(-1)?.kind !== kind) nodes.push({ kind, runs: [] });
    else nodes.at(-1).runs.push({ kind: "br" });
    nodes.at(-1).runs.push(...inline(quoted ? quoted[1] : line, { verbatim, depth: 0 }));
  }
  return nodes;
}

/* One line's runs. A sign that opens nothing is a sign. */
function inline(line, how) {
  const runs = [];
  const closed = {};
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) runs.push({ kind: "text", text: unescaped(plain) });
    plain = "";
  };
  while (at < line.length) {
    const found = token(line, at) ?? code(line, at) ?? styled(line, at, how, closed) ?? sign(line, at) ?? link(line, at, how);
    if (found) {
      flush();
      runs.push(found.run);
      at = found.end;
    } else {
      plain += line[at];
      at += 1;
    }
  }
  flush();
  return runs;
}

/* Inside code, names and links are resolved and nothing else. */
function tokensOnly(text) {
  const runs = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const found = token(text, at);
    if (found) {
      if (plain) runs.push({ kind: "text", text: unescaped(plain) });
      plain = "";
      runs.push(found.run);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) runs.push({ kind: "text", text: unescaped(plain) });
  return runs;
}

/* <@U1|ann>, <#C1>, <!here>, <!subteam^S1>, <!date^…>, <https://…|label>; anything else in brackets is text. */
function token(text, at) {
  if (text[at] !== "<") return null;
  const end = text.indexOf(">", at);
  if (end < 0 || end - at > 3100) return null;
  const run = named(text.slice(at + 1, end));
  return run && { run, end: end + 1 };
}

function named(inside) {
  const bar = inside.indexOf("|");
  const name = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(inside.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/.test(name)) return { kind: "user", id: name.slice(1), label };
  if (/^#[CGD][A-Z0-9]+$/.test(name)) return { kind: "channel", id: name.slice(1), label };
  if (/^!subteam\^[A-Z0-9]+$/.test(name)) return { kind: "group", id: name.slice("!subteam^".length), label };
  if (/^!(here|channel|everyone)$/.test(name)) return { kind: "broadcast", range: name.slice(1) };
  const date = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(name);
  if (date) return { kind: "date", unix: Number(date[1]), pattern: unescaped(date[2]), url: date[3], fallback: label };
  if (SCHEME.test(name)) return { kind: "link", url: unescaped(name), text: label };
  return null;
}

function code(line, at) {
  if (line[at] !== "`") return null;
  const end = line.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  return { run: { kind: "code", runs: tokensOnly(line.slice(at + 1, end)) }, end: end + 1 };
}

function styled(line, at, how, closed) {
  const delimiter = line[at];
  const kind = STYLES[delimiter];
  if (!kind || closed[delimiter] || how.depth >= DEEPEST || isWord(line[at - 1]) || isSpace(line[at + 1])) return null;
  const end = closing(line, at, delimiter);
  if (end < 0) {
    closed[delimiter] = true;
    return null;
  }
  const runs = inline(line.slice(at + 1, end), { ...how, depth: how.depth + 1 });
  return { run: { kind, runs }, end: end + 1 };
}

/* Where the style ends: not after a space, not before a letter, and not inside a token. */
function closing(line, at, delimiter) {
  for (let end = line.indexOf(delimiter, at + 1); end > 0; end = line.indexOf(delimiter, end + 1)) {
    const isEnd = end > at + 1 && !isSpace(line[end - 1]) && !isWord(line[end + 1]);
    if (isEnd && !isInToken(line, at, end)) return end;
  }
  return -1;
}

function isInToken(line, from, at) {
  const open = line.lastIndexOf("<", at);
  return open > from && line.lastIndexOf(">", at) < open && line.indexOf(">", at) > 0;
}

function sign(line, at) {
  if (line[at] !== ":") return null;
  const found = /^:([a-z0-9_+-]{1,40}):/.exec(line.slice(at, at + 42));
  if (!found || emoji(found[1]) === found[0]) return null;
  return { run: { kind: "text", text: emoji(found[1]) }, end: at + found[0].length };
}

function link(line, at, how) {
  if (how.verbatim || (line[at] !== "h" && line[at] !== "H") || isWord(line[at - 1])) return null;
  const found = BARE_LINK.exec(line.slice(at, at + 2000));
  if (!found) return null;
  const url = found[0].replace(/[.,;:!?)'"*_~]+$/, "");
  return { run: { kind: "link", url: unescaped(url), text: "" }, end: at + url.length };
}

function isWord(character) {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

function isSpace(character) {
  return character === undefined || /\s/.test(character);
}

/* Slack escapes these three and no other. */
export function unescaped(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/* As Slack's own clients do with what people type. */
export function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

export function isSafe(url) {
  return SCHEME.test(url);
}
