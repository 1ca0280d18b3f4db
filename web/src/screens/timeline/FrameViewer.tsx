import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";

import type { FrameAction } from "../../actions/frameKeys";
import { annotationsOf } from "../../api/annotations";
import { type ImageRecord, startEmbedding } from "../../api/images";
import { getSequence } from "../../api/sequences";
import type { FrameSequence, Item, Project } from "../../api/types";
import { isOver } from "../../state/jobs";
import { nextUnsure } from "../../state/timeline";
import { text } from "../../text/en";
import { notify } from "../../ui/Notices";
import { useFollow } from "../autolabel/useFollow";
import { ItemViewer } from "../item/ItemViewer";
import { annotationsKey } from "../item/OutboxContext";
import { itemQuery } from "../records";
import { paths } from "../routes";
import { FrameBook } from "./frameBook";
import { FrameOverlay } from "./FrameOverlay";
import { Playhead } from "./playhead";
import { Timeline } from "./Timeline";
import { useFilm } from "./useFilm";
import { useFrameKeys } from "./useFrameKeys";
import { useSequenceJob } from "./useSequenceJob";
import { useTracks } from "./useTracks";

const GROWS_MS = 2_000; // a sequence that is still taken apart
const TEN = 10;
const NO_ITEMS: ReadonlySet<string> = new Set();

interface Props {
  project: Project;
  item: Item;
  embedding: ImageRecord["embedding"] | null;
  first: string | null;
}

/** A frame of a sequence: the viewer of its photo, and the timeline below. */
export default function FrameViewer({ sequence: uid, ...rest }: Props & { sequence: string }) {
  const { data: sequence } = useQuery({
    queryKey: ["sequence", uid],
    queryFn: () => getSequence(uid),
    refetchInterval: ({ state }) => (state.data?.status === "processing" ? GROWS_MS : false),
  });
  return sequence ? <Bench sequence={sequence} {...rest} /> : <main className="viewer" />;
}

function Bench({ project, item, sequence, embedding, first }: Props & { sequence: FrameSequence }) {
  const [, go] = useLocation();
  const queries = useQueryClient();
  const frame = item.frame_index ?? 0;
  const [book] = useState(() => new FrameBook(queries, sequence.uid));
  const [playhead] = useState(() => new Playhead(frame, sequence.number_of_frames, sequence.rate));
  const film = useFilm(playhead, book);
  const [track, setTrack] = useState<string | null>(null);
  const { rows, refresh } = useTracks(project.uid, sequence.uid);
  const job = useFollow(useSequenceJob(project.uid, sequence.uid), refresh);
  const isAway = useStore(playhead.store, (now) => now.isPlaying || now.frame !== frame);

  const hasEnded = job !== undefined && isOver(job.status);
  useEffect(() => {
    if (hasEnded) refresh(NO_ITEMS);
  }, [hasEnded, refresh]);

  /** The frame's item, opened once all that is needed of it is there: nothing is blank meanwhile. */
  const open = useEffectEvent(async (index: number) => {
    if (index === frame) return;
    try {
      const found = await book.frame(index);
      if (!found) return;
      const key = annotationsKey(project.uid, found.item);
      await Promise.all([
        queries.fetchQuery(itemQuery(found.item)),
        queries.prefetchQuery({ queryKey: key, queryFn: () => annotationsOf(found.item, project.uid) }),
      ]);
      const now = playhead.store.getState();
      if (now.frame === index && !now.isPlaying) go(paths.item(project.uid, found.item), { replace: true });
    } catch {
      // what is wrong was said by the query; the photo that is open stays open
      playhead.arrive(frame);
    }
  });
  useEffect(() => {
    playhead.listen((index) => void open(index));
    return () => playhead.close();
  }, [playhead]);
  useEffect(() => playhead.fit(sequence.number_of_frames, sequence.rate), [playhead, sequence.number_of_frames, sequence.rate]);
  useEffect(() => playhead.arrive(frame), [playhead, frame]);

  useEffect(() => {
    if (embedding !== "ready" || isAway) return;
    const next = book.frame(frame + 1).then((found) => found && startEmbedding(found.image));
    next.catch(() => undefined); // a kindness only
  }, [embedding, isAway, book, frame]);

  const unsure = (by: 1 | -1) => {
    const next = nextUnsure(rows, track, playhead.store.getState().frame, by, sequence.number_of_frames);
    if (next === null) notify({ kind: "done", words: text.timeline.noUnsure });
    else playhead.seek(next);
  };
  const acts: Record<FrameAction, () => void> = {
    play: playhead.toggle,
    back: () => playhead.step(-1),
    on: () => playhead.step(1),
    tenBack: () => playhead.step(-TEN),
    tenOn: () => playhead.step(TEN),
    first: () => playhead.seek(0),
    last: () => playhead.seek(sequence.number_of_frames - 1),
    unsureNext: () => unsure(1),
    unsureBefore: () => unsure(-1),
  };
  useFrameKeys(
    project.labels.map(({ shortcut }) => shortcut),
    (action) => acts[action](),
  );
  const over = useCallback((scale: number) => <FrameOverlay playhead={playhead} film={film} image={item.image} frame={frame} scale={scale} />, [playhead, film, item.image, frame]);

  return (
    <ItemViewer
      project={project}
      item={item}
      embedding={embedding}
      first={first}
      onNext={acts.on}
      onPrevious={acts.back}
      frames={{
        track,
        onTrack: setTrack,
        isAway,
        onWake: playhead.pause,
        over,
        below: (annotations, chosen) => (
          <Timeline
            project={project}
            sequence={sequence}
            item={item}
            playhead={playhead}
            book={book}
            rows={rows}
            job={job}
            track={track}
            annotations={annotations}
            chosen={chosen}
            onTrack={setTrack}
            onUnsure={unsure}
          />
        ),
      }}
    />
  );
}
