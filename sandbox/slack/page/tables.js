/* Tables: the plain one, and the one with a caption that is turned page by page. */

import { html, useState } from "./vendor/htm-preact.js";
import { RichText } from "./rich_text.js";

const PAGE = 20;

export function Table({ block }) {
  const [head, ...rows] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const look = (column) => {
    const { align = "left", is_wrapped: isWrapped = false } = settings[column] ?? {};
    return `align-${align} ${isWrapped ? "" : "is-one-line"}`;
  };
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Table">
    <table>
      <thead>
        <tr>${(head ?? []).map((cell, column) => html`<th scope="col" class=${look(column)}>${shown(cell)}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map((row) => html`<tr>${row.map((cell, column) => html`<td class=${look(column)}>${shown(cell)}</td>`)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

export function DataTable({ block }) {
  const [page, turn] = useState(0);
  const [head, ...rows] = block.rows ?? [];
  const size = block.page_size ?? PAGE;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(page, pages - 1);
  const seen = rows.slice(at * size, (at + 1) * size);
  return html`<div class="table-frame" tabindex="0" role="region" aria-label=${block.caption}>
      <table>
        <caption>${block.caption}</caption>
        <thead>
          <tr>${head.map((cell, column) => html`<th scope="col" class=${numeric(rows, column)}>${shown(cell)}</th>`)}</tr>
        </thead>
        <tbody>
          ${seen.map((row) => html`<tr>${row.map((cell, column) => dataCell(block, cell, column))}</tr>`)}
        </tbody>
      </table>
    </div>
    ${pages > 1
      ? html`<p class="pages">
          <button type="button" class="button" disabled=${at === 0} onClick=${() => turn(at - 1)}>Earlier rows</button>
          <span>Rows ${at * size + 1} to ${Math.min(rows.length, (at + 1) * size)} of ${rows.length}</span>
          <button type="button" class="button" disabled=${at === pages - 1} onClick=${() => turn(at + 1)}>More rows</button>
        </p>`
      : null}`;
}

function dataCell(block, cell, column) {
  const look = cell.type === "raw_number" ? "align-right" : "";
  if (column === block.row_header_column_index) return html`<th scope="row" class=${look}>${shown(cell)}</th>`;
  return html`<td class=${look}>${shown(cell)}</td>`;
}

function numeric(rows, column) {
  return rows.length && rows.every((row) => row[column]?.type === "raw_number") ? "align-right" : "";
}

function shown(cell) {
  if (cell.type === "rich_text") return html`<${RichText} block=${cell} />`;
  if (cell.type === "raw_number") return cell.text ?? cell.value.toLocaleString("en-GB");
  return cell.text ?? "";
}
