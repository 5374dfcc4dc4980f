/* A pie, each segment with its share. */

import { html } from "./vendor/htm-preact.js";

export function pie(chart, title) {
  const whole = chart.segments.reduce((sum, { value }) => sum + value, 0);
  let from = 0;
  const slices = chart.segments.map((segment, number) => {
    const share = segment.value / whole;
    const shown = slice(segment, number, from, share);
    from += share;
    return shown;
  });
  return html`<svg class="pie" viewBox="-100 -100 200 200" role="img" aria-label=${`${title}: pie chart, figures below`}>${slices}</svg>`;
}

function slice(segment, number, from, share) {
  const name = `${segment.label}: ${segment.value.toLocaleString("en-GB")} (${Math.round(share * 100)}%)`;
  const look = `slice series-${number % 12}`;
  if (share > 0.9999) return html`<circle class=${look} r="92"><title>${name}</title></circle>`;
  const [startX, startY] = at(from, 92);
  const [endX, endY] = at(from + share, 92);
  const [wordX, wordY] = at(from + share / 2, 60);
  return html`
    <path class=${look} d=${`M0,0 L${startX},${startY} A92,92 0 ${share > 0.5 ? 1 : 0} 1 ${endX},${endY} Z`}><title>${name}</title></path>
    ${share > 0.07 ? html`<text class="share" x=${wordX} y=${wordY + 5} text-anchor="middle">${Math.round(share * 100)}%</text>` : null}
  `;
}

function at(turn, radius) {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return [Math.cos(angle) * radius, Math.sin(angle) * radius].map((each) => Number(each.toFixed(2)));
}
