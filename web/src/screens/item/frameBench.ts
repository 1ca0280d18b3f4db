import type { ReactNode } from "react";

import type { Annotation } from "../../api/types";

/** What the viewer of a frame of a sequence has beyond that of a photo. */
export interface FrameBench {
  /** The chosen track. */
  track: string | null;
  onTrack: (track: string | null) => void;
  /** Another frame is shown than the one that is open: nothing is drawn on it until it is. */
  isAway: boolean;
  /** Open what is shown. */
  onWake: () => void;
  over: (scale: number) => ReactNode;
  below: (annotations: readonly Annotation[], chosen: Annotation | null) => ReactNode;
}
