import { useState } from "react";

import { text } from "../text/en";

const KEY = "avala-edge.tour";

function wasTaken(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true;
  }
}

/** Three steps for who is here for the first time; beside the work, never over it, and gone for good once read. */
export function Tour({ steps }: { steps: readonly (readonly [string, string])[] }) {
  const [at, setAt] = useState(() => (wasTaken() ? steps.length : 0));
  const step = steps[at];
  if (!step) return null;
  const go = (next: number) => {
    setAt(next);
    if (next < steps.length) return;
    try {
      localStorage.setItem(KEY, "taken");
    } catch {
      // shown again next time
    }
  };
  return (
    <section className="tour" aria-label={text.tour.title} data-testid="tour">
      <h2>{text.tour.step(at + 1, steps.length)}</h2>
      <strong>{step[0]}</strong>
      <p>{step[1]}</p>
      <button type="button" className="primary" onClick={() => go(at + 1)}>
        {at + 1 < steps.length ? text.tour.next : text.tour.done}
      </button>
      <button type="button" className="quiet" onClick={() => go(steps.length)}>
        {text.tour.skip}
      </button>
    </section>
  );
}
