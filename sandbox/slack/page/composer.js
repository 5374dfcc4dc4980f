/* The message box: Enter sends, Shift+Enter breaks the line, / completes the app's commands. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/htm-preact.js";
import { suggestions } from "./completing.js";
import { gesture, saidIfFailed } from "./gestures.js";
import { Icon } from "./icons.js";
import { Menu } from "./menu.js";
import { escaped } from "./mrkdwn.js";
import { go, openRoom, room, state } from "./store.js";

const unsent = new Map();
let box = null;
let composed = null;

/* Puts that text into the message box, for the person to send. */
export function compose(text) {
  composed = text;
  if (state.place === "home") go("dm");
  takeComposed();
}

/* The box of the place that is open takes it; that of the place before may still be there for a moment. */
function takeComposed() {
  if (composed === null || box?.key !== `${state.person}/${openRoom()}`) return;
  const text = composed;
  composed = null;
  box.write(text);
}

export function Composer({ channel }) {
  const key = `${state.person}/${channel}`;
  const [text, setText] = useState(unsent.get(key) ?? "");
  const [active, setActive] = useState(-1);
  const [isShut, setShut] = useState(false);
  const field = useRef(null);
  const { app } = state.workspace;
  const offered = isShut ? [] : suggestions(text, app.commands);

  const write = (value) => {
    unsent.set(key, value);
    setText(value);
    setShut(false);
    const found = suggestions(value, app.commands);
    setActive(found.length && !found.some(({ text: full }) => full.trimEnd() === value.trimEnd()) && !value.endsWith(" ") ? 0 : -1);
  };
  useEffect(() => {
    box = {
      key,
      write(value) {
        write(value);
        field.current?.focus();
      },
    };
    takeComposed();
    return () => {
      box = null;
    };
  });
  useLayoutEffect(() => {
    const area = field.current;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
  }, [text]);

  const send = async () => {
    const said = text.trim();
    if (!said) return;
    write("");
    const told = said.startsWith("/")
      ? await gesture("types", { text: said, channel })
      : await gesture("says", { text: mentioned(escaped(said)), channel });
    // What reached nobody is given back, unless something else was begun meanwhile.
    if (!told && !unsent.get(key)) write(said);
  };
  const accept = (suggestion) => {
    write(suggestion.text);
    field.current.focus();
  };
  const pressed = (event) => {
    if (event.isComposing) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offered.length && moves) {
      event.preventDefault();
      setActive((active + moves + offered.length) % offered.length);
    } else if (offered.length && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      accept(offered[Math.max(0, active)]);
    } else if (offered.length && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setShut(true);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (offered[active]) accept(offered[active]);
      else send();
    }
  };
  const known = room(channel);
  const name = known?.is_im ? app.name : `#${known?.name ?? ""}`;
  return html`<div class="composer">
    ${offered.length
      ? html`<ul class="suggestions" id="suggestions" role="listbox" aria-label="Commands">
          ${offered.map(
            (each, number) => html`<li
              key=${each.label}
              id=${`suggestion-${number}`}
              role="option"
              aria-selected=${String(number === active)}
              class=${`menu-item ${number === active ? "is-active" : ""}`}
              onMouseDown=${(event) => event.preventDefault()}
              onClick=${() => accept(each)}
            >
              <code>${each.label}</code> <span class="menu-note">${each.note}</span>
            </li>`,
          )}
        </ul>`
      : null}
    <div class="composer-box">
      <${Shortcuts} />
      <textarea
        ref=${field}
        rows="1"
        aria-label=${`Message ${name}`}
        placeholder=${`Message ${name}${app.commands[0] ? `, or type ${app.commands[0].command}` : ""}`}
        aria-autocomplete="list"
        aria-controls=${offered.length ? "suggestions" : undefined}
        aria-activedescendant=${offered[active] ? `suggestion-${active}` : undefined}
        value=${text}
        onInput=${({ target }) => write(target.value)}
        onKeyDown=${pressed}
      ></textarea>
      <button type="button" class="send" aria-label="Send" title="Send (Enter)" disabled=${!text.trim()} onClick=${send}>
        <${Icon} name="send" />
      </button>
    </div>
  </div>`;
}

/* @ann becomes a mention, as Slack's own box does it. */
function mentioned(text) {
  return text.replace(/(?<!\S)@([\w.-]+)/g, (whole, name) => {
    const known = state.workspace.people.find((each) => each.name === name);
    return known ? `<@${known.id}>` : whole;
  });
}

function Shortcuts() {
  const { shortcuts, name } = state.workspace.app;
  if (!shortcuts.length) return null;
  const items = shortcuts.map((each) => ({
    key: each.callback_id,
    label: each.name ?? each.callback_id,
    note: each.description ?? name,
  }));
  return html`<${Menu}
    button=${html`<${Icon} name="bolt" />`}
    label="Shortcuts"
    title="Shortcuts"
    className="bolt"
    items=${items}
    choose=${async ({ key }) => saidIfFailed(await gesture("shortcut", { callback_id: key }))}
  />`;
}
