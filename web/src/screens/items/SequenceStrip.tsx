import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";

import { thumbnailOf } from "../../api/images";
import { framesOf, listSequences } from "../../api/sequences";
import type { FrameSequence } from "../../api/types";
import { text } from "../../text/en";
import { notify } from "../../ui/Notices";
import { paths } from "../routes";

const MOST = 200; // of each dataset
const PACE_MS = 1_500;

const isGrowing = ({ status }: FrameSequence): boolean => status === "processing" || status === "uploading";

function standing({ status, number_of_frames: count, detail }: FrameSequence): string {
  const words = text.timeline.strip;
  if (status === "processing") return words.soFar(count);
  if (status === "uploading") return words.uploading;
  return status === "failed" ? words.failed(detail) : words.frames(count);
}

function Card({ sequence, onOpen }: { sequence: FrameSequence; onOpen: () => void }) {
  const { key, poster, status, number_of_frames: count, detail } = sequence;
  const said = standing(sequence);
  return (
    <li>
      <button type="button" className="sequence-card" disabled={count === 0 || poster === null} title={detail ?? key} onClick={onOpen} data-testid="sequence" data-key={key} data-status={status}>
        {poster === null ? <i className="no-poster" aria-hidden /> : <img src={thumbnailOf(poster)} alt="" loading="lazy" decoding="async" draggable={false} />}
        <b>{key}</b>
        <span className={status === "failed" ? "problem" : ""}>{said}</span>
      </button>
    </li>
  );
}

/** The sequences among a project's items, with what becomes of those that just came; nothing where there are none. */
export function SequenceStrip({ project, datasets, onGrown }: { project: string; datasets: readonly string[]; onGrown: () => void }) {
  const [, go] = useLocation();
  const queries = useQueryClient();
  const lists = useQueries({
    queries: datasets.map((dataset) => ({
      queryKey: ["sequences", dataset],
      queryFn: () => listSequences(dataset, MOST),
      refetchInterval: ({ state }: { state: { data: { results: FrameSequence[] } | undefined } }) => (state.data?.results.some(isGrowing) ? PACE_MS : (false as const)),
    })),
  });
  const sequences = lists.flatMap(({ data }) => data?.results ?? []);
  const hasMore = lists.some(({ data }) => data?.next != null);
  const total = sequences.reduce((sum, { number_of_frames: count }) => sum + count, 0);
  const isKnown = lists.every(({ data }) => data !== undefined);
  const before = useRef<number | null>(null);
  useEffect(() => {
    if (!isKnown) return;
    if (before.current !== null && before.current !== total) onGrown();
    before.current = total;
  }, [isKnown, total, onGrown]);
  if (sequences.length === 0) return null;

  const open = async (uid: string) => {
    try {
      const [first] = await framesOf(uid, 0, 1);
      void queries.invalidateQueries({ queryKey: ["sequence", uid] });
      if (first) go(paths.item(project, first.item));
    } catch (reason) {
      notify({ kind: "problem", words: reason instanceof Error ? reason.message : text.lost });
    }
  };
  return (
    <section className="sequences" aria-label={text.timeline.strip.name}>
      <ul>
        {sequences.map((each) => (
          <Card key={each.uid} sequence={each} onOpen={() => void open(each.uid)} />
        ))}
        {hasMore && <li className="hint">{text.timeline.strip.andMore}</li>}
      </ul>
    </section>
  );
}
