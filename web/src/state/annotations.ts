/** Accepted outlines, kept in this browser by image until the server keeps annotations. */
import type { Polygon } from "../geometry/polygon";

export interface Outline {
  readonly id: string;
  readonly polygons: readonly Polygon[];
  readonly score: number;
}

function isRing(value: unknown): boolean {
  return Array.isArray(value) && value.every((p) => Array.isArray(p) && p.length === 2 && p.every(Number.isFinite));
}

function isOutline(value: unknown): value is Outline {
  if (typeof value !== "object" || value === null) return false;
  const { id, score, polygons } = value as Record<string, unknown>;
  return (
    typeof id === "string" &&
    typeof score === "number" &&
    Array.isArray(polygons) &&
    polygons.every((p: Partial<Polygon> | null) => isRing(p?.exterior) && Array.isArray(p?.holes) && p.holes.every(isRing))
  );
}

const keyOf = (uid: string): string => `avala-edge.outlines.${uid}`;

/** What was kept; an entry that is not an outline does not take the others with it. */
export function load(uid: string, storage: Pick<Storage, "getItem"> = localStorage): Outline[] {
  try {
    const found: unknown = JSON.parse(storage.getItem(keyOf(uid)) ?? "[]");
    return Array.isArray(found) ? found.filter(isOutline) : [];
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
