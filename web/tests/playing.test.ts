import { describe, expect, it, vi } from "vitest";

import { frameAt, keepSpeed, nearest, speedOf, strideOf, wanted } from "../src/state/playing";
import { FrameImages } from "../src/screens/timeline/frameImages";

describe("the playing clock", () => {
  const clock = { from: 100, at: 1_000, rate: 25 };
  it("goes by time, not by what was shown", () => expect([1_000, 1_039, 1_040, 3_000].map((now) => frameAt(clock, now, 500))).toEqual([100, 100, 101, 150]));
  it("ends at the last frame", () => expect(frameAt(clock, 60_000, 500)).toBe(499));
  it("does not go back", () => expect(frameAt(clock, 900, 500)).toBe(100)); // a browser's frame may have begun before
});

describe("pictures to have ready", () => {
  it("are the next ones", () => expect(wanted(5, 1, 100, 1, 4)).toEqual([5, 6, 7, 8]));
  it("are the ones before, going back", () => expect(wanted(2, -1, 100, 1, 6)).toEqual([2, 1, 0]));
  it("end where the sequence does", () => expect(wanted(98, 1, 100, 1, 6)).toEqual([98, 99]));
  it("are the same from call to call where some are left out", () => {
    expect(wanted(5, 1, 100, 4, 4)).toEqual([5, 8, 12, 16]);
    expect(wanted(7, 1, 100, 4, 3)).toEqual([7, 8, 12]);
    expect(wanted(7, -1, 100, 4, 3)).toEqual([7, 4, 0]);
  });
  it("leave frames out when they come faster than one sees, or than the server can", () => {
    expect(strideOf(25, 0)).toBe(1);
    expect(strideOf(100, 5)).toBe(4);
    expect(strideOf(25, 130)).toBe(4);
  });
  it("are shown late rather than early", () => {
    expect(nearest([2, 5, 9], 8, 1)).toBe(5);
    expect(nearest([2, 5, 9], 8, -1)).toBe(9);
    expect(nearest([9, 12], 8, 1)).toBe(9); // better than nothing
    expect(nearest([], 8, 1)).toBeNull();
  });
});

describe("speed", () => {
  const storage = (kept: string | null) => ({ getItem: () => kept, setItem: vi.fn() });
  it("is remembered", () => {
    const box = storage("0.25");
    keepSpeed(4, box);
    expect(box.setItem).toHaveBeenCalledWith("avala-edge.speed", "4");
    expect(speedOf(box)).toBe(0.25);
  });
  it("is usual for what was never chosen, or makes no sense", () => expect([null, "7", "x"].map((kept) => speedOf(storage(kept)))).toEqual([1, 1, 1]));
});

describe("pictures of frames", () => {
  const setting = () => {
    const open = new Map<string, { done: (image: HTMLImageElement) => void; signal: AbortSignal }>();
    const images = new FrameImages({
      addressOf: (frame) => Promise.resolve(frame === 13 ? null : String(frame)),
      onLoad: vi.fn(),
      load: (address, signal) =>
        new Promise((done, failed) => {
          open.set(address, { done, signal });
          signal.addEventListener("abort", () => failed(new Error("given up")));
        }),
    });
    const finish = async (address: string) => {
      open.get(address)?.done({} as HTMLImageElement);
      open.delete(address);
      await settled();
    };
    return { images, open, finish };
  };
  const settled = () => new Promise((done) => setTimeout(done, 0));

  it("are asked for a few at a time, in their order", async () => {
    const { images, open, finish } = setting();
    images.want([1, 2, 3, 4, 5, 6], 1);
    await settled();
    expect([...open.keys()]).toEqual(["1", "2", "3", "4"]);
    await finish("2");
    expect([...open.keys()]).toEqual(["1", "3", "4", "5"]);
    expect(images.at(3, 1)?.frame).toBe(2);
  });
  it("that come late are kept, those far away given up", async () => {
    const { images, open, finish } = setting();
    images.want([1, 2, 3, 4], 1);
    await settled();
    images.want([9, 10], 9);
    await finish("4");
    expect(images.at(9, 1)?.frame).toBe(4);
    const before = [...open.values()];
    images.want([500], 500);
    await settled();
    expect(before.filter(({ signal }) => signal.aborted).length).toBeGreaterThan(2);
    expect(open.has("500")).toBe(true);
  });
  it("are asked for again when one comes back to what was given up", async () => {
    const { images, open, finish } = setting();
    images.want([1], 1);
    await settled();
    images.want([400], 400);
    images.want([1], 1);
    await settled();
    await finish("1");
    expect(images.at(1, 1)?.frame).toBe(1);
    expect(open.has("1")).toBe(false);
  });
  it("are not kept without bound", async () => {
    const { images, finish } = setting();
    for (let frame = 0; frame < 100; frame += 1) {
      images.want([frame + 20], frame + 20);
      await settled();
      await finish(String(frame + 20));
    }
    expect(images.at(20, 1)?.frame).toBeGreaterThan(80);
    expect(images.at(119, 1)?.frame).toBe(119);
  });
  it("go on after a frame that cannot be had", async () => {
    const { images, open } = setting();
    images.want([13, 14], 13);
    await settled();
    await settled();
    expect([...open.keys()]).toEqual(["14"]);
  });
});
