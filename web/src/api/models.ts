import { AVALA, ServerError, call } from "./http";
import type { Page } from "./pages";
import type { Model, Provider } from "./types";

export const listModels = async (): Promise<Model[]> => (await call<{ results: Model[] }>("/models/")).results;

/** Begins to let a model serve clicks; its card says how that goes. */
export const activateModel = (name: string): Promise<Model> => call<Model>(`/models/${encodeURIComponent(name)}/activate/`, { method: "POST" });

export const removeModel = (name: string): Promise<void> => call(`/models/${encodeURIComponent(name)}/`, { method: "DELETE" });

/** What the server calls a file of a model, by its name: SAM comes as two graphs, with a memory as four, a detector as one. */
export function partOf(file: string, graphs: number): string {
  const name = file.toLowerCase();
  if (name === "manifest.json") return "manifest";
  if (name.endsWith(".txt") || name.endsWith(".json")) return "labels";
  if (!name.endsWith(".onnx")) return "weights";
  if (graphs < 2) return "file";
  const memory = /memory[_-](attention|encoder)/.exec(name)?.[1];
  if (memory !== undefined) return `memory_${memory}`;
  return name.includes("decoder") ? "decoder" : "encoder";
}

/** Sends a model's files; the server tries them, which takes minutes for a large one. */
export function importModel(files: readonly File[], said: { name: string; license: string }): Promise<Model> {
  const graphs = files.filter(({ name }) => name.toLowerCase().endsWith(".onnx")).length;
  const body = new FormData();
  for (const file of files) body.append(partOf(file.name, graphs), file, file.name);
  const query = new URLSearchParams(Object.entries(said).filter(([, value]) => value !== ""));
  return call<Model>(`/models/import/?${query.toString()}`, { method: "POST", body });
}

/** Connected models; none for who may not see them. */
export async function listProviders(): Promise<Provider[]> {
  try {
    return (await call<Page<Provider>>(`${AVALA}/inference-providers/?limit=1000`)).results;
  } catch (reason) {
    if (reason instanceof ServerError && reason.status === 403) return [];
    throw reason;
  }
}
