import { expect, it } from "vitest";

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

it("remembers whether the preview is wanted; it is until somebody says no", () => {
  const kept = storage();
  expect(wantsPreview(kept)).toBe(true);
  choosePreview(false, kept);
  expect(wantsPreview(kept)).toBe(false);
  choosePreview(true, kept);
  expect(wantsPreview(kept)).toBe(true);
  expect(() => choosePreview(false, refusing)).not.toThrow();
});
