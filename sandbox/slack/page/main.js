/* Draws the page, and asks in what stands beside it; the feed is followed already (early.js). */

import { html, render } from "./vendor/htm-preact.js";
import { App } from "./app.js";
import { state, subscribe } from "./store.js";
import { api } from "./api.js";

const root = document.getElementById("app");
root.textContent = "";
render(html`<${App} />`, root);

let mounted = false;
subscribe(async () => {
  const node = document.getElementById("beside");
  if (!state.beside || mounted || !node) return;
  mounted = true;
  try {
    const beside = await import("/beside/panel.js");
    beside.mount(node, api);
  } catch (error) {
    mounted = false;
    node.textContent = "What stands beside the chat could not be loaded. Reload the page to try again.";
    console.warn(error);
  }
});
