import { describe, expect, it } from "vitest";

import { countOf, isOver, labelsIn, throughOf, withProblem } from "../src/state/jobs";

const problem = (item: string) => ({ item, code: "image_refused", detail: "damaged" });

describe("a job's record", () => {
  it("has one problem an item, told however often", () => {
    const once = withProblem({ errors: [problem("a")] }, problem("b"));
    expect(withProblem(once, problem("a")).errors.map(({ item }) => item)).toEqual(["a", "b"]);
  });
  it("keeps no more problems than the server's", () => {
    let job = { errors: [] as ReturnType<typeof problem>[] };
    for (let n = 0; n < 130; n += 1) job = withProblem(job, problem(String(n)));
    expect(job.errors.length).toBe(100);
  });
  it("says how far it is", () => expect(throughOf({ total: 9, done: 3, failed: 1, skipped: 2 })).toBe(6));
  it("is over when it neither waits nor runs", () => expect(["pending", "running", "completed", "cancelled", "failed"].map(isOver)).toEqual([false, false, true, true, true]));
  it("counts by label, most first, and only numbers", () => {
    const summary = { "label:cat": 2, "label:": 7, "label:odd": "x", drafts: 9, note: "9" };
    expect(labelsIn(summary)).toEqual([["", 7], ["cat", 2]]);
    expect([countOf(summary, "drafts"), countOf(summary, "note"), countOf(summary, "gone")]).toEqual([9, 0, 0]);
  });
});
