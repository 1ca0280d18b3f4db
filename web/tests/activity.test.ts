import { describe, expect, it } from "vitest";

import type { Activity } from "../src/api/types";
import { wordsOf } from "../src/screens/activity/words";
import { grouped } from "../src/state/activity";

const entry = (uid: string, action: string, over: Partial<Activity> = {}): Activity => ({
  uid,
  action,
  user: "anna",
  key: null,
  job: null,
  project: "p",
  subject_type: "annotation",
  subject_uid: "a",
  before: null,
  after: null,
  created_at: "2026-11-24T08:00:00.000Z",
  ...over,
});
const words = (...entries: Activity[]) => grouped(entries).map(wordsOf);

describe("the log", () => {
  it("says many alike in a row as one, by their newest", () => {
    const lines = grouped([entry("3", "annotation.created"), entry("2", "annotation.created"), entry("1", "annotation.deleted"), entry("0", "annotation.created")]);
    expect(lines.map(({ entry: { uid }, count }) => [uid, count])).toEqual([["3", 2], ["1", 1], ["0", 1]]);
  });
  it("keeps what different people and jobs did apart", () => {
    const mixed = [entry("3", "annotation.created", { job: "j" }), entry("2", "annotation.created"), entry("1", "annotation.created", { user: "bo" })];
    expect(grouped(mixed).length).toBe(3);
  });
  it("keeps what was accepted and what was rejected apart", () => {
    const [yes, no] = ["accept", "reject"].map((decision) => entry(decision, "annotation.reviewed", { after: { decision } }));
    expect(yes && no && words(yes, yes, no)).toEqual(["accepted 2 annotations", "rejected an annotation"]);
  });
  it("is in plain words", () => {
    expect(words(entry("1", "annotation.created", { after: { label: "car" } }))).toEqual(["made an annotation: car"]);
    expect(words(entry("1", "annotation.reviewed", { after: { decision: "accept" } }))).toEqual(["accepted an annotation"]);
    expect(words(entry("1", "job.created", { job: "j", after: { kind: "auto_label" } }))).toEqual(["began a job: Auto-label"]);
    expect(words(entry("2", "annotation.created", { job: "j" }), entry("1", "annotation.created", { job: "j" }))).toEqual(["made 2 annotations (by a job)"]);
  });
  it("says an action that it does not know by its name", () => expect(words(entry("1", "thing.happened"))).toEqual(["thing.happened"]));
});
