import type { MouseEvent } from "react";

/** A pressed button keeps no focus: Enter and Space belong to the photo again. Tab still reaches every button. */
export function keepFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest("button")) event.preventDefault();
}
