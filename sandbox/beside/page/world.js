/* What the panel knows of the account, the bot and what goes wrong: asked again and again, each answer waits for news. */

const WAITS_AFTER_A_FAULT = 1000;

/* A browser keeps few connections to one address open, and a tab that nobody looks at shall not take one. */
function isLookedAt() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((go) => document.addEventListener("visibilitychange", go, { once: true }));
}

export class World {
  constructor(api, node) {
    this.api = api;
    this.node = node;
    this.told = null;
    this.isLost = false;
    this.listeners = new Set();
    api.subscribe(() => this.tell());
  }

  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell() {
    for (const listener of [...this.listeners]) listener();
  }

  async follow() {
    for (;;) {
      await isLookedAt();
      try {
        this.told = await this.api.request(`account?version=${this.told?.version ?? 0}`);
        this.isLost = false;
      } catch {
        this.isLost = true;
      }
      this.tell();
      if (this.isLost) await new Promise((go) => setTimeout(go, WAITS_AFTER_A_FAULT));
    }
  }

  /* Orders something; gives the words of a refusal, or an empty text. */
  async order(path, said) {
    try {
      await this.api.request(path, said);
      return "";
    } catch (refused) {
      return refused.message;
    }
  }

  person(name) {
    return this.api.people().find((person) => person.name === name)?.id ?? "";
  }

  name(id) {
    return this.api.people().find((person) => person.id === id)?.name ?? id;
  }

  /* As somebody, at a place: one after the other, for the page takes up another person first. On a narrow screen the
     panel is a drawer over the chat, which Escape closes. */
  be(person, place, then = () => {}) {
    this.node.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    const { api } = this;
    this.once(
      () => api.person() === person,
      () => {
        this.once(() => api.place() === place, then);
        api.go(place);
      },
    );
    if (api.person() !== person) api.become(person);
  }

  /* Now, or as soon as it is so. */
  once(isSo, then) {
    if (isSo()) return then();
    const stop = this.api.subscribe(() => {
      if (!isSo()) return;
      stop();
      then();
    });
  }
}
