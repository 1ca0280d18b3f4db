import { useState } from "react";

import type { ImageRecord } from "../../api/images";
import { choose, chosenMask, current, isBlank } from "../../prompting/session";
import { choosePreview, wantsPreview } from "../../state/previewChoice";
import type { Tool } from "../../tools/tools";
import { useHover } from "./useHover";
import { usePrompts } from "./usePrompts";

/** How one points at a photo: prompts and their masks, the outline under the pointer, zoom, help. */
export function usePointing(image: string, tool: Tool, embedding: ImageRecord["embedding"] | null, tolerance: number | null = null) {
  const prompts = usePrompts(image, tolerance);
  const step = current(prompts.session);
  const drafting = !isBlank(step);
  const [previewing, setPreviewing] = useState(() => wantsPreview());
  const hover = useHover(image, previewing && tool === "sam" && !drafting && embedding === "ready");
  const [zoom, setZoom] = useState<{ by: number | "fit"; turn: number }>({ by: 1, turn: 0 });
  const [help, setHelp] = useState(false);
  const zooming = (by: number | "fit") => () => setZoom((z) => ({ by, turn: z.turn + 1 }));
  const choosing = (place: number) => () => prompts.edit((session) => choose(session, place));
  return {
    prompts,
    step,
    draft: chosenMask(step),
    drafting,
    hover,
    preview: !previewing ? ("off" as const) : hover.paused ? ("paused" as const) : ("on" as const),
    zoom,
    help,
    closeHelp: () => setHelp(false),
    actions: {
      preview: () => {
        choosePreview(!previewing);
        setPreviewing(!previewing);
      },
      mask1: choosing(0),
      mask2: choosing(1),
      mask3: choosing(2),
      zoomIn: zooming(1.25),
      zoomOut: zooming(0.8),
      fit: zooming("fit"),
      help: () => setHelp((shown) => !shown),
    },
  };
}
