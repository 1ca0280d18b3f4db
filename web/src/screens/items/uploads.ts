import { create } from "zustand";

import { addItems, createDataset } from "../../api/datasets";
import { ServerError } from "../../api/http";
import { changeProject, getProject } from "../../api/projects";
import { batched } from "../../state/batches";
import { text } from "../../text/en";
import { notify } from "../../ui/Notices";
import type { Picked } from "../../ui/dropped";

/** Photos on their way into a project; they go on while one looks at other screens. */
export interface Upload {
  total: number;
  added: number;
  known: number;
  refused: readonly { key: string; why: string }[];
  /** What did not get through, since the server could not be reached or somebody stopped it. */
  unsent: readonly Picked[];
  isRunning: boolean;
}

const BATCH = { files: 20, bytes: 16 * 1024 * 1024 };
const NOTHING: Upload = { total: 0, added: 0, known: 0, refused: [], unsent: [], isRunning: false };

export const useUploads = create<Readonly<Record<string, Upload>>>(() => ({}));
const queues = new Map<string, Picked[]>();
const stops = new Map<string, AbortController>();

export const throughOf = (upload: Upload): number => upload.added + upload.known + upload.refused.length;

function change(project: string, by: (upload: Upload) => Partial<Upload>): void {
  useUploads.setState((uploads) => {
    const now = uploads[project] ?? NOTHING;
    return { [project]: { ...now, ...by(now) } };
  });
}

/** Where a project's photos go: its first dataset, or a new one for a project that has none. */
async function datasetOf(project: string): Promise<string> {
  const found = await getProject(project);
  const there = found.datasets[0];
  if (there !== undefined) return there;
  const made = await createDataset(found.name, `${project}-${Date.now().toString(36)}`);
  await changeProject(found, { datasets: [made.uid] });
  return made.uid;
}

async function sendBatch(project: string, dataset: string, batch: readonly Picked[], signal: AbortSignal): Promise<void> {
  try {
    const { results, added, known } = await addItems(dataset, batch, signal);
    const refused = results.flatMap(({ status, key, detail }) => (status === "refused" ? [{ key, why: detail ?? "" }] : []));
    change(project, (now) => ({ added: now.added + added, known: now.known + known, refused: [...now.refused, ...refused] }));
  } catch (reason) {
    if (!(reason instanceof ServerError) || reason.status === 401 || reason.status >= 500) throw reason;
    const refused = batch.map(({ key }) => ({ key, why: reason.message })); // the whole request was
    change(project, (now) => ({ refused: [...now.refused, ...refused] }));
  }
}

/** Send photos into a project, some at a time; more may come while some are on their way. */
export async function addPhotos(project: string, photos: readonly Picked[]): Promise<void> {
  if (photos.length === 0) return;
  const queue = queues.get(project) ?? [];
  queues.set(project, queue);
  queue.push(...photos);
  if (useUploads.getState()[project]?.isRunning) {
    change(project, (now) => ({ total: now.total + photos.length }));
    return;
  }
  const stop = new AbortController();
  stops.set(project, stop);
  change(project, () => ({ ...NOTHING, total: photos.length, isRunning: true }));
  let onWay: readonly Picked[] = [];
  try {
    const dataset = await datasetOf(project);
    while (queue.length > 0 && !stop.signal.aborted) {
      onWay = batched(queue, BATCH)[0] ?? [];
      queue.splice(0, onWay.length);
      await sendBatch(project, dataset, onWay, stop.signal);
      onWay = [];
    }
  } catch (reason) {
    if (!stop.signal.aborted) notify({ kind: "problem", words: reason instanceof ServerError ? reason.message : text.upload.lost });
  } finally {
    const unsent = [...onWay, ...queue.splice(0)];
    change(project, () => ({ unsent, isRunning: false }));
  }
}

export const stopUpload = (project: string): void => stops.get(project)?.abort();
export const forgetUpload = (project: string): void => change(project, () => NOTHING);
