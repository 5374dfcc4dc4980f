/* A button that opens a menu: arrows move, Enter chooses, Esc closes. */

import { html, useLayoutEffect, useRef, useState } from "./vendor/htm-preact.js";
import { keepPlaced, nextId } from "./popover.js";

/* `items`: {key, label, note, lead, href, checked}; `choose` is given the item. */
export function Menu({ button, label, items, choose, title, className = "", data = {}, role = "menuitem" }) {
  const [id] = useState(() => nextId("menu"));
  const [isOpen, setOpen] = useState(false);
  const opener = useRef(null);
  const list = useRef(null);

  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    const stop = keepPlaced(list.current, opener.current);
    const checked = list.current.querySelector("[aria-checked=true]");
    (checked ?? entries(list.current)[0])?.focus();
    return stop;
  }, [isOpen]);

  const close = () => {
    list.current.hidePopover();
    opener.current.focus();
  };
  const pick = (item) => {
    close();
    choose(item);
  };
  return html`
    <button
      type="button"
      ref=${opener}
      class=${className}
      title=${title}
      aria-label=${label}
      aria-haspopup="menu"
      aria-expanded=${String(isOpen)}
      popovertarget=${id}
      ...${data}
    >
      ${button}
    </button>
    <div
      id=${id}
      ref=${list}
      class="menu"
      popover="auto"
      role="menu"
      aria-label=${label}
      onToggle=${(event) => setOpen(event.newState === "open")}
      onKeyDown=${(event) => moved(event, list.current, close)}
    >
      ${title ? html`<p class="menu-title" role="presentation">${title}</p>` : null}
      ${isOpen ? items.map((item) => entry(item, pick, role)) : null}
    </div>
  `;
}

function entry(item, pick, role) {
  const inside = html`${item.lead ?? null}
    <span class="menu-words">
      <span class="menu-label">${item.label}</span>
      ${item.note ? html`<span class="menu-note">${item.note}</span>` : null}
    </span>`;
  const checked = role === "menuitemradio" ? { "aria-checked": String(Boolean(item.checked)) } : {};
  if (item.href) {
    return html`<a
      key=${item.key}
      class="menu-item"
      role=${role}
      tabindex="-1"
      href=${item.href}
      target="_blank"
      rel="noopener noreferrer"
      onClick=${() => pick(item)}
      >${inside}</a
    >`;
  }
  return html`<button key=${item.key} type="button" class="menu-item" role=${role} tabindex="-1" ...${checked} onClick=${() => pick(item)}>
    ${inside}
  </button>`;
}

function entries(list) {
  return [...list.querySelectorAll(".menu-item")];
}

function moved(event, list, close) {
  const all = entries(list);
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    if (event.key === "Escape") event.preventDefault();
    event.stopPropagation();
    close();
  }
}
