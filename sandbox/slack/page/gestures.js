/* What the person does, brought to the stand-in; what goes wrong is said in a sentence. */

import { note, state } from "./store.js";

const SENTENCES = {
  message_not_found: "That message is not there any more.",
  no_such_element: "That is not there any more: the message has changed since.",
  not_found: "That window is not open any more.",
  no_modal_open: "No window is open any more.",
  user_not_in_channel: "You are not in that channel.",
  channel_not_found: "That channel is not there any more.",
  no_such_option: "That choice is not among those offered. Search again, then choose.",
  no_such_shortcut: "The app does not have that shortcut any more.",
  user_not_found: "This person is not in the workspace any more. Choose somebody else.",
};

const UNREACHABLE = "The practice workspace does not answer. Is it still running?";

/* Gives what the stand-in told, or null after it has been said what went wrong. */
export async function gesture(name, said = {}, { person = state.person, quiet = false } = {}) {
  try {
    const answer = await fetch(`/sandbox/people/${encodeURIComponent(person)}/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(said),
    });
    const told = await answer.json();
    if (answer.ok) return told;
    if (!quiet) note(SENTENCES[told.error] ?? `The practice workspace refused that: ${told.error}.`);
  } catch {
    if (!quiet) note(UNREACHABLE);
  }
  return null;
}

/* Where nothing else on the page shows that the app did not take it. */
export function saidIfFailed(told) {
  if (told?.failed) note(failure(told.failed));
  return told;
}

export function failure(failed) {
  if (failed === "operation_timeout") return "The app did not answer within three seconds (operation_timeout).";
  return `The app could not be reached (${failed}).`;
}

/* Fills on one surface go out in order, and whatever follows waits for them. */
const filling = new Map();
const waiting = new Map();

export function fill(surface, block, element, value, { tell = true } = {}) {
  const before = filling.get(surface.key) ?? Promise.resolve();
  const said = { ...surface.named, block_id: block.block_id, action_id: element.action_id, value, tell };
  const person = state.person;
  const sent = before.then(() => gesture("fills", said, { person })).then(saidIfFailed);
  filling.set(surface.key, sent);
  return sent;
}

/* Half-typed text goes out when the typing rests, or when something needs it. */
export function fillSoon(surface, block, element, value) {
  const key = `${surface.key} ${block.block_id} ${element.action_id}`;
  clearTimeout(waiting.get(key)?.timer);
  const send = () => {
    waiting.delete(key);
    return fill(surface, block, element, value, { tell: false });
  };
  waiting.set(key, { surface: surface.key, send, timer: setTimeout(send, 400) });
}

export async function settled(surface) {
  for (const each of stopped(surface)) each.send();
  await filling.get(surface.key);
}

/* What was half typed where nobody will send it any more. */
export function forsake(surface) {
  for (const [key] of [...waiting].filter(([, each]) => each.surface === surface.key)) {
    clearTimeout(waiting.get(key).timer);
    waiting.delete(key);
  }
}

function stopped(surface) {
  const found = [...waiting.values()].filter((each) => each.surface === surface.key);
  for (const each of found) clearTimeout(each.timer);
  return found;
}

export async function click(surface, block, element) {
  await settled(surface);
  const ids = { block_id: block.block_id, action_id: element.action_id };
  return gesture("clicks", { ...surface.named, ...ids, seen: { block, element } });
}

export function choose(surface, block, element, option) {
  const ids = { block_id: block.block_id, action_id: element.action_id };
  return gesture("chooses", { ...surface.named, ...ids, option });
}

export function search(surface, block, element, query) {
  const ids = { block_id: block.block_id, action_id: element.action_id };
  return gesture("searches", { ...surface.named, ...ids, query }, { quiet: true });
}

export function close(surface) {
  forsake(surface);
  return gesture("closes");
}

export async function submit(surface) {
  await settled(surface);
  return gesture("submits");
}
