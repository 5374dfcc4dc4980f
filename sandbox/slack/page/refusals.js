/* Why a call was refused and where, and its JSON line by line, each line with the pointer of what it shows. */

const LONGEST = 160;

/* The stand-in's lines end with [json-pointer:/blocks/0/text]. */
export function objections(call) {
  const answer = call.answer ?? {};
  const lines = answer.errors ?? answer.response_metadata?.messages ?? [];
  const args = opened(call.args);
  return lines.map((line) => {
    const [, words, pointer = ""] = /^(?:\[ERROR\] )?(.*?)(?: \[json-pointer:(.*)\])?$/s.exec(String(line));
    return { words, pointer, value: pointer ? shown(at(args, pointer)) : undefined };
  });
}

/* Blocks and views may have come as strings of JSON. */
function opened(args) {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, parsed(value)]));
}

function parsed(value) {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function at(value, pointer) {
  return pointer
    .split("/")
    .slice(1)
    .reduce((inner, name) => inner?.[name.replace(/~1/g, "/").replace(/~0/g, "~")], value);
}

function shown(value) {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

export function pretty(args) {
  const lines = [];
  write(lines, opened(args), { pointer: "", indent: "", before: "", after: "" });
  return lines;
}

function write(lines, value, { pointer, indent, before, after }) {
  const push = (text) => lines.push({ text: `${indent}${text}`, pointer });
  const isList = Array.isArray(value);
  const entries = value !== null && typeof value === "object" ? Object.entries(value) : [];
  if (!entries.length) {
    push(`${before}${JSON.stringify(value)}${after}`);
    return;
  }
  push(`${before}${isList ? "[" : "{"}`);
  entries.forEach(([name, inner], number) =>
    write(lines, inner, {
      pointer: `${pointer}/${name}`,
      indent: `${indent}  `,
      before: isList ? "" : `${JSON.stringify(name)}: `,
      after: number < entries.length - 1 ? "," : "",
    }),
  );
  push(`${isList ? "]" : "}"}${after}`);
}
