import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ServerError } from "../src/api/http";
import { SocketDown } from "../src/api/live";
import type { Answer, PointPrompt, Rectangle } from "../src/api/segment";
import { Hover, PAUSE_MS, type Preview, SLOW_MS } from "../src/prompting/hover";

const answer = (area = 9): Answer =>
  ({ model: { name: "m", digest: "d" }, masks: [{ score: 1, area, bbox: { x: 0, y: 0, width: 1, height: 1 }, polygon: { polygons: [] }, mask: "t" }], cache: "hit", timings_ms: {} }) satisfies Answer;

let asked: { point: PointPrompt; lookingAt: Rectangle | null; resolve: (answer: Answer | null) => void; reject: (reason: Error) => void }[];
let shown: (Preview | null)[];
let slow: boolean[];
let hover: Hover;
const settle = () => vi.advanceTimersByTimeAsync(0);
const frame = () => vi.advanceTimersByTimeAsync(16);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  shown = [];
  slow = [];
  hover = new Hover({
    ask: (point, lookingAt) => new Promise((resolve, reject) => asked.push({ point, lookingAt, resolve, reject })),
    show: (preview) => shown.push(preview),
    tooSlow: (is) => slow.push(is),
    onFrame: (run) => setTimeout(run, 16) as unknown as number,
    dropFrame: (id) => clearTimeout(id),
    now: () => Date.now(),
  });
});
afterEach(() => vi.useRealTimers());

async function answeredIn(ms: number) {
  hover.moveTo(asked.length, 0);
  await frame();
  await vi.advanceTimersByTimeAsync(ms);
  asked.at(-1)?.resolve(answer());
  await settle();
}

describe("the outline under the pointer", () => {
  it("asks once a frame at most, for the newest place", async () => {
    for (let x = 0; x < 5; x++) hover.moveTo(x, 0);
    expect(asked).toHaveLength(0);
    await frame();
    expect(asked.map(({ point }) => point)).toEqual([{ x: 4, y: 0, label: 1 }]);
  });

  it("says what is on the screen where that is not all of the photo", async () => {
    const seen = { x: 1, y: 2, width: 3, height: 4 };
    hover.moveTo(2, 3, seen);
    await frame();
    expect(asked[0]?.lookingAt).toEqual(seen);
  });

  it("waits for its answer before it asks again, then for the newest place only", async () => {
    hover.moveTo(1, 0);
    await frame();
    for (const x of [2, 3, 4]) {
      hover.moveTo(x, 0);
      await frame();
    }
    expect(asked).toHaveLength(1);
    asked[0]?.resolve(answer());
    await frame();
    expect(asked.map(({ point }) => point.x)).toEqual([1, 4]);
    expect(shown).toMatchObject([{ x: 1 }]);
  });

  it("shows nothing that comes after the pointer has left", async () => {
    hover.moveTo(1, 0);
    await frame();
    hover.leave();
    asked[0]?.resolve(answer());
    await settle();
    hover.moveTo(2, 0);
    hover.leave();
    await frame();
    expect(shown).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it("takes the outline away where there is nothing, and when the socket is gone", async () => {
    await answeredIn(5);
    hover.moveTo(2, 0);
    await frame();
    asked[1]?.resolve(answer(0));
    await answeredIn(5);
    hover.moveTo(3, 0);
    await frame();
    asked[3]?.reject(new SocketDown("closed"));
    await settle();
    expect(shown.map((preview) => preview !== null)).toEqual([true, false, true, false]);
    expect(slow).toEqual([]);
  });

  it("does not take a superseded prompt for an answer", async () => {
    hover.moveTo(1, 0);
    await frame();
    asked[0]?.resolve(null);
    await settle();
    expect(shown).toEqual([]);
  });

  it("leaves a slow server alone and comes back by itself", async () => {
    for (let i = 0; i < 5; i++) await answeredIn(SLOW_MS + 20);
    expect(slow).toEqual([true]);
    expect(shown.at(-1)).toBeNull();
    const before = asked.length;
    hover.moveTo(7, 7);
    await frame();
    expect(asked).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    await frame();
    expect(slow).toEqual([true, false]);
    expect(asked.at(-1)?.point).toMatchObject({ x: 7, y: 7 });
  });

  it("forgives single slow answers", async () => {
    for (let i = 0; i < 12; i++) await answeredIn(i % 3 === 0 ? 900 : 10);
    expect(slow).toEqual([]);
  });

  it("leaves a server that refuses alone too", async () => {
    hover.moveTo(1, 0);
    await frame();
    asked[0]?.reject(new ServerError(503, "Busy."));
    await settle();
    expect(slow).toEqual([true]);
    hover.stop();
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(slow).toEqual([true]); // nobody is there any more
  });
});
