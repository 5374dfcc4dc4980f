/* The guided tour: six steps from a request to its lease's end, each of which goes on when its thing has happened. */

import { html, useEffect, useRef, useState } from "/page/vendor/htm-preact.js";
import { useNow, useWorld } from "./hooks.js";
import { begin, forget, isOfAnother, look, recall, remember, standing } from "./tour_state.js";
import { STEPS } from "./tour_steps.js";

export function Tour({ world }) {
  useWorld(world);
  const [tour, setTour] = useState(recall());
  const change = (next) => {
    remember(next);
    setTour(next);
  };
  const lastCard = useRef(null);
  const seen = tour.step === null ? null : look(world, tour);
  // While the page takes up another person there are no messages for a moment.
  if (seen) lastCard.current = seen.card ??= lastCard.current;
  useNow(Boolean(seen?.card?.isLive));
  useEffect(() => {
    const next = seen && standing(tour, seen);
    if (seen && isOfAnother(tour, world)) change(forget(false));
    else if (next && next.step !== tour.step) change(next);
  });
  const start = () => {
    lastCard.current = null;
    const begun = begin(world);
    change(begun);
    STEPS[0].act(world);
  };
  if (tour.step === null) return html`<${Invitation} tour=${tour} start=${start} decline=${() => change(forget(true))} />`;
  return html`<${Step} world=${world} seen=${seen} number=${tour.step} start=${start} leave=${() => change(forget(true))}
    skip=${() => change({ ...tour, step: tour.step + 1 })} />`;
}

function Invitation({ tour, start, decline }) {
  if (tour.isDeclined) {
    return html`<p class="tour-again"><button type="button" class="button" onClick=${start}>Take the Tour</button></p>`;
  }
  return html`
    <section class="tour" aria-label="Guided tour">
      <h3>New here?</h3>
      <p>
        Six steps, under three minutes: you ask for access as ann, approve it as bob, and watch it come and go in the AWS
        account below.
      </p>
      <p class="actions">
        <button type="button" class="button primary" onClick=${start}>Take the Tour</button>
        <button type="button" class="quietly" onClick=${decline}>Not Now</button>
      </p>
    </section>
  `;
}

function Step({ world, seen, number, start, leave, skip }) {
  const step = STEPS[number];
  const isLast = number === STEPS.length - 1;
  return html`
    <section class="tour" aria-label="Guided tour" data-step=${number + 1}>
      <p class="progress" aria-hidden="true">
        ${STEPS.map((each, at) => html`<span key=${each.title} class=${at <= number ? "done" : ""}></span>`)}
      </p>
      <div aria-live="polite">
        <h3><span class="quiet">${number + 1} of ${STEPS.length}</span> ${step.title(seen)}</h3>
        ${step.says(seen, world)}
      </div>
      <p class="actions">
        ${isLast
          ? html`
              <button type="button" class="button" onClick=${start}>Begin Again</button>
              <button type="button" class="button primary" onClick=${leave}>Close the Tour</button>
            `
          : html`
              ${step.label(seen) &&
              html`<button type="button" class=${step.isDoneInTheChat ? "button" : "button primary"} onClick=${() => step.act(world)}>
                ${step.label(seen)}
              </button>`}
              ${step.isOptional && html`<button type="button" class="quietly" onClick=${skip}>Skip This Step</button>`}
              <button type="button" class="quietly" onClick=${leave}>Leave the Tour</button>
            `}
      </p>
    </section>
  `;
}
