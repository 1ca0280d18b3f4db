import { useQueryClient } from "@tanstack/react-query";
import { type Dispatch, type SetStateAction, useCallback, useRef } from "react";

import { reviewAnnotation, undoReview } from "../../api/annotations";
import { ServerError } from "../../api/http";
import { getAnnotation } from "../../api/reviews";
import type { Annotation, ReviewOrder } from "../../api/types";
import { type Queue, refused, returned, taken } from "../../state/reviewQueue";
import { text } from "../../text/en";
import { notify } from "../../ui/Notices";
import { addToTally, dropFromTally } from "./useTally";

const AT_ONCE = 6; // requests side by side
const SOON_MS = 1_000;

interface Made {
  annotation: string;
  /** null: it failed, or it was decided so before. */
  undo: string | null;
}

/** uids whose decision is on its way: a page asked for meanwhile may still have them as they were. */
const onTheWay = new Set<string>();
export const decidedMeanwhile = (): ReadonlySet<string> => new Set(onTheWay);

const wordsOf = (reason: unknown): string => (reason instanceof ServerError ? reason.message : text.lost);
const statusOf = (reason: unknown): number | null => (reason instanceof ServerError ? reason.status : null);

async function sideBySide<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array<R>(all.length);
  const left = all.entries();
  const worker = async () => {
    for (const [place, each] of left) results[place] = await work(each);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker));
  return results;
}

/** The annotation as it is now; null when it is gone, `otherwise` when nobody can say. */
const asItIs = (uid: string, otherwise: Annotation | null): Promise<Annotation | null> =>
  getAnnotation(uid).catch((reason: unknown) => (statusOf(reason) === 404 ? null : otherwise));

/** Decides at once and hears afterwards: what fails comes back to the queue, and is said. */
export function useDecisions(project: string, setQueue: Dispatch<SetStateAction<Queue>>) {
  const queries = useQueryClient();
  const ledger = useRef<Promise<Made[]>[]>([]);
  const undoing = useRef<Promise<void>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  /** Figures are asked for again soon after a decision, not after each. */
  const settled = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      for (const key of ["progress", "sample", "reliability"]) void queries.invalidateQueries({ queryKey: [key, project] });
    }, SOON_MS);
  }, [queries, project]);

  const decide = useCallback(
    (cards: readonly Annotation[], order: ReviewOrder) => {
      const verdict = order.decision === "reject" ? "rejected" : order.label === undefined ? "accepted" : "modified";
      const one = async (card: Annotation): Promise<Made> => {
        try {
          return { annotation: card.uid, undo: (await reviewAnnotation(card.uid, card.version, order)).undo };
        } catch (reason) {
          dropFromTally(card.uid);
          const isStale = statusOf(reason) === 412;
          const now = isStale ? await asItIs(card.uid, card) : statusOf(reason) === 404 ? null : card;
          const words = now === null ? text.review.deleted : isStale ? text.review.stale : wordsOf(reason);
          notify({ kind: "problem", words: now === null ? words : `${words} ${text.review.comesNext(card.label)}` });
          if (now) setQueue((queue) => refused(queue, now, words));
          return { annotation: card.uid, undo: null };
        } finally {
          onTheWay.delete(card.uid);
          settled();
        }
      };
      for (const { uid } of cards) onTheWay.add(uid);
      setQueue((queue) => taken(queue, new Set(cards.map(({ uid }) => uid))));
      addToTally(cards.map(({ uid }) => ({ project, annotation: uid, verdict, at: Date.now() })));
      ledger.current.push(sideBySide(cards, one));
    },
    [project, setQueue, settled],
  );

  const takeBack = useCallback(
    async (made: readonly Made[]) => {
      let changedSince = 0;
      const cards = await sideBySide(made, async ({ annotation, undo }) => {
        if (undo === null) return null;
        try {
          const done = await undoReview(project, undo);
          changedSince += done.changed_since;
          if (done.count === 0) return null;
        } catch (reason) {
          notify({ kind: "problem", words: wordsOf(reason) });
          return null;
        }
        dropFromTally(annotation);
        return asItIs(annotation, null);
      });
      setQueue((queue) => cards.reduceRight((rest, card) => (card ? returned(rest, card) : rest), queue));
      if (changedSince > 0) notify({ kind: "problem", words: text.review.stays(changedSince) });
      settled();
    },
    [project, setQueue, settled],
  );

  /** The last decision first; one that failed is passed over. */
  const undo = useCallback(() => {
    undoing.current = undoing.current.then(async () => {
      for (let last = ledger.current.pop(); last; last = ledger.current.pop()) {
        const made = await last;
        if (made.some((each) => each.undo !== null)) return takeBack(made);
      }
      notify({ kind: "done", words: text.review.nothingToUndo });
    });
  }, [takeBack]);

  return { decide, undo };
}
