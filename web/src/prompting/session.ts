/** A click session: prompts as steps that can be undone and redone, each with the answer it got. Immutable. */
import type { Answer, AnswerMask, PointPrompt, Rectangle, SegmentRequest } from "../api/segment";

export interface Step {
  readonly points: readonly PointPrompt[];
  readonly box: Rectangle | null;
  /** Mask token of the answer that this step refines. */
  readonly token: string | null;
  /** What the pointer's preview showed where this click fell: drawn until the answer is there. */
  readonly guess: AnswerMask | null;
  /** What of the photo was on the screen at a first click; null: all of it. */
  readonly lookingAt: Rectangle | null;
  readonly answer: Answer | null;
  /** How far the answer's outlines may be from the mask's, pixels; null: as the server chooses. */
  readonly tolerance: number | null;
  readonly chosen: number;
  /** Round trip as the annotator felt it. */
  readonly milliseconds: number | null;
}

export interface PromptSession {
  readonly steps: readonly Step[];
  /** Number of steps in force; those behind it can be redone. */
  readonly at: number;
}

export const empty: PromptSession = { steps: [], at: 0 };

export const current = (session: PromptSession): Step | null => session.steps[session.at - 1] ?? null;
/** Nothing is asked: before the first prompt, and after a clear. */
export const isBlank = (step: Step | null): boolean => step === null || (step.points.length === 0 && step.box === null);
export const canUndo = (session: PromptSession): boolean => session.at > 0;
export const canRedo = (session: PromptSession): boolean => session.at < session.steps.length;
export const undo = (session: PromptSession): PromptSession => ({ ...session, at: Math.max(0, session.at - 1) });
export const redo = (session: PromptSession): PromptSession => ({ ...session, at: Math.min(session.steps.length, session.at + 1) });

export function chosenMask(step: Step | null): AnswerMask | null {
  return step?.answer?.masks[step.chosen] ?? null;
}

/** The mask to draw: that of the step in force or, while its answer is awaited, of the step that it refines. */
export function shownMask(session: PromptSession): AnswerMask | null {
  for (let i = session.at - 1; i >= 0; i--) {
    const step = session.steps[i];
    if (!step || isBlank(step)) return null;
    if (step.answer) return chosenMask(step);
    if (step.guess) return step.guess;
    if (step.token === null) return null;
  }
  return null;
}

function push(session: PromptSession, change: Partial<Step>): PromptSession {
  const before = current(session);
  const step: Step = {
    points: before?.points ?? [],
    box: before?.box ?? null,
    token: chosenMask(before)?.mask ?? before?.token ?? null,
    guess: null,
    lookingAt: null,
    ...change,
    answer: null,
    tolerance: null,
    chosen: 0,
    milliseconds: null,
  };
  return { steps: [...session.steps.slice(0, session.at), step], at: session.at + 1 };
}

export const addPoint = (session: PromptSession, point: PointPrompt, guess: AnswerMask | null = null, lookingAt: Rectangle | null = null): PromptSession =>
  push(session, { points: [...(current(session)?.points ?? []), point], ...(isBlank(current(session)) && { guess, lookingAt }) });

/** A box starts over: what was outlined before it was something else. */
export const setBox = (session: PromptSession, box: Rectangle): PromptSession => push(session, { points: [], box, token: null });

/** A step like any other, so that undo brings the prompts back. */
export const clear = (session: PromptSession): PromptSession =>
  isBlank(current(session)) ? session : push(session, { points: [], box: null, token: null });

export function answered(session: PromptSession, step: Step, answer: Answer, milliseconds: number, tolerance: number | null = null): PromptSession {
  return { ...session, steps: session.steps.map((s) => (s === step ? { ...s, answer, milliseconds, tolerance } : s)) };
}

export function choose(session: PromptSession, index: number): PromptSession {
  const step = current(session);
  if (!step?.answer?.masks[index]) return session;
  return { ...session, steps: session.steps.map((s) => (s === step ? { ...s, chosen: index } : s)) };
}

/** A lone click can mean several things; everything else means one. */
export function requestFor(image: string, step: Step, tolerance: number | null = null): SegmentRequest {
  const lone = step.points.length === 1 && step.box === null && step.token === null;
  return {
    image,
    ...(step.points.length > 0 && { points: step.points }),
    ...(step.box && { box: step.box }),
    ...(step.token !== null && { mask: step.token }),
    ...(tolerance !== null && { tolerance }),
    multimask: lone,
    ...(lone && step.lookingAt && { looking_at: step.lookingAt }),
    formats: ["polygon", "bbox"],
  };
}
