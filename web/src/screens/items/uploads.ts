import { create } from "zustand";

import { addItems, createDataset } from "../../api/datasets";
import { ServerError } from "../../api/http";
import { changeProject, getProject } from "../../api/projects";
import { sendFile } from "../../api/uploads";
import { batched } from "../../state/batches";
import { isVideo } from "../../state/videos";
import { text } from "../../text/en";
import { notify } from "../../ui/Notices";
import type { Picked } from "../../ui/dropped";

/** Photos and videos on their way into a project; they go on while one looks at other screens. */
export interface Upload {
  total: number;
  added: number;
  known: number;
  /** Videos that were kept. */
  videos: number;
  /** The video that is on its way. */
  sending: { key: string; share: number } | null;
  refused: readonly { key: string; why: string }[];
  /** What did not get through, since the server could not be reached or somebody stopped it. */
  unsent: readonly Picked[];
  isRunning: boolean;
}

const BATCH = { files: 20, bytes: 16 * 1024 * 1024 };
const NOTHING: Upload = { total: 0, added: 0, known: 0, videos: 0, sending: null, refused: [], unsent: [], isRunning: false };

export const useUploads = create<Readonly<Record<string, Upload>>>(() => ({}));
const queues = new Map<string, Picked[]>();
const stops = new Map<string, AbortController>();

export const throughOf = (upload: Upload): number => upload.added + upload.known + upload.videos + upload.refused.length;

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

/** The server will not have it, ever. */
const isFinal = (reason: unknown): reason is ServerError => reason instanceof ServerError && reason.status !== 401 && reason.status < 500;

async function sendVideo(project: string, dataset: string, { key, file }: Picked, signal: AbortSignal): Promise<void> {
  const say = (share: number) => change(project, () => ({ sending: { key, share } }));
  say(0);
  try {
    const { sequence } = await sendFile(dataset, key, file, say, signal);
    change(project, (now) => (sequence === null ? { added: now.added + 1 } : { videos: now.videos + 1 }));
  } catch (reason) {
    if (!isFinal(reason)) throw reason;
    change(project, (now) => ({ refused: [...now.refused, { key, why: reason.message }] }));
  } finally {
    change(project, () => ({ sending: null }));
  }
}

async function sendBatch(project: string, dataset: string, batch: readonly Picked[], signal: AbortSignal): Promise<void> {
  try {
    const { results, added, known } = await addItems(dataset, batch, signal);
    const refused = results.flatMap(({ status, key, detail }) => (status === "refused" ? [{ key, why: detail ?? "" }] : []));
    change(project, (now) => ({ added: now.added + added, known: now.known + known, refused: [...now.refused, ...refused] }));
  } catch (reason) {
    if (!isFinal(reason)) throw reason;
    const refused = batch.map(({ key }) => ({ key, why: reason.message })); // the whole request was
    change(project, (now) => ({ refused: [...now.refused, ...refused] }));
  }
}

/** What goes next: photos, many together; when none is left a video. */
function taken(queue: Picked[]): readonly Picked[] {
  const photos = queue.filter(({ key }) => !isVideo(key));
  const next = photos.length > 0 ? (batched(photos, BATCH)[0] ?? []) : queue.slice(0, 1);
  const going = new Set(next);
  queue.splice(0, queue.length, ...queue.filter((each) => !going.has(each)));
  return next;
}

/** Send photos and videos into a project, some at a time; more may come while some are on their way. */
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
      onWay = taken(queue);
      const [first] = onWay;
      if (first && isVideo(first.key)) await sendVideo(project, dataset, first, stop.signal);
      else await sendBatch(project, dataset, onWay, stop.signal);
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
