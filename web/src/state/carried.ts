/** What a job says of the objects that it carried: where each ended. */
export interface End {
  readonly track: string;
  readonly how: "gone" | "lost";
  readonly frame: number;
}

/** From a summary's `gone:TRACK` and `lost:TRACK`, in the order of frames. */
export const endsOf = (summary: Readonly<Record<string, unknown>>): End[] =>
  Object.entries(summary)
    .flatMap(([name, frame]): End[] => {
      const how = (["gone", "lost"] as const).find((each) => name.startsWith(`${each}:`));
      return how && typeof frame === "number" ? [{ track: name.slice(how.length + 1), how, frame }] : [];
    })
    .sort((a, b) => a.frame - b.frame);
