/* Draws the page; the feed is followed already (early.js). */

import { html, render } from "./vendor/htm-preact.js";
import { App } from "./app.js";

const root = document.getElementById("app");
root.textContent = "";
render(html`<${App} />`, root);
