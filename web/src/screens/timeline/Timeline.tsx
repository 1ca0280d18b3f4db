import { useStore } from "zustand";

import type { Annotation, FrameSequence, Item, Job, Project } from "../../api/types";
import type { Row } from "../../state/timeline";
import { text } from "../../text/en";
import { CarryButtons } from "./CarryButtons";
import { CarryJob } from "./CarryJob";
import { Controls } from "./Controls";
import type { FrameBook } from "./frameBook";
import type { Playhead } from "./playhead";
import { Rows } from "./Rows";

interface Props {
  project: Project;
  sequence: FrameSequence;
  item: Item;
  playhead: Playhead;
  book: FrameBook;
  rows: readonly Row[];
  job: Job | undefined;
  track: string | null;
  annotations: readonly Annotation[];
  chosen: Annotation | null;
  onTrack: (track: string | null) => void;
  onUnsure: (by: 1 | -1) => void;
}

/** The sequence below the photo: where one is, what is carried through it and how well, and what can be done about it. */
export function Timeline({ project, sequence, item, playhead, book, rows, job, track, annotations, chosen, onTrack, onUnsure }: Props) {
  const frame = item.frame_index ?? 0;
  const frames = Math.max(1, sequence.number_of_frames);
  const isAway = useStore(playhead.store, (now) => now.isPlaying || now.frame !== frame);
  const secondsOf = (at: number) => book.known(at)?.timestamp_s ?? (sequence.rate === null ? null : at / sequence.rate);
  const nameOf = (uid: string) => {
    const row = rows.find((each) => each.track === uid);
    return text.timeline.rowName(row?.label ?? null, row?.number ?? null);
  };
  return (
    <section className="timeline" aria-label={text.timeline.name} data-testid="timeline" data-frame={frame} data-away={isAway}>
      <div className="controls" role="toolbar" aria-label={text.timeline.name}>
        <Controls playhead={playhead} frames={frames} secondsOf={secondsOf} onUnsure={onUnsure} />
        <CarryButtons
          project={project.uid}
          sequence={sequence.uid}
          item={item.uid}
          frame={frame}
          frames={frames}
          rows={rows}
          track={track}
          annotations={annotations}
          chosen={chosen}
          isAway={isAway}
          onTrack={onTrack}
        />
      </div>
      {job && <CarryJob key={job.uid} job={job} sequence={sequence.uid} nameOf={nameOf} />}
      <Rows playhead={playhead} frames={frames} secondsOf={secondsOf} rows={rows} labels={project.labels} track={track} onTrack={onTrack} />
      {rows.length === 0 && <p className="hint">{text.timeline.noRows}</p>}
    </section>
  );
}
