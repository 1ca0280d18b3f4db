import { call, send } from "./http";
import { type Page, queryOf } from "./pages";
import type { Annotation, Bulk, Finding, Reliability, ReviewFilter, ReviewSample } from "./types";

const of = (project: string): string => `/projects/${project}/review`;

export const getAnnotation = (uid: string): Promise<Annotation> => call(`/annotations/${uid}/`);
/** `query` as `queueQueryOf` says it. */
export const queuePage = (project: string, query: string): Promise<Page<Annotation>> => call(`${of(project)}/queue/${query}`);

export interface BulkOrder {
  filter: ReviewFilter;
  decision: "accept" | "reject";
  dry_run?: boolean;
}
export const decideAll = (project: string, order: BulkOrder): Promise<Bulk> => send(`${of(project)}/bulk/`, order);

export const drawSample = (project: string, filter: ReviewFilter, size: number): Promise<ReviewSample> => send(`${of(project)}/samples/`, { filter, size });
export const getSample = (project: string, uid: string): Promise<ReviewSample> => call(`${of(project)}/samples/${uid}/`);

export interface Trust {
  model?: string | null;
  label?: string | null;
  target: number;
}
export const reliabilityOf = (project: string, trust: Trust): Promise<Reliability> => call(`${of(project)}/reliability/${queryOf({ ...trust })}`);

export const findingsOf = (project: string, kind: string | null, cursor: string | null): Promise<Page<Finding>> =>
  call(`/projects/${project}/quality/${queryOf({ kind, cursor, limit: 100 })}`);
