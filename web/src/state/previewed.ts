/** What of a model's predictions on a photo would be drafts at a threshold, as the server maps them. */
import type { KeptPrediction } from "../api/types";

export interface Terms {
  threshold: number;
  /** Classes of the model that mean a label of another name. */
  map: Readonly<Record<string, string>>;
  labels: readonly string[];
}

export interface Previewed {
  drafts: { label: string | null; prediction: KeptPrediction }[];
  /** Below the threshold. */
  below: number;
  /** Of classes that the project has no label for. */
  unknown: number;
}

export function previewed(predictions: readonly KeptPrediction[], { threshold, map, labels }: Terms): Previewed {
  const found: Previewed = { drafts: [], below: 0, unknown: 0 };
  for (const prediction of predictions) {
    const label = prediction.label === null ? null : (map[prediction.label] ?? prediction.label);
    if (prediction.score < threshold) found.below += 1;
    else if (label !== null && !labels.includes(label)) found.unknown += 1;
    else found.drafts.push({ label, prediction });
  }
  return found;
}
