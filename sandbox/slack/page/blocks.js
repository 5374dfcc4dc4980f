/* Every block that this page knows, and a plain word where it meets another. */

import { html, useState } from "./vendor/htm-preact.js";
import { Chart } from "./charts.js";
import { Element } from "./elements.js";
import { Markdown } from "./markdown.js";
import { Picture } from "./picture.js";
import { nextId } from "./popover.js";
import { RichText } from "./rich_text.js";
import { Surface, useSurface } from "./surface.js";
import { DataTable, Table } from "./tables.js";
import { plain, Text } from "./text.js";
import { Boundary, unknown } from "./unknown.js";

export function Blocks({ blocks, surface }) {
  return html`<${Surface.Provider} value=${surface}>
    <div class="blocks">${(blocks ?? []).map((block) => html`<${Block} key=${block.block_id} block=${block} />`)}</div>
  <//>`;
}

function Block({ block }) {
  const shown = Object.hasOwn(KINDS, block.type) ? KINDS[block.type] : null;
  return html`<div class=${`block ${shown ? block.type : ""}`} data-block-id=${block.block_id} data-block-type=${block.type}>
    <${Boundary} of=${block} what=${`a block of type ${block.type}`}>
      ${shown ? html`<${shown} block=${block} />` : unknown("blocks", block.type)}
    <//>
  </div>`;
}

function Section({ block }) {
  return html`<div class="section-words">
      ${block.text ? html`<${Text} of=${block.text} />` : null}
      ${block.fields
        ? html`<div class="fields">${block.fields.map((field) => html`<div class="field"><${Text} of=${field} /></div>`)}</div>`
        : null}
    </div>
    ${block.accessory
      ? html`<div class="accessory">
          <${Element} block=${block} element=${block.accessory} input=${{ "aria-label": labelOf(block, block.accessory) }} />
        </div>`
      : null}`;
}

/* What a screen reader calls an element that has no label of its own. */
function labelOf(block, element) {
  return plain(element.placeholder) || (block.text?.type === "plain_text" ? plain(block.text) : "") || "Choose";
}

function Context({ block }) {
  return (block.elements ?? []).map((element) =>
    element.type === "image"
      ? html`<${Picture} ...${element} />`
      : html`<div class="context-words"><${Text} of=${element} /></div>`,
  );
}

function Actions({ block }) {
  return (block.elements ?? []).map(
    (element) => html`<${Element} key=${element.action_id} block=${block} element=${element} input=${{ "aria-label": labelOf(block, element) }} />`,
  );
}

function Input({ block }) {
  const surface = useSurface();
  const [id] = useState(() => nextId("field"));
  const error = surface.errors?.[block.block_id];
  const { element } = block;
  const described = [block.hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const isGroup = element.type === "checkboxes" || element.type === "radio_buttons";
  const input = {
    id,
    "aria-describedby": described || undefined,
    "aria-invalid": error ? "true" : undefined,
    "aria-required": block.optional || isGroup ? undefined : "true",
    "data-focus": element.focus_on_load ? "true" : undefined,
  };
  if (isGroup) input["aria-labelledby"] = `${id}-label`;
  const optional = block.optional ? html` <span class="optional">(optional)</span>` : null;
  return html`
    ${isGroup
      ? html`<span class="label" id=${`${id}-label`}>${plain(block.label)}${optional}</span>`
      : html`<label class="label" for=${id}>${plain(block.label)}${optional}</label>`}
    <${Element} block=${block} element=${element} input=${input} />
    ${error ? html`<p class="error" id=${`${id}-error`}>${error}</p>` : null}
    ${block.hint ? html`<p class="hint" id=${`${id}-hint`}>${plain(block.hint)}</p>` : null}
  `;
}

function Alert({ block }) {
  const level = block.level ?? "default";
  return html`<div class=${`alert-words ${level}`} role=${level === "error" ? "alert" : "note"}><${Text} of=${block.text} /></div>`;
}

function Container({ block }) {
  const isShut = block.is_collapsible && block.default_collapsed;
  const title = block.rich_text_title ? html`<${RichText} block=${block.rich_text_title} />` : plain(block.title);
  const inside = (block.child_blocks ?? []).map((child) => html`<${Block} key=${child.block_id} block=${child} />`);
  const subtitle = block.subtitle ? html`<div class="quiet"><${Text} of=${block.subtitle} /></div>` : null;
  if (!block.is_collapsible) return html`<div class="container-title">${title}</div>${subtitle}${inside}`;
  return html`<details open=${!isShut}><summary class="container-title">${title}</summary>${subtitle}${inside}</details>`;
}

function Card({ block }) {
  return html`
    ${block.hero_image ? html`<${Picture} ...${block.hero_image} />` : null}
    ${block.title ? html`<div class="card-title"><${Text} of=${block.title} /></div>` : null}
    ${block.subtitle ? html`<div class="quiet"><${Text} of=${block.subtitle} /></div>` : null}
    ${block.body ? html`<div><${Text} of=${block.body} /></div>` : null}
    ${block.subtext ? html`<div class="quiet"><${Text} of=${block.subtext} /></div>` : null}
    ${block.actions ? html`<div class="block actions"><${Actions} block=${{ ...block, elements: block.actions }} /></div>` : null}
  `;
}

/* Its cards' buttons are known by the carousel's own block_id. */
function Carousel({ block }) {
  const cards = block.elements ?? [];
  return cards.map((card) => html`<div class="block card"><${Card} block=${{ ...card, block_id: block.block_id }} /></div>`);
}

const KINDS = {
  section: Section,
  header: ({ block }) => html`<h3>${plain(block.text)}</h3>`,
  divider: () => html`<hr />`,
  context: Context,
  actions: Actions,
  input: Input,
  rich_text: RichText,
  markdown: Markdown,
  image: ({ block }) => html`<${Picture} ...${block} />`,
  table: Table,
  data_table: DataTable,
  data_visualization: Chart,
  alert: Alert,
  container: Container,
  card: Card,
  carousel: Carousel,
};
