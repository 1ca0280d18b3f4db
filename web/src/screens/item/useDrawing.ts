import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";

import { annotationsOf, undoReview } from "../../api/annotations";
import type { Annotation } from "../../api/types";
import { type Edit, applied, isDone } from "../../state/edits";
import { type History, forgetFuture, history, record, stepBack, stepForward } from "../../state/undo";
import { notify } from "../../ui/Notices";
import { annotationsKey, useOutboxState, usePost } from "./OutboxContext";

const FRESH_MS = 1_000; // asked for just before the item was opened

/** One thing a person did, and what takes it back; a decision is taken back by what the server answered it with. */
interface Deed {
  readonly does: Edit;
  readonly undoes: Edit | "decision";
}

/** An item's annotations as they are with everything that waits, and how they are edited, undone and redone. */
export function useDrawing(project: string, item: string) {
  const { outbox, undos } = usePost();
  const { waiting, conflicts } = useOutboxState();
  const queries = useQueryClient();
  const key = useMemo(() => annotationsKey(project, item), [project, item]);
  const { data: saved, isPending } = useQuery({ queryKey: key, queryFn: () => annotationsOf(item, project), staleTime: FRESH_MS });
  const [deeds, setDeeds] = useState<History<readonly Deed[]>>(() => history([]));
  const [at, setAt] = useState(item);
  if (at !== item) {
    setAt(item);
    setDeeds(history([])); // another frame of the sequence: what was done on that one stays done
  }

  const annotations = useMemo(() => {
    const own = [...conflicts, ...waiting].filter(({ edit }) => edit.kind !== "create" || (edit.item === item && edit.body.project === project));
    return applied(saved ?? [], own.map(({ edit }) => edit), "");
  }, [saved, waiting, conflicts, item, project]);

  const versionOf = useCallback((uid: string) => queries.getQueryData<Annotation[]>(key)?.find((each) => each.uid === uid)?.version ?? 0, [queries, key]);
  const post = useCallback((edit: Edit) => outbox.add(edit, versionOf(edit.uid)), [outbox, versionOf]);

  const takeBackDecision = useCallback(
    async (edit: Edit) => {
      if (outbox.takeBack(edit)) return;
      const undo = undos.get(edit.uid);
      if (undo === undefined) return;
      try {
        await undoReview(project, undo);
      } catch (reason) {
        notify({ kind: "problem", words: reason instanceof Error ? reason.message : String(reason) });
      }
      await queries.invalidateQueries({ queryKey: key });
      await queries.invalidateQueries({ queryKey: ["progress", project] });
    },
    [outbox, undos, project, queries, key],
  );

  const act = (does: Edit, undoes: Deed["undoes"]) => {
    post(does);
    setDeeds((known) => record(known, [...known.now, { does, undoes }]));
  };
  const find = (uid: string) => annotations.find((each) => each.uid === uid);
  return {
    annotations,
    isPending,
    find,
    create: (edit: Extract<Edit, { kind: "create" }>) => act(edit, { kind: "delete", uid: edit.uid }),
    change: (uid: string, change: Extract<Edit, { kind: "change" }>["change"]) => {
      const before = find(uid);
      const does: Edit = { kind: "change", uid, change };
      if (!before || isDone(does, before)) return;
      const { type, geometry, label, attributes } = before;
      const was = { ...(change.geometry && { type, geometry }), ...(change.label !== undefined && { label }), ...(change.attributes && { attributes }) };
      act(does, { kind: "change", uid, change: was });
    },
    remove: (uid: string) => {
      const before = find(uid);
      if (!before) return;
      const { item: of, project: owner, type, geometry, label, attributes, source, state, confidence, model, track } = before;
      const body = { project: owner, type, geometry, label, attributes, source, state, confidence, model, track };
      act({ kind: "delete", uid }, { kind: "create", uid, item: of, body });
    },
    review: (uid: string, order: Extract<Edit, { kind: "review" }>["order"]) => act({ kind: "review", uid, order }, "decision"),
    undo: () => {
      const deed = deeds.now.at(-1);
      if (!deed) return;
      if (deed.undoes === "decision") void takeBackDecision(deed.does);
      else post(deed.undoes);
      setDeeds(stepBack);
    },
    redo: () => {
      const next = stepForward(deeds);
      const deed = next === deeds ? undefined : next.now.at(-1);
      if (deed) post(deed.does);
      setDeeds(next);
    },
    forgetUndone: () => setDeeds(forgetFuture),
    canUndo: deeds.now.length > 0,
    canRedo: deeds.future.length > 0,
  };
}
export type Drawing = ReturnType<typeof useDrawing>;
