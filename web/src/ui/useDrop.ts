import { type DragEvent, useState } from "react";

import { type Picked, droppedFiles } from "./dropped";

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** Handlers of an element that takes photos, and whether some hang over it. */
export function useDrop(onDrop: (photos: Picked[]) => void) {
  const [depth, setDepth] = useState(0); // dragenter comes for each child, too
  const handlers = {
    onDragEnter: (event: DragEvent) => {
      if (hasFiles(event)) setDepth((now) => now + 1);
    },
    onDragLeave: (event: DragEvent) => {
      if (hasFiles(event)) setDepth((now) => Math.max(0, now - 1));
    },
    onDragOver: (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDepth(0);
      void droppedFiles(event.dataTransfer).then(onDrop);
    },
  };
  return { isOver: depth > 0, handlers };
}
