/* What this page cannot show is said, never hidden. */

import { Component, html } from "./vendor/htm-preact.js";

export function unknown(kind, type) {
  return html`<p class="unknown" role="note">This page does not show ${kind} of type <code>${String(type)}</code>.</p>`;
}

/* One broken piece leaves the rest standing. */
export class Boundary extends Component {
  componentDidCatch(error) {
    console.warn("A piece of a message could not be drawn.", error);
    this.setState({ broken: true });
  }

  componentDidUpdate(before) {
    if (this.state.broken && before.of !== this.props.of) this.setState({ broken: false });
  }

  render({ what, children }, { broken }) {
    return broken ? html`<p class="unknown" role="note">This page could not show ${what}.</p>` : children;
  }
}
