import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ServerError } from "../src/api/http";
import { Live, SocketDown } from "../src/api/live";
import type { SegmentRequest } from "../src/api/segment";

class FakeSocket {
  readonly OPEN = 1;
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
  }
  says(body: unknown) {
    this.onmessage?.({ data: JSON.stringify(body) });
  }
  ends(code: number) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const request: SegmentRequest = { image: "sha256:1", points: [{ x: 1, y: 2, label: 1 }], multimask: true, formats: ["polygon"] };

let sockets: FakeSocket[];
let signedOut: number;
let live: Live;
const newest = () => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error("none was opened");
  return socket;
};
const idOf = (socket: FakeSocket, at: number) => socket.sent[at]?.["id"];

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  signedOut = 0;
  live = new Live({
    connect: () => {
      sockets.push(new FakeSocket());
      return newest() as unknown as WebSocket;
    },
    onSignedOut: () => signedOut++,
    now: () => Date.now(),
    random: () => 1,
  });
});
afterEach(() => vi.useRealTimers());

const opened = (): FakeSocket => {
  live.open();
  newest().opens();
  return newest();
};

describe("the tab's socket", () => {
  it("gives each answer to the prompt that it answers, in whatever order they come", async () => {
    const socket = opened();
    const [first, second] = [live.ask(request), live.ask(request)];
    socket.says({ id: idOf(socket, 1), masks: ["b"] });
    socket.says({ id: idOf(socket, 0), masks: ["a"] });
    expect(await first).toMatchObject({ masks: ["a"] });
    expect(await second).toMatchObject({ masks: ["b"] });
    expect(socket.sent[0]).toMatchObject({ image: "sha256:1", points: [{ x: 1 }] });
    expect(socket.sent[0]).not.toHaveProperty("stream");
  });

  it("tells a superseded prompt from an answered and from a refused one", async () => {
    const socket = opened();
    const [older, refused] = [live.ask(request, { stream: "hover" }), live.ask(request)];
    expect(socket.sent[0]).toMatchObject({ stream: "hover" });
    socket.says({ id: idOf(socket, 0), superseded: true });
    socket.says({ id: idOf(socket, 1), error: { status: 422, detail: "too old", code: "invalid_input", field: "mask" } });
    expect(await older).toBeNull();
    const reason = await refused.catch((error: unknown) => error);
    expect(reason).toBeInstanceOf(ServerError);
    expect(reason).toMatchObject({ status: 422, message: "too old", field: "mask" });
  });

  it("survives what it cannot read", async () => {
    const socket = opened();
    const asked = live.ask(request);
    for (const data of ["{", "null", "7", '{"id": 99, "masks": []}', '{"id": null, "error": {}}', new ArrayBuffer(2)]) socket.onmessage?.({ data });
    socket.says({ id: idOf(socket, 0), masks: [] });
    expect(await asked).toMatchObject({ masks: [] });
  });

  it("says at once that it is not open, and takes prompts when it is", async () => {
    live.open();
    await expect(live.ask(request)).rejects.toBeInstanceOf(SocketDown);
    newest().opens();
    void live.ask(request);
    expect(newest().sent).toHaveLength(1);
    expect(sockets).toHaveLength(1);
  });

  it("hands back what is unanswered when it closes, and when it is full", async () => {
    const socket = opened();
    const asked = Array.from({ length: 12 }, () => live.ask(request));
    await expect(live.ask(request)).rejects.toBeInstanceOf(SocketDown);
    expect(socket.sent).toHaveLength(12);
    socket.ends(1006);
    for (const one of asked) await expect(one).rejects.toBeInstanceOf(SocketDown);
  });

  it("gives a silent connection up, and keeps one that answers others", async () => {
    const silent = opened();
    const asked = live.ask(request).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await asked).toBeInstanceOf(SocketDown);
    expect(silent.readyState).toBe(3);

    await vi.advanceTimersByTimeAsync(60_000);
    await live.ask(request).catch(() => undefined);
    const lively = newest();
    expect(lively).not.toBe(silent);
    lively.opens();
    const slow = live.ask(request).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(9_000);
    const quick = live.ask(request);
    lively.says({ id: idOf(lively, 1), masks: [] });
    await quick;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await slow).toBeInstanceOf(SocketDown);
    expect(lively.readyState).toBe(1);
    lively.says({ id: idOf(lively, 0), masks: [] }); // late: nobody waits for it
  });

  it("opens again when there is something to ask, later and later while it is refused", async () => {
    live.open();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      newest().ends(1006); // never opened: 429, 503, or a proxy that cannot
      const before = sockets.length;
      const since = Date.now();
      while (sockets.length === before) {
        await vi.advanceTimersByTimeAsync(100);
        await live.ask(request).catch(() => undefined);
      }
      waits.push(Date.now() - since);
    }
    expect(waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
    expect(waits.at(-1)).toBe(30_000);
    const before = sockets.length;
    newest().ends(1006);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(sockets).toHaveLength(before); // nobody asked
  });

  it("spreads the tabs of a site that lost their server together", async () => {
    const early = new Live({ connect: () => (sockets.push(new FakeSocket()), newest() as unknown as WebSocket), onSignedOut: () => undefined, now: () => Date.now(), random: () => 0 });
    early.open();
    newest().ends(1001);
    await vi.advanceTimersByTimeAsync(250);
    await early.ask(request).catch(() => undefined);
    expect(sockets).toHaveLength(2);
  });

  it("starts afresh after an answer, and at once after an idle close", async () => {
    live.open();
    for (let i = 0; i < 6; i++) {
      newest().ends(1006);
      await vi.advanceTimersByTimeAsync(30_000);
      await live.ask(request).catch(() => undefined);
    }
    newest().opens();
    void live.ask(request);
    newest().says({ id: idOf(newest(), 0), masks: [] });
    newest().ends(1001);
    await vi.advanceTimersByTimeAsync(500);
    const before = sockets.length;
    await live.ask(request).catch(() => undefined);
    expect(sockets).toHaveLength(before + 1);
    newest().opens();
    newest().ends(1000);
    await live.ask(request).catch(() => undefined);
    expect(sockets).toHaveLength(before + 2);
  });

  it("reports the end of the session once and stays closed until somebody signs in", async () => {
    const socket = opened();
    const asked = live.ask(request).catch((error: unknown) => error);
    socket.says({ id: idOf(socket, 0), error: { status: 401, detail: "Sign in.", code: "unauthenticated" } });
    socket.ends(1008);
    expect(await asked).toMatchObject({ status: 401 });
    expect(signedOut).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(live.ask(request)).rejects.toBeInstanceOf(SocketDown);
    expect(sockets).toHaveLength(1);
    opened();
    expect(sockets).toHaveLength(2);
  });

  it("is closed when the annotator signs out", async () => {
    const socket = opened();
    live.close();
    expect(socket.readyState).toBe(3);
    socket.ends(1000);
    await expect(live.ask(request)).rejects.toBeInstanceOf(SocketDown);
    expect(sockets).toHaveLength(1);
    expect(signedOut).toBe(0);
  });
});
