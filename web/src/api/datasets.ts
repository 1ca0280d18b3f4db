import { AVALA, call, send } from "./http";
import type { Page } from "./pages";
import type { AddedItems, Dataset } from "./types";

export const createDataset = (name: string, slug: string): Promise<Dataset> => send(`${AVALA}/datasets/`, { name, slug });

export const listDatasets = async (): Promise<Dataset[]> => (await call<Page<Dataset>>(`${AVALA}/datasets/?limit=1000`)).results;

/** Photos in one request, each under its key; each is kept or refused by itself. */
export function addItems(dataset: string, photos: readonly { key: string; file: File }[], signal: AbortSignal): Promise<AddedItems> {
  const body = new FormData();
  for (const { key, file } of photos) body.append("file", file, key);
  return call(`/datasets/${dataset}/items/`, { method: "POST", body, signal });
}
