/* A menu to choose from by typing: a list that is there, or one that the app is asked for; one choice or several. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/htm-preact.js";
import { keepPlaced, nextId, place } from "./popover.js";

const REST = 150;

/* `choices` is a list of {value, label, note, group}; `load` gives one for what was typed, or null if that failed. */
export function Combobox({ choices, load, least = 0, chosen, many, most = 100, pick, placeholder, input = {} }) {
  const [id] = useState(() => nextId("list"));
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const [found, setFound] = useState({ state: "", choices: [] });
  const box = useRef(null);
  const field = useRef(null);
  const list = useRef(null);
  const asked = useRef(0);

  const offered = load ? found.choices : matching(choices, query);
  const isFull = many && chosen.length >= most;
  const words = said(load, { query, least, found, offered, isFull, most });

  useEffect(() => {
    if (!isOpen || !load) return undefined;
    if (query.length < least) {
      setFound({ state: "", choices: [] });
      return undefined;
    }
    asked.current += 1;
    const number = asked.current;
    setFound((before) => ({ ...before, state: "searching" }));
    const timer = setTimeout(async () => {
      const told = await load(query);
      if (number !== asked.current) return;
      setFound(told ? { state: "", choices: told } : { state: "failed", choices: [] });
      setActive(0);
    }, query ? REST : 0);
    return () => clearTimeout(timer);
  }, [isOpen, query]);

  useEffect(() => {
    if (!isOpen) return undefined;
    list.current.showPopover();
    const stop = keepPlaced(list.current, box.current, { wide: true });
    return () => {
      stop();
      if (list.current?.isConnected) list.current.hidePopover();
    };
  }, [isOpen]);

  // What is chosen may have made the field higher.
  useLayoutEffect(() => {
    if (isOpen) place(list.current, box.current, { wide: true });
  }, [chosen.length, offered.length]);

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, isOpen]);

  const open = () => {
    if (isOpen) return;
    setQuery("");
    setActive(0);
    setOpen(true);
  };
  const close = () => {
    setOpen(false);
    setQuery("");
  };
  const take = (choice) => {
    const isThere = chosen.some((each) => each.value === choice.value);
    if (!many) {
      pick([choice]);
      close();
      return;
    }
    if (!isThere && isFull) return;
    pick(isThere ? chosen.filter((each) => each.value !== choice.value) : [...chosen, choice]);
    setQuery("");
  };
  const pressed = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + offered.length) % Math.max(1, offered.length));
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (!isOpen) return open();
      if (offered[active]) take(offered[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && many && !query && chosen.length) {
      pick(chosen.slice(0, -1));
    } else if (event.key === "Tab" && isOpen) {
      close();
    }
    return undefined;
  };
  const shown = isOpen ? query : many ? "" : (chosen[0]?.label ?? "");
  const hint = many && chosen.length ? "" : placeholder;
  return html`
    <div class=${`combo ${isOpen ? "is-open" : ""}`} ref=${box} onClick=${(event) => event.target === box.current && field.current.focus()}>
      ${many ? chosen.map((each) => chip(each, () => pick(chosen.filter((other) => other !== each)))) : null}
      <input
        ref=${field}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck=${false}
        aria-autocomplete="list"
        aria-expanded=${String(isOpen)}
        aria-controls=${id}
        aria-activedescendant=${isOpen && offered[active] ? `${id}-${active}` : undefined}
        placeholder=${isOpen && !many && chosen[0] ? chosen[0].label : hint}
        value=${shown}
        ...${input}
        onInput=${(event) => {
          setOpen(true);
          setActive(0);
          setQuery(event.target.value);
        }}
        onKeyDown=${pressed}
        onClick=${open}
        onBlur=${close}
      />
      ${!many && chosen.length && input.clearable ? clear(() => pick([])) : null}
      <span class="combo-arrow" aria-hidden="true"></span>
    </div>
    <div class="menu" popover="manual" ref=${list} onMouseDown=${(event) => event.preventDefault()}>
      ${isOpen ? listbox({ id, offered, active, chosen, take, many, words, label: input["aria-label"] }) : null}
    </div>
  `;
}

function listbox({ id, offered, active, chosen, take, many, words, label }) {
  let group = "";
  const rows = offered.flatMap((choice, number) => {
    const isChosen = chosen.some((each) => each.value === choice.value);
    const row = html`<li
      key=${choice.value}
      id=${`${id}-${number}`}
      class=${`menu-item ${number === active ? "is-active" : ""}`}
      role="option"
      aria-selected=${String(number === active)}
      aria-checked=${many ? String(isChosen) : undefined}
      onClick=${() => take(choice)}
    >
      <span class="menu-words">
        <span class="menu-label">${choice.label}</span>
        ${choice.note ? html`<span class="menu-note">${choice.note}</span>` : null}
      </span>
      ${isChosen ? html`<span class="tick" aria-label="chosen">✓</span>` : null}
    </li>`;
    if (!choice.group || choice.group === group) return [row];
    group = choice.group;
    return [html`<li key=${`group ${group}`} class="menu-title" role="presentation">${group}</li>`, row];
  });
  return html`
    <ul id=${id} role="listbox" aria-label=${label} aria-multiselectable=${many ? "true" : undefined}>
      ${rows}
    </ul>
    <p class="menu-said" role="status">${words}</p>
  `;
}

function chip(choice, remove) {
  return html`<span class="chip" key=${choice.value}
    >${choice.label}<button type="button" aria-label=${`Remove ${choice.label}`} onClick=${remove}>×</button></span
  >`;
}

function clear(remove) {
  return html`<button type="button" class="combo-clear" aria-label="Clear the choice" onClick=${remove}>×</button>`;
}

function matching(choices, query) {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return choices;
  return choices.filter(({ label, note }) => `${label} ${note ?? ""}`.toLowerCase().includes(wanted));
}

function said(load, { query, least, found, offered, isFull, most }) {
  if (isFull) return `No more than ${most} can be chosen.`;
  if (load && query.length < least) {
    const more = least - query.length;
    return `Type ${more} more character${more === 1 ? "" : "s"} to search.`;
  }
  if (found.state === "searching") return "Searching …";
  if (found.state === "failed") return "The choices could not be loaded. Try again.";
  return offered.length ? "" : "Nothing found.";
}
