/* The question before something that cannot be taken back. */

import { html, useEffect, useRef } from "./vendor/htm-preact.js";
import { changed } from "./store.js";
import { plain, Text } from "./text.js";

let asked = null;

/* True at once where nothing is to be confirmed. */
export function confirmed(question) {
  if (!question) return Promise.resolve(true);
  asked?.answer(false);
  return new Promise((resolve) => {
    asked = {
      question,
      answer(isYes) {
        asked = null;
        changed();
        resolve(isYes);
      },
    };
    changed();
  });
}

export function Confirm() {
  return asked ? html`<${Question} ...${asked} key="confirm" />` : null;
}

function Question({ question, answer }) {
  const dialog = useRef(null);
  useEffect(() => {
    dialog.current.showModal();
    dialog.current.querySelector("[data-answer=no]").focus();
  }, []);
  const end = (isYes) => {
    // Closed first: the focus goes back to where it came from.
    dialog.current.close();
    answer(isYes);
  };
  const style = question.style === "danger" ? "danger" : "primary";
  return html`<dialog
    ref=${dialog}
    class="confirm"
    aria-labelledby="confirm-title"
    onCancel=${(event) => {
      event.preventDefault();
      end(false);
    }}
  >
    <h2 id="confirm-title">${plain(question.title)}</h2>
    <div class="confirm-text"><${Text} of=${question.text} /></div>
    <footer>
      <button type="button" class="button" data-answer="no" onClick=${() => end(false)}>${plain(question.deny)}</button>
      <button type="button" class=${`button ${style}`} data-answer="yes" onClick=${() => end(true)}>${plain(question.confirm)}</button>
    </footer>
  </dialog>`;
}
