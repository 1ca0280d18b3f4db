import { API, AVALA, call, send } from "./http";
import { type Page, queryOf } from "./pages";
import type { AutoLabelJob, AutoLabelOrder, Job, JobProblem, JobStanding, KeptPredictions } from "./types";

export interface JobsFilter {
  project: string;
  kind?: string;
  status?: Job["status"];
  limit?: number;
}

export const listJobs = (filter: JobsFilter, cursor: string | null = null): Promise<Page<Job>> => call(`/jobs/${queryOf({ ...filter, cursor })}`);
export const getJob = (uid: string): Promise<Job> => call(`/jobs/${uid}/`);
export const cancelJob = (uid: string): Promise<Job> => call(`/jobs/${uid}/cancel/`, { method: "POST" });
export const retryFailed = (uid: string): Promise<Job> => call(`/jobs/${uid}/retry-failed/`, { method: "POST" });

export const orderAutoLabel = (project: string, order: AutoLabelOrder): Promise<AutoLabelJob> => send(`${AVALA}/projects/${project}/auto-label/`, order);
export const getAutoLabelJob = (uid: string): Promise<AutoLabelJob> => call(`${AVALA}/auto-label-jobs/${uid}/`);

/** What a job's model said of an item, before threshold and labels. */
export const predictionsOf = (uid: string, item: string): Promise<KeptPredictions> => call(`/jobs/${uid}/predictions/${queryOf({ item })}`);

export interface JobHeard {
  onStanding: (standing: JobStanding) => void;
  /** An item is through, or was skipped. */
  onItem: (item: string) => void;
  onProblem: (problem: JobProblem) => void;
  onDone: (job: Job) => void;
  /** The browser has given up; it comes back by itself from everything else. */
  onLost: () => void;
}

/** Hear what happens in a job, from its beginning to its end; returns what stops it. */
export function followJob(uid: string, heard: JobHeard): () => void {
  const source = new EventSource(`${API}/jobs/${uid}/events`);
  const on = <T>(name: string, hear: (data: T) => void) =>
    source.addEventListener(name, (event: MessageEvent<unknown>) => {
      // The browser's own "error" has the same name as the server's, and no data.
      if (typeof event.data === "string") hear(JSON.parse(event.data) as T);
    });
  on<JobStanding>("progress", heard.onStanding);
  on<{ item: string }>("item", ({ item }) => heard.onItem(item));
  on<JobProblem>("error", heard.onProblem);
  on<Job>("done", (job) => {
    source.close();
    heard.onDone(job);
  });
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) heard.onLost();
  };
  return () => source.close();
}
