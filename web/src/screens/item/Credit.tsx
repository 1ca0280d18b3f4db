import type { Item } from "../../api/types";

/** Whose photo it is and under which licence, where its metadata says so. */
export function Credit({ metadata }: { metadata: Item["metadata"] }) {
  const { attribution, license } = metadata;
  const said = [attribution, license].filter((each) => typeof each === "string" && each !== "");
  return said.length > 0 && <p className="credit">{said.join(" · ")}</p>;
}
