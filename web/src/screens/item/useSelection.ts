import { useEffect, useEffectEvent, useState } from "react";

import type { Annotation } from "../../api/types";
import type { FrameBench } from "./frameBench";

/** Which annotation of an item is selected; on a frame the one of the chosen track, from frame to frame. */
export function useSelection(item: string, first: string | null, annotations: readonly Annotation[], frames: FrameBench | undefined) {
  const [selected, setSelected] = useState(first);
  const [at, setAt] = useState(item);
  if (at !== item) {
    setAt(item);
    setSelected(first);
  }
  const find = (uid: string | null) => annotations.find((each) => each.uid === uid);
  const own = find(selected);
  const track = frames?.track ?? null;
  const isOwn = track === null || (own?.track === track && own.state !== "rejected");
  const shown = isOwn ? selected : (annotations.find((each) => each.track === track && each.state !== "rejected")?.uid ?? null);

  // An annotation gets its track when it is carried for the first time.
  const ownTrack = own?.track ?? null;
  const choose = useEffectEvent((chosen: string) => frames?.onTrack(chosen));
  useEffect(() => {
    if (ownTrack !== null) choose(ownTrack);
  }, [selected, ownTrack]);

  return {
    selected: shown,
    select: (uid: string | null) => {
      setSelected(uid);
      frames?.onTrack(find(uid)?.track ?? null);
    },
    /** After a decision: to the next one, but on a frame the track stays chosen. */
    moveOn: (uid: string | null) => {
      if (frames === undefined) setSelected(uid);
    },
  };
}
