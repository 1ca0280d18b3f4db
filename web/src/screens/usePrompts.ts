import { useEffect, useReducer } from "react";

import { ServerError } from "../api/http";
import { type Answer, segment } from "../api/segment";
import { type PromptSession, type Step, answered, current, empty, requestFor } from "../prompting/session";
import { text } from "../text/en";

interface State {
  session: PromptSession;
  error: string | null;
}

type Change =
  | { kind: "edit"; edit: (session: PromptSession) => PromptSession }
  | { kind: "answer"; step: Step; answer: Answer; milliseconds: number }
  | { kind: "error"; error: string | null };

function reduce(state: State, change: Change): State {
  switch (change.kind) {
    case "edit":
      return { ...state, session: change.edit(state.session) };
    case "answer":
      return { session: answered(state.session, change.step, change.answer, change.milliseconds), error: null };
    case "error":
      return { ...state, error: change.error };
  }
}

/** The click session of one image: asks the server about the step in force, and drops what nobody waits for. */
export function usePrompts(image: string | null) {
  const [state, dispatch] = useReducer(reduce, { session: empty, error: null });
  const step = current(state.session);
  useEffect(() => {
    if (!image || !step || step.answer) return;
    const abort = new AbortController();
    const began = performance.now();
    segment(requestFor(image, step), abort.signal).then(
      (answer) => dispatch({ kind: "answer", step, answer, milliseconds: performance.now() - began }),
      (reason: unknown) => {
        if (abort.signal.aborted) return; // superseded by a newer prompt
        dispatch({ kind: "error", error: reason instanceof ServerError ? reason.message : text.lost });
      },
    );
    return () => abort.abort();
  }, [image, step]);
  return {
    session: state.session,
    error: state.error,
    busy: step !== null && step.answer === null && state.error === null,
    edit: (edit: (session: PromptSession) => PromptSession) => {
      dispatch({ kind: "error", error: null });
      dispatch({ kind: "edit", edit });
    },
    report: (error: string | null) => dispatch({ kind: "error", error }),
  };
}
