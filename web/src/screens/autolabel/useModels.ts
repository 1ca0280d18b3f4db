import { useQuery } from "@tanstack/react-query";

import { listModels, listProviders } from "../../api/models";

export const EVERYTHING = "everything";

export interface Choice {
  /** What the server calls it. */
  model: string;
  name: string;
  kind: "detector" | "connected" | "everything";
  /** The classes that it is known to report. */
  classes: readonly string[];
  threshold: number | null;
}

/** What can label a project's items, detectors first; null while it is asked for. */
export function useModels(project: string, everythingName: string): readonly Choice[] | null {
  const models = useQuery({ queryKey: ["models"], queryFn: listModels });
  const providers = useQuery({ queryKey: ["providers"], queryFn: listProviders });
  if (models.isPending || providers.isPending) return null;
  const detectors = (models.data ?? []).flatMap((model): Choice[] =>
    model.kind === "detector" && !model.damage
      ? [{ model: model.name, name: model.name, kind: "detector", classes: model.labels, threshold: model.score_threshold ?? null }]
      : [],
  );
  const connected = (providers.data ?? []).flatMap((provider): Choice[] =>
    provider.is_active && (provider.project === null || provider.project === project)
      ? [{ model: provider.uid, name: provider.name, kind: "connected", classes: [], threshold: null }]
      : [],
  );
  return [...detectors, ...connected, { model: EVERYTHING, name: everythingName, kind: "everything", classes: [], threshold: null }];
}
