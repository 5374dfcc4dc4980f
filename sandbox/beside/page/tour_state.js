/* Where a visitor is in the tour: what was begun, what is seen of it in Slack and IAM, and which step that makes. */

import { cards, text, APPROVALS } from "./seen.js";
import { BUNDLE, STEPS } from "./tour_steps.js";

const KEPT = "leasehold-tour";
const DECLINED = "leasehold-tour-declined";

export function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    if (kept) return kept;
  } catch {
    // Nothing kept, or not to be read: as if for the first time.
  }
  return { step: null, isDeclined: localStorage.getItem(DECLINED) === "yes" };
}

export function remember(tour) {
  if (tour.step === null) {
    sessionStorage.removeItem(KEPT);
    localStorage.setItem(DECLINED, tour.isDeclined ? "yes" : "no");
  } else {
    sessionStorage.setItem(KEPT, JSON.stringify(tour));
  }
}

export function forget(isDeclined) {
  return { step: null, isDeclined };
}

/* What stands in #approvals already is not the tour's, unless it is ann's and still open. */
export function begin(world) {
  const last = world.api.messages(APPROVALS).at(-1);
  return { step: 0, after: last?.ts ?? "", demo: world.told?.demo ?? "" };
}

export function look(world, tour) {
  const ann = world.person("ann");
  const card = cards(world.api).findLast(
    (each) => each.asker === ann && each.bundle === BUNDLE && (each.ts > tour.after || !each.isOver),
  );
  const later = (message) => card && message.ts > card.ts;
  const whispers = world.api.messages(APPROVALS).filter((message) => message.ephemeral_to === ann && later(message));
  const user = world.told?.account?.users.find((each) => each.name === "ann");
  const isAnn = world.api.person() === ann;
  return {
    card,
    isAnn,
    place: world.api.place(),
    isRefused: whispers.some((message) => text(message).includes("Nobody decides")),
    isWarned: isAnn && world.api.messages("dm").some((message) => later(message) && isWarning(text(message), card)),
    groups: user?.groups ?? [],
    policies: user?.policies ?? [],
  };
}

function isWarning(said, card) {
  return said.includes(`request ${card.number})`) && said.includes("ends soon");
}

/* Begun in a demonstration that has ended meanwhile. */
export function isOfAnother(tour, world) {
  return Boolean(tour.demo && world.told && tour.demo !== world.told.demo);
}

/* Goes on over every step whose thing has happened. */
export function standing(tour, seen) {
  let { step } = tour;
  while (step < STEPS.length - 1 && STEPS[step].isDone(seen)) step += 1;
  return { ...tour, step };
}
