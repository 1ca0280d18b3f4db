import { describe, expect, it } from "vitest";

import type { Answer } from "../src/api/segment";
import { type PromptSession, type Step, addPoint, answered, canRedo, choose, chosenMask, clear, current, empty, isBlank, redo, requestFor, setBox, shownMask, undo } from "../src/prompting/session";

const answer = (...tokens: string[]): Answer => ({
  model: { name: "m", digest: "d" },
  masks: tokens.map((mask) => ({ score: 0.5, area: 1, bbox: { x: 0, y: 0, width: 1, height: 1 }, polygon: { polygons: [] }, mask })),
  cache: "hit",
  timings_ms: {},
});
const theStep = (session: PromptSession): Step => {
  const step = current(session);
  if (!step) throw new Error("nothing asked");
  return step;
};
const reply = (session: PromptSession, ...tokens: string[]): PromptSession => answered(session, theStep(session), answer(...tokens), 5);

describe("a click session", () => {
  it("asks for alternatives on a lone click only", () => {
    let session = addPoint(empty, { x: 1, y: 2, label: 1 });
    const first = current(session);
    expect(first && requestFor("i", first).multimask).toBe(true);
    session = addPoint(reply(session, "a", "b", "c"), { x: 3, y: 4, label: 0 });
    const second = current(session);
    expect(second && requestFor("i", second)).toMatchObject({ multimask: false, mask: "a", points: [{ label: 1 }, { label: 0 }] });
  });

  it("refines the mask that was chosen", () => {
    const session = addPoint(choose(reply(addPoint(empty, { x: 1, y: 2, label: 1 }), "a", "b", "c"), 1), { x: 5, y: 5, label: 1 });
    expect(current(session)?.token).toBe("b");
  });

  it("undoes to an answer that is still there and redoes", () => {
    let session = reply(addPoint(empty, { x: 1, y: 2, label: 1 }), "a");
    session = undo(addPoint(session, { x: 3, y: 4, label: 1 }));
    expect(chosenMask(current(session))?.mask).toBe("a");
    expect(canRedo(session)).toBe(true);
    expect(current(redo(session))?.points).toHaveLength(2);
    expect(current(undo(undo(session)))).toBeNull();
  });

  it("drops an answer to a step that is gone", () => {
    const asked = addPoint(empty, { x: 1, y: 2, label: 1 });
    const step = current(asked);
    const moved = addPoint(undo(asked), { x: 9, y: 9, label: 1 });
    expect(step && answered(moved, step, answer("late"), 1)).toEqual(moved);
  });

  it("starts over with a box", () => {
    const session = setBox(reply(addPoint(empty, { x: 1, y: 2, label: 1 }), "a"), { x: 0, y: 0, width: 5, height: 5 });
    expect(current(session)).toMatchObject({ points: [], token: null, box: { width: 5 } });
  });

  it("keeps showing the mask that is being refined, but not one that a box replaced", () => {
    const first = reply(addPoint(empty, { x: 1, y: 2, label: 1 }), "a");
    expect(shownMask(addPoint(first, { x: 3, y: 4, label: 1 }))?.mask).toBe("a");
    expect(shownMask(setBox(first, { x: 0, y: 0, width: 5, height: 5 }))).toBeNull();
    expect(shownMask(addPoint(empty, { x: 1, y: 2, label: 1 }))).toBeNull();
  });

  it("clears in one step that can be undone, and starts afresh after it", () => {
    const first = reply(addPoint(empty, { x: 1, y: 2, label: 1 }), "a");
    const cleared = clear(first);
    expect(isBlank(current(cleared))).toBe(true);
    expect(shownMask(cleared)).toBeNull();
    expect(clear(cleared)).toBe(cleared);
    expect(chosenMask(current(undo(cleared)))?.mask).toBe("a");
    expect(current(addPoint(cleared, { x: 9, y: 9, label: 1 }))).toMatchObject({ token: null, points: [{ x: 9 }] });
  });

  it("says what was on the screen with a first click, and with nothing else", () => {
    const seen = { x: 10, y: 20, width: 300, height: 200 };
    const first = addPoint(empty, { x: 50, y: 60, label: 1 }, null, seen);
    expect(requestFor("i", theStep(first))).toMatchObject({ looking_at: seen, multimask: true });
    const second = addPoint(reply(first, "a"), { x: 70, y: 60, label: 1 }, null, seen);
    expect(requestFor("i", theStep(second))).not.toHaveProperty("looking_at");
    expect(requestFor("i", theStep(addPoint(clear(second), { x: 1, y: 2, label: 1 })))).not.toHaveProperty("looking_at");
  });

  it("shows what the pointer's preview showed until a first click is answered, and accepts only the answer", () => {
    const guess = answer("guess").masks[0] ?? null;
    const clicked = addPoint(empty, { x: 1, y: 2, label: 1 }, guess);
    expect(shownMask(clicked)?.mask).toBe("guess");
    expect(chosenMask(current(clicked))).toBeNull();
    expect(shownMask(reply(clicked, "a"))?.mask).toBe("a");
    expect(shownMask(addPoint(reply(clicked, "a"), { x: 3, y: 4, label: 0 }, guess))?.mask).toBe("a");
  });
});
