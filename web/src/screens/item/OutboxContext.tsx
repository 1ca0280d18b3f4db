import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, createContext, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";

import { changeAnnotation, createAnnotation, deleteAnnotation, reviewAnnotation } from "../../api/annotations";
import type { Annotation } from "../../api/types";
import type { Edit } from "../../state/edits";
import { Outbox, type OutboxState } from "../../state/outbox";

interface Post {
  outbox: Outbox;
  /** By annotation, what undoes its newest decision. */
  undos: Map<string, string>;
  /** What was decided together in the review of a project, the newest last. */
  deedsOf: (project: string) => (readonly Deed[])[];
}

/** A decision of the review screen. */
export interface Deed {
  readonly card: Annotation;
  readonly edit: Edit;
  /** What undoes it; null: it failed, or it was decided so before. */
  readonly undo: Promise<string | null>;
}

const Context = createContext<Post | null>(null);

export const annotationsKey = (project: string, item: string) => ["annotations", project, item] as const;
export const tracksKey = (project: string, sequence: string) => ["tracks", project, sequence] as const;

function makePost(queries: QueryClient, who: string): Post {
  const undos = new Map<string, string>();
  const send = async (edit: Edit, version: number): Promise<Annotation | null> => {
    switch (edit.kind) {
      case "create":
        return createAnnotation(edit.item, { ...edit.body, uid: edit.uid });
      case "change":
        return changeAnnotation(edit.uid, version, edit.change);
      case "delete":
        await deleteAnnotation(edit.uid, version);
        return null;
      case "review": {
        const { undo, ...annotation } = await reviewAnnotation(edit.uid, version, edit.order);
        if (undo === null) undos.delete(edit.uid);
        else undos.set(edit.uid, undo);
        return annotation;
      }
    }
  };
  const saved = (edit: Edit, now: Annotation | null) => {
    queries.setQueriesData<Annotation[]>({ queryKey: now ? annotationsKey(now.project, now.item) : ["annotations"] }, (known) => {
      if (!known) return known;
      const others = known.filter((each) => each.uid !== edit.uid);
      if (!now) return others.length === known.length ? known : others;
      return others.length === known.length ? [...known, now] : known.map((each) => (each.uid === now.uid ? now : each));
    });
    if (now) void queries.invalidateQueries({ queryKey: ["progress", now.project] });
    void queries.invalidateQueries({ queryKey: now ? ["tracks", now.project] : ["tracks"] });
  };
  const deeds = new Map<string, (readonly Deed[])[]>();
  const deedsOf = (project: string) => {
    const ledger = deeds.get(project) ?? [];
    deeds.set(project, ledger);
    return ledger;
  };
  return { outbox: new Outbox({ send, saved, storage: localStorage, who }), undos, deedsOf };
}

/** One outbox for all screens of a person; `key` it by them. */
export function OutboxProvider({ who, children }: { who: string; children: ReactNode }) {
  const queries = useQueryClient();
  const [post] = useState(() => makePost(queries, who));
  useEffect(() => {
    const { outbox } = post;
    const leave = (event: BeforeUnloadEvent) => {
      const { unkept, waiting } = outbox.store.getState();
      if (unkept && waiting.length > 0) event.preventDefault();
    };
    outbox.open();
    window.addEventListener("online", outbox.wake);
    window.addEventListener("beforeunload", leave);
    return () => {
      window.removeEventListener("online", outbox.wake);
      window.removeEventListener("beforeunload", leave);
      outbox.close();
    };
  }, [post]);
  return <Context.Provider value={post}>{children}</Context.Provider>;
}

export function usePost(): Post {
  const post = useContext(Context);
  if (!post) throw new Error("there is no OutboxProvider around");
  return post;
}

export const useOutboxState = (): OutboxState => useStore(usePost().outbox.store);
