/** Attributes belong to a label: what of an object's a new label can keep. */
import type { Annotation, Attribute, Label } from "../api/types";

function fits({ type, options = [] }: Attribute, value: unknown): boolean {
  if (value === null) return true;
  switch (type) {
    case "checkbox":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "text":
      return typeof value === "string";
    case "dropdown":
      return typeof value === "string" && options.includes(value);
    case "multi_select":
      return Array.isArray(value) && value.every((each) => options.includes(String(each)));
  }
}

/** The values that a label has a place for, as the server checks it (`store/attributes.py`); none without a label. */
export function kept(values: Annotation["attributes"], label: Label | undefined): Annotation["attributes"] {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => label?.attributes.some((each) => each.name === name && fits(each, value))));
}
