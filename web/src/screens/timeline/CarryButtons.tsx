import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { interpolate, propagate } from "../../api/sequences";
import type { Annotation, Job } from "../../api/types";
import type { Row } from "../../state/timeline";
import { text } from "../../text/en";
import { annotationsKey, tracksKey, useOutboxState } from "../item/OutboxContext";
import { TrackDialog } from "./TrackDialog";
import { watchSequenceJob } from "./useSequenceJob";

const DIRECTIONS = ["backward", "both", "forward"] as const;
type Direction = (typeof DIRECTIONS)[number];
const FEWEST_KEYS = 2;

interface Props {
  project: string;
  sequence: string;
  item: string;
  frame: number;
  frames: number;
  rows: readonly Row[];
  track: string | null;
  /** Of this frame; those that were rejected, too. */
  annotations: readonly Annotation[];
  chosen: Annotation | null;
  /** Another frame is shown than the one that is open. */
  isAway: boolean;
  onTrack: (track: string | null) => void;
}

/** What the chosen object, or all of the frame, can be carried to, and what can be done with its track. */
export function CarryButtons({ project, sequence, item, frame, frames, rows, track, annotations, chosen, isAway, onTrack }: Props) {
  const queries = useQueryClient();
  const { waiting, conflicts } = useOutboxState();
  const [isOpen, setOpen] = useState(false);
  const words = text.timeline;
  const targets = chosen ? [chosen] : annotations.filter(({ state }) => state !== "rejected");
  const unsaved = new Set([...waiting, ...conflicts].map(({ edit }) => edit.uid));
  const row = rows.find((each) => each.track === track);
  const keys = row?.cells.filter(({ mark, isAccepted }) => mark === "key" || isAccepted).length ?? 0;

  const begun = (job: Job) => {
    watchSequenceJob(sequence, job.uid);
    void queries.invalidateQueries({ queryKey: ["jobs"] });
    void queries.invalidateQueries({ queryKey: annotationsKey(project, item) }); // they are key frames of tracks now
    void queries.invalidateQueries({ queryKey: tracksKey(project, sequence) });
  };
  const carrying = useMutation({ mutationFn: (direction: Direction) => propagate(sequence, { annotations: targets.map(({ uid }) => uid), direction }), onSuccess: begun });
  const filling = useMutation({ mutationFn: (of: string) => interpolate(sequence, project, of), onSuccess: begun });

  const reason =
    frames < 2
      ? words.reasons.alone
      : targets.length === 0
        ? words.reasons.nothing
        : chosen?.state === "rejected"
          ? words.reasons.rejected
          : targets.some(({ uid, version }) => version === 0 || unsaved.has(uid))
            ? words.reasons.saving
            : null;
  const isAtEnd = { backward: frame === 0, both: false, forward: frame >= frames - 1 };
  const fillReason = row === undefined ? words.reasons.noTrack : keys < FEWEST_KEYS ? words.reasons.fewKeys : null;
  return (
    <span className="group carry" role="group" aria-label={words.carry}>
      <span className="hint" data-testid="carry-what" id="carry-reason">
        {reason ?? words.what(chosen ? chosen.label : (targets[0]?.label ?? null), targets.length)}
      </span>
      {DIRECTIONS.map((direction) => (
        <button
          key={direction}
          type="button"
          data-testid={`carry-${direction}`}
          aria-describedby="carry-reason"
          title={reason ?? words.carry}
          disabled={reason !== null || isAway || carrying.isPending || isAtEnd[direction]}
          onClick={() => carrying.mutate(direction)}
        >
          {words[direction]}
        </button>
      ))}
      <button type="button" title={fillReason ?? words.interpolateHint} disabled={fillReason !== null || filling.isPending} onClick={() => track !== null && filling.mutate(track)} data-testid="fill-between">
        {words.interpolate}
      </button>
      <button type="button" disabled={row === undefined} title={row === undefined ? words.reasons.noTrack : undefined} onClick={() => setOpen(true)} data-testid="track-menu">
        {words.track.open}
      </button>
      {isOpen && row && <TrackDialog project={project} sequence={sequence} frame={frame} row={row} rows={rows} onTrack={onTrack} onClose={() => setOpen(false)} />}
    </span>
  );
}
