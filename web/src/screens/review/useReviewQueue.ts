import { useCallback, useEffect, useRef, useState } from "react";

import { ServerError } from "../../api/http";
import { cursorOf } from "../../api/pages";
import { queuePage } from "../../api/reviews";
import type { Annotation, ReviewOrder } from "../../api/types";
import { EMPTY, added, stepped } from "../../state/reviewQueue";
import { type Wanted, queueQueryOf } from "../../state/reviewWanted";
import { text } from "../../text/en";
import { notify } from "../../ui/Notices";
import { usePost } from "../item/OutboxContext";
import { onTheWay, useDecisions } from "./useDecisions";

const AHEAD = 12; // cards on the table or behind it, at least

interface Options {
  /** Cards a page. */
  limit: number;
}

/** The queue of what is wanted, loaded before it is needed. Mounted anew when something else is wanted. */
export function useReviewQueue(project: string, wanted: Wanted, { limit }: Options) {
  const [queue, setQueue] = useState(EMPTY);
  const [place, setPlace] = useState<{ cursor: string | null; more: boolean }>({ cursor: null, more: true });
  const busy = useRef(false);
  const dirty = useRef(false);
  const { outbox } = usePost();
  const decisions = useDecisions(project, setQueue);

  /** From there on; null: from the beginning. */
  const load = useCallback(
    (from: string | null) => {
      if (busy.current) return;
      busy.current = true;
      if (from === null) dirty.current = false;
      const decided = onTheWay(outbox);
      queuePage(project, queueQueryOf(wanted, from, limit)).then(
        (page) => {
          busy.current = false;
          const cursor = cursorOf(page);
          setQueue((before) => added(before, page.results.filter(({ uid }) => !decided.has(uid))));
          setPlace({ cursor, more: cursor !== null });
        },
        (reason: unknown) => {
          busy.current = false;
          notify({ kind: "problem", words: reason instanceof ServerError ? reason.message : text.lost });
          setPlace({ cursor: null, more: false });
        },
      );
    },
    [project, wanted, limit, outbox],
  );

  const left = queue.waiting.length - queue.at;
  useEffect(() => {
    if (place.more && left < AHEAD) load(place.cursor);
    else if (left === 0 && dirty.current) load(null); // an order of one page, or a large sample, has more
  }, [left, place, load]);

  const { decide } = decisions;
  return {
    queue,
    more: place.more,
    load: () => place.more && load(place.cursor),
    again: () => load(null),
    step: useCallback((by: number) => setQueue((before) => stepped(before, by)), []),
    decide: useCallback(
      (cards: readonly Annotation[], order: ReviewOrder) => {
        if (cards.length === 0) return;
        dirty.current = true;
        decide(cards, order);
      },
      [decide],
    ),
    undo: decisions.undo,
  };
}

export type Review = ReturnType<typeof useReviewQueue>;
