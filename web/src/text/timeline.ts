import type { RowSummary } from "../state/timeline";

const plural = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
const time = (seconds: number) => {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${(seconds - 60 * minutes).toFixed(2).padStart(5, "0")}`;
};

/** What a person reads about sequences and their timeline. */
export const timeline = {
  name: "Timeline",
  frame: "Frame",
  noLabel: "no label",
  time,
  /** Seconds are not known of photos. */
  place: (frame: number, last: number, seconds: number | null) => `frame ${frame} of ${last}${seconds === null ? "" : `, ${time(seconds)}`}`,
  ofLast: (last: number) => `of ${last}`,
  play: "Play (Space)",
  pause: "Pause (Space)",
  back: "One frame back (←)",
  on: "One frame on (→)",
  speed: "Speed",
  speeds: { 0.25: "¼×", 0.5: "½×", 1: "1×", 2: "2×", 4: "4×" },
  unsureBefore: "Unsure frame before (Shift+N)",
  unsureNext: "Next unsure frame (N)",
  noUnsure: "No further frame is unsure, and no track ends.",
  rows: "Tracks",
  noRows: "Nothing is carried through this sequence yet. Outline an object, press Enter, and carry it on.",
  rowName: (label: string | null, number: number | null) => `${label ?? "no label"}${number === null ? "" : ` ${number}`}`,
  row: (name: string, summary: RowSummary | null) =>
    summary === null
      ? `${name}: rejected everywhere`
      : [
          `${name}: frames ${summary.first} to ${summary.last}`,
          `on ${plural(summary.frames, "frame")}`,
          plural(summary.keys, "key frame"),
          ...(summary.unsure > 0 ? [`${summary.unsure} unsure`] : []),
          ...(summary.accepted > 0 ? [`${summary.accepted} accepted`] : []),
          ...(summary.rejected > 0 ? [`${summary.rejected} rejected`] : []),
        ].join(", "),
  carry: "Carry through the sequence",
  what: (label: string | null, count: number) => (count === 1 ? (label ?? "no label") : plural(count, "object")),
  backward: "◀ Carry back",
  both: "◀ ▶ Both ways",
  forward: "Carry on ▶",
  interpolate: "Fill between",
  interpolateHint: "Fill the frames between the key frames of this track, without a model",
  reasons: {
    moving: "Stops on a frame first.",
    nothing: "Nothing on this frame to carry.",
    rejected: "A rejected outline is not carried.",
    saving: "Being saved…",
    alone: "The sequence has one frame only.",
    noTrack: "Choose a track to fill it between its key frames.",
    fewKeys: "Two key frames are needed to fill between them.",
  },
  running: (kind: string, through: number, total: number) => `${kind === "interpolation" ? "Filling" : "Carrying"}: ${through} of ${plural(total, "frame")}`,
  ended: {
    completed: (kind: string, drafts: number, frames: number) =>
      `${kind === "interpolation" ? "Filled" : "Carried onto"} ${plural(frames, "frame")}${drafts > frames ? ` (${plural(drafts, "draft")})` : ""}`,
    cancelled: (drafts: number) => `Cancelled; ${plural(drafts, "draft")} made before ${drafts === 1 ? "stays" : "stay"}`,
    failed: "Given up",
  },
  weak: (count: number) => `${count} of them unsure`,
  failed: (count: number) => `${plural(count, "frame")} failed`,
  gone: (name: string, frame: number) => `${name} left the picture at frame ${frame}`,
  lostAt: (name: string, frame: number) => `${name} was lost at frame ${frame}`,
  track: {
    open: "Track…",
    title: (name: string) => `Track: ${name}`,
    split: (frame: number) => `Split: a new track from frame ${frame} on`,
    after: (frame: number) => `Trim: end after frame ${frame}`,
    before: (frame: number) => `Trim: begin with frame ${frame}`,
    mergeWith: "Merge with",
    choose: "choose a track",
    merge: "Merge",
    trimmed: (count: number) => `${plural(count, "annotation")} taken away.`,
    isSplit: "The track is two now.",
    merged: "The tracks are one now.",
  },
  keys: [
    ["Space", "play, pause (held while dragging: pan)"],
    ["← →", "one frame; with Shift ten"],
    ["Home, End", "first, last frame"],
    ["N / Shift + N", "next, previous unsure frame, or a track's end"],
    ["↑ ↓", "from prediction to prediction"],
    ["[ ]", "one frame"],
    ["◆", "key frame: a person set it"],
    ["tall, short bar", "carried: sure, unsure (hatched below 0.5)"],
    ["line below", "accepted"],
    ["dots", "rejected"],
  ],
  strip: {
    name: "Sequences",
    frames: (count: number) => plural(count, "frame"),
    soFar: (count: number) => `being taken apart: ${plural(count, "frame")} so far`,
    uploading: "on its way",
    failed: (why: string | null) => `failed${why === null ? "" : `: ${why}`}`,
    open: (key: string, said: string) => `${key}, ${said}`,
    more: (count: number) => `and ${count} more`,
    andMore: "and more",
    frameOf: (index: number) => `frame ${index}`,
  },
  videos: {
    kept: (count: number) => (count === 1 ? "Video kept; its frames are being taken out" : `${count} videos kept; their frames are being taken out`),
    sending: (key: string, percent: number) => `${key}: ${percent} %`,
  },
} as const;
