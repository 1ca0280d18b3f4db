import { call, send } from "./http";
import { type Page, queryOf } from "./pages";
import type { Annotation, AnnotationChange, Item, NewAnnotation, ReviewOrder, Reviewed, Suggested, Undone } from "./types";

export const getItem = (uid: string): Promise<Item> => call(`/items/${uid}/`);

/** All of an item's annotations of a project, page by page. */
export async function annotationsOf(item: string, project: string): Promise<Annotation[]> {
  const found: Annotation[] = [];
  let path: string | null = `/items/${item}/annotations/${queryOf({ project, limit: 1000 })}`;
  while (path !== null) {
    const page: Page<Annotation> = await call(path);
    found.push(...page.results);
    path = page.next === null ? null : `/items/${item}/annotations/${new URL(page.next).search}`;
  }
  return found;
}

const ifMatch = (version: number): RequestInit => ({ headers: { "Content-Type": "application/json", "If-Match": `"${version}"` } });

export const createAnnotation = (item: string, body: NewAnnotation): Promise<Annotation> => send(`/items/${item}/annotations/`, body);
export const changeAnnotation = (uid: string, version: number, change: AnnotationChange): Promise<Annotation> =>
  call(`/annotations/${uid}/`, { method: "PATCH", body: JSON.stringify(change), ...ifMatch(version) });
export const deleteAnnotation = (uid: string, version: number): Promise<void> => call(`/annotations/${uid}/`, { method: "DELETE", ...ifMatch(version) });
export const reviewAnnotation = (uid: string, version: number, order: ReviewOrder): Promise<Reviewed> =>
  call(`/annotations/${uid}/review/`, { method: "POST", body: JSON.stringify(order), ...ifMatch(version) });
export const undoReview = (project: string, undo: string): Promise<Undone> => send(`/projects/${project}/review/undo/`, { undo });

export interface SuggestOrder {
  project: string;
  image: string;
  mask?: string;
  geometry?: Annotation["geometry"];
  top?: number;
}
export const suggestLabels = (order: SuggestOrder): Promise<Suggested> => send("/segment/suggest/", order);
