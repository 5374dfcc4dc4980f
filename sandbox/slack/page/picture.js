/* A picture, as a labelled place: the page loads nothing from elsewhere. */

import { html } from "./vendor/htm-preact.js";
import { plain } from "./text.js";

export function Picture({ alt_text, title }) {
  return html`<span class="picture" role="img" aria-label=${alt_text} title="This page loads no pictures from elsewhere.">
    <span aria-hidden="true">▧</span> ${plain(title) || alt_text || "picture"}
  </span>`;
}
