import { useEffect, useReducer, useRef } from "react";

import { ServerError } from "../../api/http";
import { type Answer, type AnswerMask, askAhead, segment } from "../../api/segment";
import { type PromptSession, type Step, answered, current, empty, isBlank, requestFor } from "../../prompting/session";
import { text } from "../../text/en";

interface State {
  image: string;
  session: PromptSession;
  error: string | null;
  /** The request of the step in force came to nothing. */
  failed: boolean;
  attempt: number;
}

type Change =
  | { kind: "image"; image: string }
  | { kind: "edit"; edit: (session: PromptSession) => PromptSession }
  | { kind: "answer"; step: Step; answer: Answer; milliseconds: number; tolerance: number | null }
  | { kind: "failure"; error: string }
  | { kind: "retry" }
  | { kind: "dismiss" };

const fresh = (image: string): State => ({ image, session: empty, error: null, failed: false, attempt: 0 });

function reduce(state: State, change: Change): State {
  switch (change.kind) {
    case "image":
      return fresh(change.image);
    case "edit": {
      const session = change.edit(state.session);
      if (current(session) === current(state.session)) return { ...state, session };
      return { ...state, session, error: null, failed: false };
    }
    case "answer":
      return { ...state, session: answered(state.session, change.step, change.answer, change.milliseconds, change.tolerance), error: null };
    case "failure":
      return { ...state, error: change.error, failed: true };
    case "retry":
      return { ...state, error: null, failed: false, attempt: state.attempt + 1 };
    case "dismiss":
      return { ...state, error: null };
  }
}

/** The click session of one image: asks the server about the step in force, and drops what nobody waits for. */
export function usePrompts(image: string, tolerance: number | null = null) {
  const [state, dispatch] = useReducer(reduce, image, fresh);
  if (state.image !== image) dispatch({ kind: "image", image }); // another frame of the sequence: prompts were for that one
  const step = current(state.session);
  /** Enter came before the answer: accept it when it is there. */
  const wanted = useRef<((mask: AnswerMask) => void) | null>(null);
  useEffect(() => {
    if (!step || (step.answer && step.tolerance === tolerance) || isBlank(step)) return;
    const abort = new AbortController();
    const began = performance.now();
    segment(requestFor(image, step, tolerance), abort.signal).then(
      (answer) => {
        if (abort.signal.aborted) return;
        dispatch({ kind: "answer", step, answer, milliseconds: performance.now() - began, tolerance });
        const [best] = answer.masks;
        if (best) wanted.current?.(best);
        wanted.current = null;
      },
      (reason: unknown) => {
        if (abort.signal.aborted) return; // superseded by a newer prompt
        wanted.current = null;
        dispatch({ kind: "failure", error: reason instanceof ServerError ? reason.message : text.lost });
      },
    );
    return () => abort.abort();
  }, [image, step, tolerance, state.attempt]);
  return {
    session: state.session,
    error: state.error,
    failed: state.failed,
    busy: !isBlank(step) && step?.answer === null && !state.failed,
    edit: (edit: (session: PromptSession) => PromptSession) => {
      wanted.current = null;
      dispatch({ kind: "edit", edit });
    },
    /** What an edit would ask is asked already: the button is down. */
    ahead: (edit: (session: PromptSession) => PromptSession) => {
      const next = current(edit(state.session));
      if (next && !isBlank(next)) askAhead(requestFor(image, next, tolerance));
    },
    whenAnswered: (accept: (mask: AnswerMask) => void) => {
      wanted.current = accept;
    },
    retry: () => dispatch({ kind: "retry" }),
    dismiss: () => dispatch({ kind: "dismiss" }),
  };
}

export type Prompts = ReturnType<typeof usePrompts>;
