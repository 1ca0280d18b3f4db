/** The label that new annotations of a project get in this browser. */
import type { Project } from "../api/types";

const keyOf = (project: Project): string => `avala-edge.label.${project.uid}`;

/** The last one chosen, if the project still has it. */
export function labelOf(project: Project, storage: Pick<Storage, "getItem"> = localStorage): string | null {
  const kept = storage.getItem(keyOf(project));
  return project.labels.some(({ name }) => name === kept) ? kept : null;
}

export function chooseLabel(project: Project, label: string | null, storage: Pick<Storage, "setItem" | "removeItem"> = localStorage): void {
  try {
    if (label === null) storage.removeItem(keyOf(project));
    else storage.setItem(keyOf(project), label);
  } catch {
    // chosen until the page is left
  }
}
