import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { undoReview } from "../../api/annotations";
import { decideAll } from "../../api/reviews";
import type { ReviewFilter } from "../../api/types";
import { text } from "../../text/en";
import { notify } from "../../ui/Notices";

const words = text.review.bulk;

export interface BulkAsked {
  decision: "accept" | "reject";
  filter: ReviewFilter;
}

/** Decisions about all that a filter means, asked for first; the last one can be taken back as long as the screen is open. */
export function useBulk(project: string) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<BulkAsked | null>(null);
  const [last, setLast] = useState<{ words: string; undo: string } | null>(null);
  const [turn, setTurn] = useState(0); // another one: what waits is to be asked for again
  const settled = () => {
    setTurn((before) => before + 1);
    for (const key of ["progress", "sample", "reliability", "bulk"]) void queries.invalidateQueries({ queryKey: [key, project] });
  };
  const takeBack = useMutation({
    mutationFn: (undo: string) => undoReview(project, undo),
    onSuccess: ({ count, changed_since }) => {
      notify({ kind: "done", words: words.undone(count, changed_since) });
      setLast(null);
      settled();
    },
  });
  const decide = useMutation({
    mutationFn: (order: BulkAsked) => decideAll(project, order),
    onSuccess: ({ count, undo }, { decision }) => {
      const said = words.done(count, decision);
      setAsked(null);
      setLast(undo === null ? null : { words: said, undo });
      notify({ kind: "done", words: said, ...(undo !== null && { undo: () => takeBack.mutate(undo) }) });
      settled();
    },
  });
  return {
    asked,
    ask: setAsked,
    close: () => setAsked(null),
    confirm: () => asked && decide.mutate(asked),
    isDeciding: decide.isPending,
    last,
    undoLast: () => last && takeBack.mutate(last.undo),
    isUndoing: takeBack.isPending,
    turn,
  };
}

export type Bulk = ReturnType<typeof useBulk>;
