/* Charts: pie, bar, line and area, drawn in the page, with the figures in a table below. */

import { html } from "./vendor/htm-preact.js";
import { pie } from "./pie.js";

const WIDTH = 480;
const HEIGHT = 200;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 8;

export function Chart({ block }) {
  const { chart, title } = block;
  const rows = figures(chart);
  const drawn = chart.type === "pie" ? pie(chart, title) : axes(chart, title);
  const names = chart.type === "pie" ? chart.segments.map(({ label }) => label) : chart.series.map(({ name }) => name);
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    ${drawn}
    ${names.length > 1
      ? html`<ul class="legend" aria-hidden="true">
          ${names.map((name, number) => html`<li><span class=${`dot series-${number % 12}`}></span>${name}</li>`)}
        </ul>`
      : null}
    <details class="figures">
      <summary>The figures</summary>
      <div class="table-frame">
        <table>
          <thead><tr>${rows[0].map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
          <tbody>
            ${rows.slice(1).map(
              ([name, ...values]) =>
                html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td class="align-right">${value}</td>`)}</tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </figure>`;
}

function figures(chart) {
  if (chart.type === "pie") {
    return [["", "Value"], ...chart.segments.map(({ label, value }) => [label, amount(value)])];
  }
  const { categories } = chart.axis_config;
  const rows = categories.map((category) => [category, ...chart.series.map((series) => amount(valueAt(series, category)))]);
  return [[chart.axis_config.x_label ?? "", ...chart.series.map(({ name }) => name)], ...rows];
}

function valueAt(series, category) {
  return series.data.find(({ label }) => label === category)?.value ?? 0;
}

function amount(value) {
  return value.toLocaleString("en-GB");
}

function axes(chart, title) {
  const { categories, x_label: xLabel, y_label: yLabel } = chart.axis_config;
  const values = chart.series.flatMap((series) => categories.map((category) => valueAt(series, category)));
  const { low, high, ticks } = scale(Math.min(0, ...values), Math.max(0, ...values));
  const y = (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const step = (WIDTH - LEFT) / categories.length;
  const every = Math.ceil(categories.length / 10);
  const drawn = chart.type === "bar" ? bars(chart, categories, y, step) : lines(chart, categories, y, step);
  return html`
    ${yLabel ? html`<p class="axis-label">${yLabel}</p>` : null}
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${`${title}: ${chart.type} chart, figures below`}>
      ${ticks.map(
        (tick) => html`<line class="grid" x1=${LEFT} x2=${WIDTH} y1=${y(tick)} y2=${y(tick)} />
          <text class="scale" x=${LEFT - 6} y=${y(tick) + 4} text-anchor="end">${short(tick)}</text>`,
      )}
      ${drawn}
      <line class="base" x1=${LEFT} x2=${WIDTH} y1=${y(0)} y2=${y(0)} />
      ${categories.map((category, number) =>
        number % every
          ? null
          : html`<text class="scale" x=${LEFT + step * (number + 0.5)} y=${HEIGHT - 6} text-anchor="middle">${cut(category, categories.length / every)}</text>`,
      )}
    </svg>
    ${xLabel ? html`<p class="axis-label is-below">${xLabel}</p>` : null}
  `;
}

function bars(chart, categories, y, step) {
  const width = (step * 0.72) / chart.series.length;
  return chart.series.flatMap((series, number) =>
    categories.map((category, at) => {
      const value = valueAt(series, category);
      const x = LEFT + step * (at + 0.14) + width * number;
      const height = Math.max(0.5, Math.abs(y(value) - y(0)));
      return html`<rect class=${`series-${number % 12}`} x=${x} y=${Math.min(y(value), y(0))} width=${Math.max(1, width - 1)} height=${height} rx="1.5">
        <title>${`${series.name}, ${category}: ${amount(value)}`}</title>
      </rect>`;
    }),
  );
}

function lines(chart, categories, y, step) {
  return chart.series.map((series, number) => {
    const points = categories.map((category, at) => [LEFT + step * (at + 0.5), y(valueAt(series, category))]);
    const path = points.map(([x, height]) => `${x},${height}`).join(" ");
    const [first, last] = [points[0][0], points.at(-1)[0]];
    return html`
      ${chart.type === "area" ? html`<polygon class=${`area series-${number % 12}`} points=${`${first},${y(0)} ${path} ${last},${y(0)}`} />` : null}
      <polyline class=${`line series-${number % 12}`} points=${path} />
      ${points.map(
        ([x, height], at) => html`<circle class=${`series-${number % 12}`} cx=${x} cy=${height} r="3">
          <title>${`${series.name}, ${categories[at]}: ${amount(valueAt(series, categories[at]))}`}</title>
        </circle>`,
      )}
    `;
  });
}

/* Round steps, four or so of them. */
function scale(least, most) {
  const span = most - least || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => span / each <= 5) ?? 10 * power;
  const low = Math.floor(least / step) * step;
  const high = Math.max(low + step, Math.ceil(most / step) * step);
  const ticks = [];
  for (let tick = low; tick <= high + step / 2; tick += step) ticks.push(Number(tick.toPrecision(12)));
  return { low, high, ticks };
}

function short(value) {
  return new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 2 }).format(value);
}

function cut(text, number) {
  const most = Math.max(4, Math.floor(72 / number));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
