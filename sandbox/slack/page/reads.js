/* How far each person has read in each channel; kept by this browser. */

const KEY = "practice-workspace-reads";
let kept = load();

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export function lastRead(person, channel) {
  return kept[`${person}/${channel}`] ?? "0";
}

export function mark(person, channel, ts) {
  const key = `${person}/${channel}`;
  if ((kept[key] ?? "0") >= ts) return;
  kept = { ...load(), ...kept, [key]: ts };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

export function unread(person, messages) {
  const last = messages.length ? lastRead(person, messages[0].channel) : "0";
  let number = 0;
  for (let at = messages.length - 1; at >= 0 && messages[at].ts > last; at -= 1) {
    if (messages[at].user !== person) number += 1;
  }
  return number;
}

/* Another workspace at the same address may have an earlier clock: what was read later than now is forgotten. */
export function keepWithin(person, now) {
  for (const key of Object.keys(kept)) {
    if (key.startsWith(`${person}/`) && Number(kept[key]) > now + 60) delete kept[key];
  }
}
