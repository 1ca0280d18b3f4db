import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { mergeTrack, splitTrack, trimTrack } from "../../api/sequences";
import { type Row, summaryOf } from "../../state/timeline";
import { text } from "../../text/en";
import { Dialog } from "../../ui/Dialog";
import { notify } from "../../ui/Notices";
import { tracksKey } from "../item/OutboxContext";

interface Props {
  project: string;
  sequence: string;
  frame: number;
  row: Row;
  rows: readonly Row[];
  onTrack: (track: string) => void;
  onClose: () => void;
}

/** What can be done with a track at the frame where one is: cut it in two, cut it short, join another to it. */
export function TrackDialog({ project, sequence, frame, row, rows, onTrack, onClose }: Props) {
  const queries = useQueryClient();
  const [other, setOther] = useState("");
  const words = text.timeline.track;
  const { track } = row;
  const summary = summaryOf(row);
  const [first, last] = [row.cells[0]?.frame ?? 0, row.cells.at(-1)?.frame ?? 0];
  // What the server refuses is said below the window; the dialog closes either way.
  const through = (said: (answer: { deleted?: number; track?: string } | undefined) => string) => ({
    onSuccess: (answer: { deleted?: number; track?: string } | undefined) => notify({ kind: "done", words: said(answer) }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: tracksKey(project, sequence) });
      void queries.invalidateQueries({ queryKey: ["annotations", project] });
      onClose();
    },
  });
  const splitting = useMutation({ mutationFn: () => splitTrack(sequence, project, track, frame), ...through(() => words.isSplit) });
  const trimming = useMutation({ mutationFn: ([from, to]: [number, number]) => trimTrack(sequence, project, track, from, to), ...through((answer) => words.trimmed(answer?.deleted ?? 0)) });
  const merging = useMutation({
    mutationFn: (with_: string) => mergeTrack(sequence, project, track, with_) as Promise<undefined>,
    ...through(() => words.merged),
  });
  const isBusy = splitting.isPending || trimming.isPending || merging.isPending;
  const nameOf = (each: Row) => text.timeline.rowName(each.label, each.number);
  const others = rows.filter((each) => each.track !== track);
  return (
    <Dialog title={words.title(nameOf(row))} onClose={onClose}>
      <div className="sheet track-sheet">
        <p className="hint">{text.timeline.row(nameOf(row), summary)}</p>
        <button
          type="button"
          disabled={isBusy || frame <= first || frame > last}
          onClick={() => splitting.mutate(undefined, { onSuccess: ({ track: later }) => onTrack(later) })}
        >
          {words.split(frame)}
        </button>
        <button type="button" disabled={isBusy || frame < first || frame >= last} onClick={() => trimming.mutate([first, frame])}>
          {words.after(frame)}
        </button>
        <button type="button" disabled={isBusy || frame <= first || frame > last} onClick={() => trimming.mutate([frame, last])}>
          {words.before(frame)}
        </button>
        <label>
          {words.mergeWith}
          <select value={other} disabled={others.length === 0} onChange={(event) => setOther(event.target.value)}>
            <option value="">{words.choose}</option>
            {others.map((each) => (
              <option key={each.track} value={each.track}>
                {nameOf(each)}
              </option>
            ))}
          </select>
        </label>
        <footer>
          <button type="button" onClick={onClose}>
            {text.cancel}
          </button>
          <button type="button" className="primary" disabled={isBusy || other === ""} onClick={() => merging.mutate(other)}>
            {words.merge}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
