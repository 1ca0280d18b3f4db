import { useQueryClient } from "@tanstack/react-query";
import { type Dispatch, type SetStateAction, useCallback, useRef } from "react";

import { undoReview } from "../../api/annotations";
import { ServerError } from "../../api/http";
import { getAnnotation } from "../../api/reviews";
import type { Annotation, ReviewOrder } from "../../api/types";
import type { Edit } from "../../state/edits";
import type { Outbox } from "../../state/outbox";
import { type Queue, refused, returned, taken } from "../../state/reviewQueue";
import { text } from "../../text/en";
import { notify } from "../../ui/Notices";
import { type Deed, usePost } from "../item/OutboxContext";
import { addToTally, dropFromTally } from "./useTally";

const SOON_MS = 1_000;
const MOST_DEEDS = 1_000; // that Z knows of

const wordsOf = (reason: unknown): string => (reason instanceof ServerError ? reason.message : text.lost);

/** The annotation as it is now; null when it is gone, or nobody can say. */
const asItIs = (uid: string): Promise<Annotation | null> => getAnnotation(uid).catch(() => null);

/** uids whose decision is on its way: a page asked for meanwhile may still have them as they were. */
export const onTheWay = (outbox: Outbox): ReadonlySet<string> =>
  new Set(outbox.store.getState().waiting.flatMap(({ edit }) => (edit.kind === "review" ? [edit.uid] : [])));

/**
 * Decides at once and hears afterwards: a decision waits in the browser until the server has it, like any edit; what the
 * server refuses comes back to the queue, and is said.
 */
export function useDecisions(project: string, setQueue: Dispatch<SetStateAction<Queue>>) {
  const queries = useQueryClient();
  const { outbox, undos, deedsOf } = usePost();
  const ledger = deedsOf(project);
  const undoing = useRef<Promise<void>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  /** Figures are asked for again soon after a decision, not after each. */
  const settled = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      for (const key of ["progress", "sample", "reliability"]) void queries.invalidateQueries({ queryKey: [key, project] });
    }, SOON_MS);
  }, [queries, project]);

  const cameBack = useCallback(
    (card: Annotation, reason: ServerError) => {
      dropFromTally(card.uid);
      const isStale = reason.status === 412;
      const now = reason.status === 404 ? null : isStale ? ((reason.current as Annotation | null) ?? card) : card;
      const words = now === null ? text.review.deleted : isStale ? text.review.stale : reason.message;
      notify({ kind: "problem", words: now === null ? words : `${words} ${text.review.comesNext(card.label)}` });
      if (now) setQueue((queue) => refused(queue, now, words));
    },
    [setQueue],
  );

  const decide = useCallback(
    (cards: readonly Annotation[], order: ReviewOrder) => {
      const verdict = order.decision === "reject" ? "rejected" : order.label === undefined ? "accepted" : "modified";
      setQueue((queue) => taken(queue, new Set(cards.map(({ uid }) => uid))));
      addToTally(cards.map(({ uid }) => ({ project, annotation: uid, verdict, at: Date.now() })));
      const made = cards.map((card): Deed => {
        const edit: Edit = { kind: "review", uid: card.uid, order };
        const undo = new Promise<string | null>((resolve) => {
          outbox.add(edit, card.version, {
            saved: () => {
              resolve(undos.get(card.uid) ?? null);
              settled();
            },
            refused: (reason) => {
              resolve(null);
              cameBack(card, reason);
              settled();
            },
          });
        });
        return { card, edit, undo };
      });
      ledger.push(made);
      if (ledger.length > MOST_DEEDS) ledger.shift();
    },
    [project, setQueue, settled, cameBack, outbox, undos, ledger],
  );

  /** The card as it is now that its decision was taken back, null where it could not be; nothing at all: it had failed. */
  const takenBack = useCallback(
    async ({ card, edit, undo }: Deed): Promise<{ card: Annotation | null; changedSince: number } | null> => {
      if (outbox.takeBack(edit)) return { card, changedSince: 0 };
      const token = await undo;
      if (token === null) return null;
      try {
        const done = await undoReview(project, token);
        return { card: done.count === 0 ? null : await asItIs(card.uid), changedSince: done.changed_since };
      } catch (reason) {
        notify({ kind: "problem", words: wordsOf(reason) });
        return { card: null, changedSince: 0 };
      }
    },
    [outbox, project],
  );

  /** The last decision first; one that failed is passed over. */
  const undo = useCallback(() => {
    undoing.current = undoing.current.then(async () => {
      for (let last = ledger.pop(); last; last = ledger.pop()) {
        const back = (await Promise.all(last.map(takenBack))).filter((each) => each !== null);
        if (back.length === 0) continue;
        const changedSince = back.reduce((sum, each) => sum + each.changedSince, 0);
        if (changedSince > 0) notify({ kind: "problem", words: text.review.stays(changedSince) });
        const cards = back.flatMap(({ card }) => card ?? []);
        for (const { uid } of cards) dropFromTally(uid);
        setQueue((queue) => cards.reduceRight(returned, queue));
        return settled();
      }
      notify({ kind: "done", words: text.review.nothingToUndo });
    });
  }, [ledger, takenBack, setQueue, settled]);

  return { decide, undo };
}
