import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ServerError } from "../src/api/http";
import { SocketDown } from "../src/api/live";
import { type Answer, type SegmentRequest, askAhead, live, segment } from "../src/api/segment";

const request: SegmentRequest = { image: "sha256:1", points: [{ x: 1, y: 2, label: 1 }], mask: "token", multimask: false, formats: ["polygon"] };
const answer = { masks: [] } as unknown as Answer;
const posts = vi.fn<typeof fetch>(() => Promise.resolve(Response.json({ masks: ["posted"] })));
const signal = new AbortController().signal;
const oldToken = new ServerError(422, "The mask token is not known.", "mask");

beforeEach(() => vi.stubGlobal("fetch", posts));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  posts.mockClear();
});

it("asks over the socket and posts nothing", async () => {
  vi.spyOn(live, "ask").mockResolvedValue(answer);
  expect(await segment(request, signal)).toBe(answer);
  expect(posts).not.toHaveBeenCalled();
});

it("posts what the socket cannot carry", async () => {
  vi.spyOn(live, "ask").mockRejectedValue(new SocketDown("closed"));
  expect(await segment(request, signal)).toMatchObject({ masks: ["posted"] });
  expect(posts.mock.calls[0]?.[0]).toBe("/api/edge/v1/segment/");
  expect(JSON.parse(String(posts.mock.calls[0]?.[1]?.body))).toEqual(request);
});

it("does not post what the server refused", async () => {
  vi.spyOn(live, "ask").mockRejectedValue(new ServerError(503, "Busy."));
  await expect(segment(request, signal)).rejects.toThrow("Busy.");
  expect(posts).not.toHaveBeenCalled();
});

it("asks without a token that the server has forgotten", async () => {
  const asked = vi.spyOn(live, "ask").mockRejectedValueOnce(oldToken).mockResolvedValueOnce(answer);
  expect(await segment(request, signal)).toBe(answer);
  expect(asked.mock.calls[1]?.[0]).not.toHaveProperty("mask");
});

it("gives what was asked ahead to the same request, once", async () => {
  const asked = vi.spyOn(live, "ask").mockResolvedValue(answer);
  askAhead(request);
  expect(await segment({ ...request }, signal)).toBe(answer);
  expect(asked).toHaveBeenCalledTimes(1);
  await segment(request, signal);
  expect(asked).toHaveBeenCalledTimes(2);
});

it("asks anew for what is meant instead, and says what failed to who takes it", async () => {
  const asked = vi.spyOn(live, "ask").mockResolvedValue(answer);
  askAhead(request);
  await segment({ ...request, multimask: true }, signal);
  expect(asked).toHaveBeenCalledTimes(2);
  asked.mockRejectedValue(new ServerError(503, "Busy."));
  askAhead(request);
  await expect(segment(request, signal)).rejects.toThrow("Busy.");
});
