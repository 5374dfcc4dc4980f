/* The page's few pictures, drawn with lines. */

import { html } from "./vendor/htm-preact.js";

const PATHS = {
  menu: "M3 5.500h14M3 10h14M3 14.500h14",
  bolt: "M11 2.500 4.500 11.500H10l-1 6 6.500-9H10z",
  send: "M3 10 17 3.500 12.500 17l-3-5.500z",
  sun: "M10 6.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7M10 1.500v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600 16 16M4 16l1.400-1.400M14.600 5.400 16 4",
  moon: "M16.500 12A7 7 0 0 1 8 3.500 7 7 0 1 0 16.500 12",
  sent: "M4 3.500h12v13H4zM7 7.500h6M7 10.500h6M7 13.500h3.500",
  account: "M10 2.500 4 5v4.500c0 4 2.600 6.700 6 8 3.400-1.300 6-4 6-8V5zM7.500 9.800l1.900 1.900 3.300-3.600",
  down: "M5 8l5 5 5-5",
  back: "M12 4.500 6.500 10l5.500 5.500",
  close: "M5 5l10 10M15 5 5 15",
};

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
