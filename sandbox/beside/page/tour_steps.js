/* The six steps of the tour: what each says, what its button does, and by what one knows that it has happened. */

import { html } from "/page/vendor/htm-preact.js";
import { left } from "./words.js";
import { APPROVALS } from "./seen.js";

export const BUNDLE = "s3-access";
const ASKED = `/iam request ${BUNDLE} 45s to restore a backup`;
const GENERAL = "C0GENERAL";

export const STEPS = [
  {
    title: () => "Ask for access",
    says: () => html`
      <p>You are ann, a developer. The command stands in the message box: press Enter.</p>
      <p class="quiet">A real lease lasts hours. This one has 45 seconds, so that you can see it end.</p>
    `,
    label: () => "Put It There Again",
    isDoneInTheChat: true,
    act: (world) => world.be(world.person("ann"), GENERAL, () => world.api.compose(ASKED)),
    isDone: ({ card }) => Boolean(card),
  },
  {
    title: () => "Try to approve it yourself",
    says: ({ place }) => html`
      <p>
        The bot has written a card in #approvals: who asks, why, and the very IAM changes to come.
        ${place === APPROVALS ? " Press Approve Request on it, as ann." : " Go there, and press Approve Request as ann."}
      </p>
    `,
    label: ({ place, isAnn }) => (place === APPROVALS && isAnn ? "" : "Go to #approvals"),
    act: (world) => world.be(world.person("ann"), APPROVALS),
    isDone: ({ card, isRefused }) => isRefused || (card && !card.isWaiting),
    isOptional: true,
  },
  {
    title: () => "Approve it as bob",
    says: ({ isRefused }) => html`
      <p>
        ${isRefused && "Nobody decides for himself or herself. "}Bob owns S3 access. Become bob, and press Approve
        Request.
      </p>
    `,
    label: ({ isAnn }) => (isAnn ? "Become bob" : ""),
    act: (world) => world.be(world.person("bob"), APPROVALS),
    isDone: ({ card }) => card && !card.isWaiting,
  },
  {
    title: () => "See it in the account",
    says: ({ card, groups }) => html`
      <p>
        ${groups.includes("s3-users")
          ? html`Look below: ann has joined <code>s3-users</code>. The bot called AWS the moment that bob decided, and not
              before.`
          : card?.isLive
            ? "The card says that it is live."
            : "The bot is making it in AWS …"}
      </p>
      <p>Now be ann again, and read what the bot has told her.</p>
    `,
    label: () => "Become ann, Open Her Messages",
    act: (world) => world.be(world.person("ann"), "dm"),
    isDone: ({ card, isAnn, place }) => card?.isOver || (card?.isLive && isAnn && place === "dm"),
  },
  {
    title: ({ isWarned }) => (isWarned ? "It ends soon" : "It is live"),
    says: ({ card, isWarned }) => html`
      <p>
        ${isWarned
          ? "The bot has warned ann. Do nothing, and it ends by itself."
          : "Ann may press Give Back when she is done. Or wait: shortly before the end the bot warns her."}
      </p>
      ${card?.endsAt && html`<p class="countdown" role="timer">${left(card.endsAt - Date.now() / 1000)}</p>`}
    `,
    label: ({ isAnn, place }) => (isAnn && place === "dm" ? "" : "Become ann, Open Her Messages"),
    act: (world) => world.be(world.person("ann"), "dm"),
    isDone: ({ card }) => card?.isOver,
  },
  {
    title: ({ card }) => (card?.isEnded ? "It has ended" : "The request has ended"),
    says: ({ card }) => html`
      <p>
        ${card?.isEnded
          ? "The account below is as it was: only what the lease gave was taken back. Nobody had to remember."
          : "Nothing was changed in AWS."}
      </p>
      <p>What to try next:</p>
      <ul>
        <li><code>/iam request</code> alone opens the form; type into its fields.</li>
        <li><code>/iam request power 2m for the move</code> needs two people: bob and dan.</li>
        <li>Leasehold's Home tab shows what waits for you, what you have, and for how long.</li>
        <li>Approve something, then kill the bot under Leases, and start it again.</li>
        <li><code>/iam</code> lists all that it can do. README.md says how to connect your own Slack and AWS.</li>
      </ul>
    `,
    label: () => "",
    act: () => {},
    isDone: () => false,
  },
];
