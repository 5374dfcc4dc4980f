/* Drawing again when something changed, and while something counts down. */

import { useEffect, useState } from "/page/vendor/htm-preact.js";

export function useWorld(world) {
  const [, again] = useState(0);
  useEffect(() => world.subscribe(() => again((times) => times + 1)), [world]);
}

/* The time in seconds, drawn anew twice a second as long as `isNeeded`. */
export function useNow(isNeeded) {
  const [now, setNow] = useState(Date.now() / 1000);
  useEffect(() => {
    if (!isNeeded) return undefined;
    const beat = setInterval(() => setNow(Date.now() / 1000), 500);
    return () => clearInterval(beat);
  }, [isNeeded]);
  return isNeeded ? Date.now() / 1000 : now;
}
