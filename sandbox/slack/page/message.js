/* One message: who, when, what, and what was answered to it. */

import { Component, html } from "./vendor/htm-preact.js";
import { author, Avatar } from "./avatar.js";
import { Blocks } from "./blocks.js";
import { clockTime, fullTime } from "./dates.js";
import { state } from "./store.js";
import { ofMessage } from "./surface.js";
import { Mrkdwn } from "./text.js";
import { Boundary } from "./unknown.js";

export class Message extends Component {
  shouldComponentUpdate(next, coming) {
    const { message, isCompact, replies } = this.props;
    return (
      message !== next.message || isCompact !== next.isCompact || replies !== next.replies || coming !== this.state
    );
  }

  render({ message, isCompact, replies = [] }, { isOpen }) {
    const who = author(message, state.workspace.people);
    const isEphemeral = Boolean(message.ephemeral_to);
    const look = `message ${isCompact ? "is-compact" : ""} ${isEphemeral ? "is-ephemeral" : ""}`;
    const time = html`<time class="time" title=${fullTime(message.ts)}>${clockTime(message.ts)}</time>`;
    return html`<article class=${look} data-ts=${message.ts} aria-label=${`${who.real_name}, ${clockTime(message.ts)}`}>
      <div class="message-lead">${isCompact ? time : html`<${Avatar} person=${who} />`}</div>
      <div class="message-body">
        ${isEphemeral ? html`<p class="only-you">Only visible to you</p>` : null}
        ${isCompact
          ? null
          : html`<p class="byline">
              <span class="name">${who.real_name || who.name}</span>
              ${who.is_bot ? html`<span class="app-mark">App</span>` : null} ${time}
            </p>`}
        <${Boundary} of=${message} what="this message"><${Content} message=${message} /><//>
        ${message.edited ? html`<p class="edited" title=${`Edited ${fullTime(message.edited.ts)}`}>(edited)</p>` : null}
        ${replies.length
          ? html`<button type="button" class="thread-toggle" aria-expanded=${String(Boolean(isOpen))} onClick=${() => this.setState({ isOpen: !isOpen })}>
              ${replies.length} ${replies.length === 1 ? "reply" : "replies"}
            </button>`
          : null}
        ${isOpen ? html`<div class="thread">${replies.map((reply) => html`<${Message} key=${reply.ts} message=${reply} />`)}</div>` : null}
      </div>
    </article>`;
  }
}

function Content({ message }) {
  if (message.blocks?.length) return html`<${Blocks} blocks=${message.blocks} surface=${ofMessage(message)} />`;
  return html`<${Mrkdwn} text=${message.text} />`;
}
