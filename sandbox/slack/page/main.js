/* Begins here: the page is drawn, follows the feed, and what stands beside it is asked in. */

import { html, render } from "./vendor/htm-preact.js";
import { App } from "./app.js";
import { follow } from "./feed.js";
import { state, subscribe } from "./store.js";
import { api } from "./api.js";

const root = document.getElementById("app");
root.textContent = "";
render(html`<${App} />`, root);
follow();

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
