/* The place beside the chat: what stands there is asked in once, and draws itself. */

import { html, useEffect, useRef } from "./vendor/htm-preact.js";
import { api } from "./api.js";
import { state } from "./store.js";

export function Beside() {
  const node = useRef(null);
  useEffect(() => {
    if (state.beside) askIn(node.current);
  }, [state.beside]);
  return html`<aside id="beside" class="beside" aria-label="Account" ref=${node}></aside>`;
}

async function askIn(node) {
  try {
    const panel = await import("/beside/panel.js");
    panel.mount(node, api);
  } catch (error) {
    node.textContent = "What stands beside the chat could not be loaded. Reload the page to try again.";
    console.warn(error);
  }
}
