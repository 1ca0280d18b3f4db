import type { Item } from "../../api/types";

/** Whom the photo is of and under which licence, where its metadata says so. */
export function Credit({ metadata }: { metadata: Item["metadata"] }) {
  const { attribution, license } = metadata;
  const said = [attribution, license].filter((each) => typeof each === "string");
  return said.length > 0 && <p className="credit">{said.join(" · ")}</p>;
}
