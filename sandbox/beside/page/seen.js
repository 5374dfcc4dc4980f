/* What is read from Slack's messages, as anybody there could: cards of requests, and the ends of leases. */

export const APPROVALS = "C0APPROVALS";
const WITH_CARDS = [APPROVALS, "C0SECURITY"];

/* All text of a message in order, mrkdwn as it was sent. */
export function text(message) {
  const found = [];
  collect(message.blocks?.length ? message.blocks : message.text, found);
  return found.join("\n");
}

function collect(thing, found) {
  if (typeof thing === "string") found.push(thing);
  else if (Array.isArray(thing)) thing.forEach((each) => collect(each, found));
  else if (thing && typeof thing === "object") {
    for (const key of ["text", "fields", "elements", "accessory"]) if (thing[key]) collect(thing[key], found);
  }
}

/* A request as its card shows it; null when the message is none. */
export function card(message) {
  if (message.ephemeral_to) return null;
  const said = text(message);
  const asked = /<@(\w+)(?:\|[^>]*)?> asks for \*([^*]+)\* (.*)/.exec(said);
  if (!asked) return null;
  const live = /Live until <!date\^(\d+)\^/.exec(said);
  const isStuck = said.includes("AWS refuses the removal");
  const isTakenBack = isStuck || said.includes("It is being taken back");
  return {
    ts: message.ts,
    asker: asked[1],
    bundle: asked[2],
    lasts: asked[3],
    number: /[Rr]equest (\d+)/.exec(said)?.[1] ?? "",
    isWaiting: /\n\d+ approvals? (?:is|are) needed/.test(said),
    isLive: said.includes("\nLive"),
    endsAt: live ? Number(live[1]) : null,
    isTakenBack,
    isStuck,
    isOver: /\n(?:Ended|It failed|Nothing was changed in AWS|Nobody answered)/.test(said) && !isTakenBack,
    isEnded: /\nEnded/.test(said),
  };
}

export function cards(api) {
  return WITH_CARDS.flatMap((channel) => api.messages(channel)).map(card).filter(Boolean);
}
