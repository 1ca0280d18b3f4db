import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useStore } from "zustand";

import { type ImageRecord, sourceOf } from "../../api/images";
import type { Playhead } from "./playhead";
import type { Film } from "./useFilm";

interface Props {
  playhead: Playhead;
  film: Film;
  /** Of the item that is open, and which frame that is. */
  image: ImageRecord;
  frame: number;
  scale: number;
}

/** The picture of the frame that is passed, over the photo of the one that is open; it goes when that is there. */
export function FrameOverlay({ playhead, film, image, frame, scale }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useStore(playhead.store, (now) => now.frame);
  const by = useStore(playhead.store, (now) => now.by);
  const isPlaying = useStore(playhead.store, (now) => now.isPlaying);
  const [ready, setReady] = useState(image.uid);
  useEffect(() => {
    if (ready === image.uid) return;
    let gone = false;
    const photo = new Image();
    photo.src = sourceOf(image);
    const there = () => !gone && setReady(image.uid);
    photo.decode().then(there, there);
    return () => {
      gone = true;
    };
  }, [image, ready]);
  const isAway = isPlaying || shown !== frame;
  const isCovering = isAway || ready !== image.uid;
  const { width, height } = image;
  useEffect(() => film.fitTo(Math.max(width, height) * scale * devicePixelRatio), [film, width, height, scale]);
  useLayoutEffect(() => {
    const to = canvas.current;
    const found = isCovering ? film.at(shown, by) : null;
    if (!to) return;
    to.dataset["frame"] = found ? String(found.frame) : "";
    if (!found) return;
    const { naturalWidth, naturalHeight } = found.image;
    if (to.width !== naturalWidth || to.height !== naturalHeight) [to.width, to.height] = [naturalWidth, naturalHeight];
    to.getContext("2d")?.drawImage(found.image, 0, 0);
  }, [film, shown, by, isCovering]);
  return <canvas ref={canvas} className="passing" data-testid="passing-frame" hidden={!isCovering} style={{ width, height }} />;
}
