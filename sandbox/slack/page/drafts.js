/* What is typed or chosen and not yet sent; it outlives every update of the view or message it stands in. */

const drafts = new Map();

export function draft(key, otherwise) {
  return drafts.has(key) ? drafts.get(key) : otherwise;
}

export function setDraft(key, value) {
  drafts.set(key, value);
}

/* Of views that are gone; those of messages stay. */
export function forgetDrafts(views) {
  for (const key of drafts.keys()) {
    const [surface] = key.split(" ");
    if (surface.startsWith("V") && !views.includes(surface)) drafts.delete(key);
  }
}
