import { describe, expect, it } from "vitest";

import type { Label } from "../src/api/types";
import { kept } from "../src/state/attributes";

const label: Label = {
  uid: "l",
  name: "mug",
  color: "#112233",
  shortcut: null,
  attributes: [
    { name: "colour", type: "dropdown", options: ["red", "blue"], required: false },
    { name: "full", type: "checkbox", options: [], required: false },
    { name: "litres", type: "number", options: [], required: false },
    { name: "marks", type: "multi_select", options: ["chip", "stain"], required: false },
    { name: "note", type: "text", options: [], required: false },
  ],
};

describe("attributes under another label", () => {
  it("stay where it has a place for them", () => {
    const values = { colour: "red", full: false, litres: 0.3, marks: ["chip"], note: "old" };
    expect(kept(values, label)).toEqual(values);
    expect(kept({ colour: "green", full: "yes", litres: NaN, marks: ["hole"], note: 7, age: 3 }, label)).toEqual({});
    expect(kept({ colour: "red" }, undefined)).toEqual({});
  });
});
