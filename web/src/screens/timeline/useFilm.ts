import { useEffect, useMemo, useState } from "react";

import { previewOf } from "../../api/images";
import { USUAL_RATE, strideOf, wanted } from "../../state/playing";
import type { FrameBook } from "./frameBook";
import { FrameImages } from "./frameImages";
import type { Playhead } from "./playhead";

const AHEAD = { playing: 12, stepping: 4 }; // pictures
const LONGEST_LEAD_MS = 1_000; // a server that was slow once is not so for ever

export interface Film {
  /** Longer side of the pictures on the screen, in its pixels. */
  fitTo: (pixels: number) => void;
  at: FrameImages["at"];
  /** Changes when a picture has come. */
  turn: number;
}

/** Pictures of the frames around the playhead, from the time that it first moves. */
export function useFilm(playhead: Playhead, book: FrameBook): Film {
  const [turn, setTurn] = useState(0);
  const [images] = useState(
    () =>
      new FrameImages({
        addressOf: async (frame, size) => {
          const found = await book.frame(frame);
          return found && previewOf(found.image, size);
        },
        onLoad: () => setTurn((now) => now + 1),
      }),
  );
  useEffect(() => {
    const stop = playhead.store.subscribe(({ frame, by, isPlaying, speed }) => {
      if (!isPlaying) return images.want(wanted(frame, by, playhead.frames, 1, AHEAD.stepping), frame);
      const rate = (playhead.rate ?? USUAL_RATE) * speed;
      const lead = Math.round((rate * Math.min(LONGEST_LEAD_MS, images.latency)) / 1000); // what is asked for now is shown so much later
      const stride = strideOf(rate, Math.min(LONGEST_LEAD_MS, images.millisecondsEach));
      const next = wanted(Math.min(playhead.frames - 1, frame + lead), by, playhead.frames, stride, AHEAD.playing);
      images.want(lead === 0 ? next : next.slice(1), frame); // the first is another one each time
    });
    return () => {
      stop();
      images.close();
    };
  }, [playhead, images]);
  return useMemo(
    () => ({
      fitTo: (pixels) => images.fitTo(pixels),
      at: (frame, by) => images.at(frame, by),
      turn,
    }),
    [images, turn],
  );
}
