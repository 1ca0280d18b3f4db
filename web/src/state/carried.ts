/** What a job says of the objects that it carried: where each ended. */
export interface End {
  readonly track: string;
  readonly how: "gone" | "lost";
  readonly frame: number;
}

/** From a summary's `gone:TRACK:FRAME` and `lost:TRACK:FRAME`, in the order of frames. */
export const endsOf = (summary: Readonly<Record<string, unknown>>): End[] =>
  Object.keys(summary)
    .flatMap((name): End[] => {
      const [, how, track, frame] = /^(gone|lost):(.+):(\d+)$/.exec(name) ?? [];
      return track && frame ? [{ track, how: how === "gone" ? "gone" : "lost", frame: Number(frame) }] : [];
    })
    .sort((a, b) => a.frame - b.frame);
