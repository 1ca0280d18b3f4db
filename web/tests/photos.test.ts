import { expect, it } from "vitest";

import { forgetPhoto, keepPhoto, keptPhotos } from "../src/state/photos";
import { choosePreview, wantsPreview } from "../src/state/previewChoice";

function storage(from: Record<string, string> = {}) {
  const held = new Map(Object.entries(from));
  return { getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, value: string) => void held.set(key, value) };
}
const refusing = {
  getItem: () => null,
  setItem: () => {
    throw new Error("full");
  },
};

it("keeps photos newest first, each once, and forgets", () => {
  const kept = storage();
  for (const uid of ["a", "b", "a"]) keepPhoto({ uid, title: uid.repeat(500) }, kept);
  expect(keptPhotos(kept).map(({ uid }) => uid)).toEqual(["a", "b"]);
  expect(keptPhotos(kept)[0]?.title).toHaveLength(200);
  forgetPhoto("a", kept);
  expect(keptPhotos(kept).map(({ uid }) => uid)).toEqual(["b"]);
});

it("is bounded and drops what is not a photo", () => {
  const kept = storage({ "avala-edge.photos": JSON.stringify([null, 7, { uid: 1, title: "x" }, { uid: "a", title: "A" }]) });
  expect(keptPhotos(kept)).toEqual([{ uid: "a", title: "A" }]);
  for (let i = 0; i < 250; i++) keepPhoto({ uid: String(i), title: "" }, kept);
  expect(keptPhotos(kept)).toHaveLength(200);
  expect(keptPhotos(storage({ "avala-edge.photos": "{" }))).toEqual([]);
  expect(() => keepPhoto({ uid: "a", title: "" }, refusing)).not.toThrow();
});

it("remembers whether the preview is wanted; it is until somebody says no", () => {
  const kept = storage();
  expect(wantsPreview(kept)).toBe(true);
  choosePreview(false, kept);
  expect(wantsPreview(kept)).toBe(false);
  choosePreview(true, kept);
  expect(wantsPreview(kept)).toBe(true);
  expect(() => choosePreview(false, refusing)).not.toThrow();
});
