/* What opens over the page: placed at the thing that opened it, in the top layer, so that nothing cuts it off. */

const GAP = 4;
const EDGE = 8;

/* Below if there is room, above otherwise; never beyond the window. */
export function place(popover, anchor, { wide = false } = {}) {
  const at = anchor.getBoundingClientRect();
  const width = Math.min(innerWidth - 2 * EDGE, Math.max(wide ? at.width : 0, 220));
  popover.style.minWidth = `${width}px`;
  popover.style.maxWidth = `${Math.min(innerWidth - 2 * EDGE, Math.max(width, 380))}px`;
  const below = innerHeight - at.bottom - GAP - EDGE;
  const above = at.top - GAP - EDGE;
  const isBelow = below >= Math.min(260, popover.scrollHeight) || below >= above;
  popover.style.maxHeight = `${Math.max(120, Math.min(360, isBelow ? below : above))}px`;
  popover.style.top = isBelow ? `${at.bottom + GAP}px` : "auto";
  popover.style.bottom = isBelow ? "auto" : `${innerHeight - at.top + GAP}px`;
  const left = Math.min(at.left, innerWidth - EDGE - popover.offsetWidth);
  popover.style.left = `${Math.max(EDGE, left)}px`;
}

/* Follows its anchor while the page moves beneath; gives what ends that. */
export function keepPlaced(popover, anchor, how) {
  const again = () => place(popover, anchor, how);
  again();
  addEventListener("scroll", again, true);
  addEventListener("resize", again);
  return () => {
    removeEventListener("scroll", again, true);
    removeEventListener("resize", again);
  };
}

let serial = 0;

export function nextId(what) {
  serial += 1;
  return `${what}-${serial}`;
}
