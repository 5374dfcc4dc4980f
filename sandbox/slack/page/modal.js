/* The person's modals: the top of the stack is shown; what lies below waits with what was typed there. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/htm-preact.js";
import { Blocks } from "./blocks.js";
import { close as closed, submit } from "./gestures.js";
import { Icon } from "./icons.js";
import { state } from "./store.js";
import { ofView } from "./surface.js";
import { plain } from "./text.js";

const FIELDS = "input:not([disabled]), textarea, select, [role=combobox]";
const TROUBLE = "We had some trouble connecting. Try again?";

export function Modal() {
  const view = state.views.at(-1);
  return view ? html`<${Dialog} view=${view} />` : null;
}

function Dialog({ view }) {
  const dialog = useRef(null);
  const opener = useRef(null);
  const [isBusy, setBusy] = useState(false);
  const isSending = useRef(false);
  const [trouble, setTrouble] = useState("");
  const errors = JSON.stringify(view.errors ?? {});

  useLayoutEffect(() => {
    opener.current = document.activeElement;
    const open = dialog.current;
    open.showModal();
    return () => {
      open.close();
      if (opener.current?.isConnected) opener.current.focus();
    };
  }, []);
  useEffect(() => {
    setTrouble("");
    focusFirst(dialog.current);
  }, [view.id]);
  useEffect(() => {
    if (errors === "{}") return;
    dialog.current.querySelector("[aria-invalid=true]")?.focus();
  }, [errors]);

  const send = async () => {
    if (isSending.current || !view.submit) return;
    isSending.current = true;
    setBusy(true);
    setTrouble("");
    const told = await submit(ofView(view));
    isSending.current = false;
    setBusy(false);
    if (!told) setTrouble(TROUBLE);
    else if (told.failed) setTrouble(told.text || TROUBLE);
  };
  const close = () => closed(ofView(view));
  const pressed = (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
  };
  const submitted = (event) => {
    event.preventDefault();
    send();
  };
  const depth = state.views.length;
  return html`<dialog
    ref=${dialog}
    class="modal"
    aria-labelledby="modal-title"
    data-view-id=${view.id}
    onKeyDown=${pressed}
    onCancel=${(event) => {
      if (event.target !== dialog.current) return;
      event.preventDefault();
      close();
    }}
  >
    <form onSubmit=${submitted} novalidate aria-busy=${String(isBusy)}>
      <header>
        ${depth > 1 ? html`<button type="button" class="icon-button" aria-label="Back" onClick=${close}><${Icon} name="back" /></button>` : null}
        <h2 id="modal-title">${plain(view.title)}</h2>
        <button type="button" class="icon-button" aria-label=${plain(view.close) || "Close"} onClick=${close}><${Icon} name="close" /></button>
      </header>
      <div class="modal-body">
        ${trouble ? html`<p class="trouble-line" role="alert">${trouble}</p>` : null}
        <${Blocks} key=${view.id} blocks=${view.blocks} surface=${ofView(view)} />
      </div>
      <footer>
        <button type="button" class="button" data-modal="close" onClick=${close}>${plain(view.close) || (view.submit ? "Cancel" : "Close")}</button>
        ${view.submit
          ? html`<button type="submit" class="button primary" data-modal="submit" aria-busy=${String(isBusy)}>${plain(view.submit)}</button>`
          : null}
      </footer>
    </form>
  </dialog>`;
}

/* The field that asks for it, else the first, else the dialog itself. */
function focusFirst(dialog) {
  const body = dialog.querySelector(".modal-body");
  const field = body.querySelector("[data-focus=true]") ?? body.querySelector(FIELDS);
  (field ?? dialog.querySelector("footer .button:last-child"))?.focus();
}
