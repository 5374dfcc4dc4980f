/* IAM as it is right now: what changed last is marked, and the calls that changed it are listed. */

import { html } from "/page/vendor/htm-preact.js";
import { useNow, useWorld } from "./hooks.js";
import * as words from "./words.js";

const FRESH = 20;
const RECENT = 600;
const TOGETHER = 2;
const MOST_TOGETHER = 4;

export function Account({ world }) {
  useWorld(world);
  const told = world.told;
  const now = useNow(Boolean(told?.changes.some((change) => change.at > Date.now() / 1000 - FRESH - 1)));
  if (!told?.account) return html`<p class="quiet">Looking at the account …</p>`;
  const { account, calls } = told;
  const fresh = told.changes.filter((change) => change.at > now - FRESH);
  return html`
    <${Head} account=${account} />
    <${LastChanges} changes=${told.changes} />
    <h3>Users</h3>
    <ul class="holders">
      ${ordered(account.users, told.changes, now).map(
        (user) => html`<${User} key=${user.name} user=${user} fresh=${fresh.filter(({ of }) => of === user.name)} />`,
      )}
    </ul>
    <h3>Groups</h3>
    <ul class="holders">
      ${account.groups.map(
        (group) => html`<${Group} key=${group.name} group=${group} fresh=${fresh.filter(({ of }) => of === group.name)} />`,
      )}
    </ul>
    <h3>Calls that change IAM</h3>
    <${Calls} calls=${calls} />
  `;
}

function Head({ account }) {
  const { root } = account;
  return html`
    <p class="account-id">
      ${account.alias && html`<b>${account.alias}</b> `}
      <span>Account <code>${account.id}</code></span>
      ${root.keys > 0 && html` <span class="tag danger">root has a key</span>`}
      ${!root.mfa && html` <span class="tag warn">root without MFA</span>`}
    </p>
  `;
}

/* The last one, and what changed together with it; in the order in which it came. */
function LastChanges({ changes }) {
  const together = changes.filter(({ at }) => at > changes[0].at - TOGETHER).slice(0, MOST_TOGETHER).reverse();
  return html`
    <div class="last-changes" aria-live="polite">
      ${together.length
        ? together.map(
            (change) => html`<p key=${`${change.at}${change.of}${change.what}`}>
              <time>${words.clock(change.at)}</time>${words.sentence(change)}
            </p>`,
          )
        : html`<p class="quiet">Nothing has changed since you came.</p>`}
    </div>
  `;
}

/* Whoever changed a while ago stands first, the last one on top; the others by name. */
function ordered(users, changes, now) {
  const at = (user) => changes.find((change) => change.of === user.name && change.at > now - RECENT)?.at ?? 0;
  return [...users].sort((one, other) => at(other) - at(one) || one.name.localeCompare(other.name));
}

function User({ user, fresh }) {
  return html`
    <li class="holder" data-user=${user.name}>
      <div class="holder-head">
        <b>${user.name}</b>
        <span class="marks">
          ${user.password && html`<span class="tag">password</span>`}
          ${user.mfa
            ? html`<span class="tag good">MFA</span>`
            : user.password && html`<span class="tag warn">no MFA</span>`}
        </span>
      </div>
      <${Chips} label="groups" kind="membership" names=${user.groups} fresh=${fresh} />
      <${Chips} label="policies" kind="policy" names=${user.policies} fresh=${fresh} />
      <${Chips} label="inline" kind="inline policy" names=${user.inline} fresh=${fresh} />
      ${user.keys.map((key) => html`<${Key} key=${key.id} of=${key} fresh=${fresh} />`)}
    </li>
  `;
}

function Key({ of: key, fresh }) {
  const isNew = fresh.some(({ kind, what, verb }) => kind === "key" && verb === "added" && what.startsWith(key.id));
  const [made, used] = [words.age(key.created), words.ago(key.last_used)];
  return html`
    <p class=${isNew ? "fact just-new" : "fact"}>
      key <code title=${key.id}>${words.shortKey(key.id)}</code>
      <span class=${words.isLongAgo(key.created) ? "old" : "quiet"}>${made === "today" ? "new" : `${made} old`}</span>
      <span class=${words.isLongAgo(key.last_used) ? "old" : "quiet"}>${used}</span>
      ${key.status !== "Active" && html` <span class="tag">inactive</span>`}
    </p>
  `;
}

function Group({ group, fresh }) {
  const members = group.members.length ? group.members.join(", ") : "nobody";
  return html`
    <li class="holder" data-group=${group.name}>
      <div class="holder-head"><b>${group.name}</b> <span class="quiet">${members}</span></div>
      <${Chips} label="policies" kind="group policy" names=${group.policies} fresh=${fresh} />
    </li>
  `;
}

/* What is new is marked; what is gone is shown struck out for a while. */
function Chips({ label, kind, names, fresh }) {
  const changed = (verb) => fresh.filter((change) => change.kind === kind && change.verb === verb);
  const added = new Map(changed("added").map((change) => [change.what, change.at]));
  const gone = changed("removed").filter(({ what }, at, all) => {
    return !names.includes(what) && all.findIndex((other) => other.what === what) === at;
  });
  if (!names.length && !gone.length) return null;
  return html`
    <p class="fact">
      <span class="quiet">${label}</span>
      ${names.map((name) => {
        const isNew = added.has(name);
        return html`<span class=${isNew ? "thing just-new" : "thing"} key=${`${name}${added.get(name) ?? ""}`}
          >${isNew && html`<span aria-hidden="true">+ </span><span class="unseen">new: </span>`}${name}</span
        >`;
      })}
      ${gone.map(
        ({ what, at }) => html`<span class="thing just-gone" key=${`${what}-${at}`}
          ><span class="unseen">gone: </span><del>${what}</del></span
        >`,
      )}
    </p>
  `;
}

function Calls({ calls }) {
  if (!calls.length) return html`<p class="quiet">None yet. Each change that the bot makes is listed here.</p>`;
  return html`
    <ol class="iam-calls">
      ${calls.map(
        (call) => html`
          <li key=${call.number}>
            <time>${words.clock(call.at)}</time>
            <span class="iam-call">
              <code>${call.operation}</code> ${words.about(call.parameters)}
              <span class="quiet"> by ${call.by}</span>
              ${call.code && html` <span class="tag danger">${call.code}</span>`}
            </span>
          </li>
        `,
      )}
    </ol>
  `;
}
