/** Accepted outlines, kept in this browser by image until the server keeps annotations. */
import type { Polygon } from "../geometry/polygon";

export interface Outline {
  readonly id: string;
  readonly polygons: readonly Polygon[];
  readonly score: number;
}

const keyOf = (uid: string): string => `avala-edge.outlines.${uid}`;

export function load(uid: string, storage: Pick<Storage, "getItem"> = localStorage): Outline[] {
  try {
    const found: unknown = JSON.parse(storage.getItem(keyOf(uid)) ?? "[]");
    return Array.isArray(found) ? (found as Outline[]) : [];
  } catch {
    return [];
  }
}

/** False when the browser refuses (storage full or switched off). */
export function save(uid: string, outlines: readonly Outline[], storage: Pick<Storage, "setItem"> = localStorage): boolean {
  try {
    storage.setItem(keyOf(uid), JSON.stringify(outlines));
    return true;
  } catch {
    return false;
  }
}
