/** What a person does to annotations: each an edit that can be kept, sent, merged with another and seen at once. */
import type { Annotation, AnnotationChange, NewAnnotation, ReviewOrder } from "../api/types";

export type Edit =
  | { kind: "create"; uid: string; item: string; body: NewAnnotation }
  | { kind: "change"; uid: string; change: AnnotationChange }
  | { kind: "delete"; uid: string }
  | { kind: "review"; uid: string; order: ReviewOrder };

export const STATE_AFTER = { accept: "accepted", reject: "rejected" } as const;

/** What will be there once a new annotation is saved; version 0: it is not. */
export function drawn(edit: Extract<Edit, { kind: "create" }>, who: string, now: string): Annotation {
  const { body } = edit;
  return {
    uid: edit.uid,
    item: edit.item,
    project: body.project,
    label: body.label ?? null,
    type: body.type,
    geometry: body.geometry,
    attributes: body.attributes ?? {},
    source: body.source,
    state: body.state ?? "accepted",
    confidence: body.confidence ?? null,
    model: body.model ?? null,
    track: body.track ?? null,
    is_key: false,
    version: 0,
    created_by: who,
    updated_by: who,
    created_at: now,
    updated_at: now,
  };
}

/** Fields that an edit names and that are not null; `label: null` takes the label away. */
function changed(annotation: Annotation, change: AnnotationChange): Annotation {
  return {
    ...annotation,
    ...(change.type && { type: change.type }),
    ...(change.geometry && { geometry: change.geometry }),
    ...(change.label !== undefined && { label: change.label }),
    ...(change.attributes && { attributes: change.attributes }),
  };
}

/** An annotation as an edit leaves it; null: gone. */
export function after(annotation: Annotation, edit: Edit): Annotation | null {
  switch (edit.kind) {
    case "create":
      return annotation;
    case "change":
      return changed(annotation, edit.change);
    case "delete":
      return null;
    case "review": {
      const { decision, label, geometry, type, attributes } = edit.order;
      const own = { type: type ?? null, geometry: geometry ?? null, attributes: attributes ?? null };
      return { ...changed(annotation, { ...own, ...(label !== undefined && { label }) }), state: STATE_AFTER[decision] };
    }
  }
}

/** Annotations as they are once all that waits is saved. */
export function applied(saved: readonly Annotation[], waiting: readonly Edit[], who: string): Annotation[] {
  const found = new Map(saved.map((each) => [each.uid, each]));
  for (const edit of waiting) {
    const before = found.get(edit.uid) ?? (edit.kind === "create" ? drawn(edit, who, "") : undefined);
    if (!before) continue;
    const now = after(before, edit);
    if (now) found.set(edit.uid, now);
    else found.delete(edit.uid);
  }
  return [...found.values()];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A newer version is what this edit asked for: its answer was lost on the way, and nobody else was there. */
export function isDone(edit: Edit, current: Annotation): boolean {
  const wanted = after(current, edit);
  return wanted !== null && same(wanted, current);
}

/** Two edits of one annotation as one, where the first was not sent; null: they stay two; "nothing": they cancel out. */
export function merged(first: Edit, second: Edit): Edit | "nothing" | null {
  if (first.kind === "create" && second.kind === "delete") return "nothing";
  if (second.kind !== "change") return null;
  if (first.kind === "change") return { ...first, change: { ...first.change, ...second.change } };
  if (first.kind !== "create") return null;
  const { type, geometry, label, attributes } = second.change;
  const body = {
    ...first.body,
    ...(type && { type }),
    ...(geometry && { geometry }),
    ...(label !== undefined && { label }),
    ...(attributes && { attributes }),
  };
  return { ...first, body };
}
