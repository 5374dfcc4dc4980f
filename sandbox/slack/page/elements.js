/* What can be pressed, chosen or filled in, one function for each element of Block Kit. */

import { html, useState } from "./vendor/htm-preact.js";
import { confirmed } from "./confirm.js";
import { choose, click, failure, fillSoon } from "./gestures.js";
import { Menu } from "./menu.js";
import { isSafe } from "./mrkdwn.js";
import { Picture } from "./picture.js";
import { Select } from "./selects.js";
import { useFilled, useSurface } from "./surface.js";
import { plain, Text } from "./text.js";
import { unknown } from "./unknown.js";

/* `input` carries what ties a field to its label: id, aria-describedby, aria-invalid, aria-label. */
export function Element({ block, element, input = {} }) {
  const given = { block, element, input: { ...input, "data-action-id": element.action_id } };
  const key = element.action_id;
  if (element.type.endsWith("_select")) return html`<${Select} key=${key} ...${given} />`;
  const shown = KINDS[element.type];
  return shown ? html`<${shown} key=${key} ...${given} />` : unknown("elements", element.type);
}

function Button({ block, element }) {
  const surface = useSurface();
  const [state, setState] = useState("");
  const label = plain(element.text);
  const press = async () => {
    if (state === "busy" || !(await confirmed(element.confirm))) return;
    setState("busy");
    const told = await click(surface, block, element);
    setState(told?.failed ?? "");
  };
  const named = {
    class: `button ${element.style ?? ""}`,
    "data-action-id": element.action_id,
    "aria-label": element.accessibility_label,
    "aria-busy": state === "busy" ? "true" : undefined,
    onClick: press,
  };
  const isLink = element.url && isSafe(element.url);
  return html`<span class="pressed">
    ${isLink
      ? html`<a href=${element.url} target="_blank" rel="noopener noreferrer" ...${named}>${label}</a>`
      : html`<button type="button" ...${named}>${label}</button>`}
    ${state && state !== "busy" ? html`<${Trouble} failed=${state} />` : null}
  </span>`;
}

/* Slack's warning triangle beside what the app did not answer. */
function Trouble({ failed }) {
  const words = failure(failed);
  return html`<span class="trouble" role="img" aria-label=${words} title=${words}>⚠️</span>`;
}

function Overflow({ block, element }) {
  const surface = useSurface();
  const [failed, setFailed] = useState("");
  const items = (element.options ?? []).map((option) => ({
    key: option.value,
    label: plain(option.text),
    note: plain(option.description),
    href: option.url && isSafe(option.url) ? option.url : undefined,
    option,
  }));
  const pick = async ({ option }) => {
    if (!(await confirmed(element.confirm))) return;
    const told = await choose(surface, block, element, option.value);
    setFailed(told?.failed ?? "");
  };
  return html`<span class="pressed">
    <${Menu}
      button="⋯"
      label="More actions"
      className="button overflow"
      items=${items}
      choose=${pick}
      data=${{ "data-action-id": element.action_id }}
    />
    ${failed ? html`<${Trouble} failed=${failed} />` : null}
  </span>`;
}

function Line({ block, element, input }) {
  const { surface, value, keep, send } = useFilled(block, element);
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const onEnter = block.dispatch_action && triggers.includes("on_enter_pressed");
  const onEach = block.dispatch_action && triggers.includes("on_character_entered");
  const given = {
    ...input,
    value: value ?? "",
    placeholder: plain(element.placeholder),
    maxlength: element.max_length ?? 3000,
    onInput: ({ target }) => {
      keep(target.value);
      if (onEach) send(target.value);
      else fillSoon(surface, block, element, target.value);
    },
    onKeyDown: (event) => {
      if (event.key === "Enter" && onEnter && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        send(event.target.value);
      }
    },
  };
  if (element.multiline) return html`<textarea rows="4" ...${given}></textarea>`;
  const kind = { email_text_input: "email", url_text_input: "url" }[element.type] ?? "text";
  const number = element.type === "number_input" ? { inputmode: element.is_decimal_allowed ? "decimal" : "numeric" } : {};
  return html`<input type=${kind} autocomplete="off" ...${given} ...${number} />`;
}

/* Date and time by the browser's own pickers. */
function Moment({ block, element, input }) {
  const { value, keep, send } = useFilled(block, element);
  const kind = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" }[element.type];
  const isUnix = element.type === "datetimepicker";
  const pick = async ({ target }) => {
    const given = isUnix ? Math.round(new Date(target.value).getTime() / 1000) : target.value;
    if (!(await confirmed(element.confirm))) return;
    keep(target.value ? given : null);
    send(target.value ? given : null);
  };
  return html`<input type=${kind} ...${input} value=${isUnix ? localMinutes(value) : (value ?? "")} onChange=${pick} />`;
}

function localMinutes(unix) {
  if (!unix) return "";
  const moment = new Date(unix * 1000);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

/* Checkboxes and radio buttons. */
function Boxes({ block, element, input }) {
  const { surface, value, keep, send } = useFilled(block, element);
  const many = element.type === "checkboxes";
  const chosen = (many ? (value ?? []) : [value]).filter(Boolean).map((option) => option.value);
  const name = `${surface.key} ${block.block_id} ${element.action_id}`;
  const pick = async (option, isOn) => {
    if (!(await confirmed(element.confirm))) return keep(value);
    const others = (many ? (value ?? []) : []).filter((each) => each.value !== option.value);
    const options = isOn ? [...others, option] : others;
    keep(many ? options : option);
    return send(many ? options.map((each) => each.value) : option.value);
  };
  const { id, ...tied } = input;
  return html`<div class="boxes" id=${id} role=${many ? "group" : "radiogroup"} ...${tied}>
    ${(element.options ?? []).map(
      (option, number) => html`<label key=${option.value} class="box">
        <input
          type=${many ? "checkbox" : "radio"}
          name=${name}
          value=${option.value}
          data-first=${number === 0 ? "true" : undefined}
          checked=${chosen.includes(option.value)}
          onChange=${({ target }) => pick(option, target.checked)}
        />
        <span class="box-words">
          <${Text} of=${option.text} />
          ${option.description ? html`<span class="box-note"><${Text} of=${option.description} /></span>` : null}
        </span>
      </label>`,
    )}
  </div>`;
}

function Image({ element }) {
  return html`<${Picture} ...${element} />`;
}

const KINDS = {
  button: Button,
  overflow: Overflow,
  plain_text_input: Line,
  email_text_input: Line,
  url_text_input: Line,
  number_input: Line,
  datepicker: Moment,
  timepicker: Moment,
  datetimepicker: Moment,
  checkboxes: Boxes,
  radio_buttons: Boxes,
  image: Image,
};
