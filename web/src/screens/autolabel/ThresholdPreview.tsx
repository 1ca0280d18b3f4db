import { type CSSProperties, useMemo } from "react";

import { previewOf } from "../../api/images";
import type { Label } from "../../api/types";
import { pathOfShape } from "../../geometry/shape";
import { type Terms, previewed } from "../../state/previewed";
import { text } from "../../text/en";
import { useItem } from "../records";
import type { usePredictions } from "./usePredictions";

const SIDE = 640;

interface Props {
  item: string;
  labels: readonly Label[];
  terms: Terms;
  predictions: ReturnType<typeof usePredictions>;
  /** A model that takes long, or costs somebody money, is asked when told to; null: it was asked. */
  onAsk: (() => void) | null;
}

/** One photo with what would be drafts on it, drawn anew as the threshold moves. */
export function ThresholdPreview({ item: uid, labels, terms, predictions, onAsk }: Props) {
  const words = text.autoLabel.preview;
  const item = useItem(uid);
  const { data, error, isFetching } = predictions;
  const paths = useMemo(() => new Map((data ?? []).map((each) => [each, pathOfShape(each.polygons ? { polygons: each.polygons } : each.box)])), [data]);
  if (!item) return <figure className="threshold-preview" />;
  const { uid: image, width, height } = item.image;
  const found = data && previewed(data, terms);
  return (
    <figure className="threshold-preview" data-testid="threshold-preview">
      <div className="frame" style={{ aspectRatio: `${width} / ${height}` }}>
        <img src={previewOf(image, SIDE)} alt={item.key} draggable={false} />
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden>
          {found?.drafts.map(({ label, prediction }, n) => (
            <g key={n} style={{ "--label": labels.find(({ name }) => name === label)?.color } as CSSProperties}>
              <path className="halo" d={paths.get(prediction)} />
              <path className="shape" data-testid="would-be-draft" d={paths.get(prediction)} />
            </g>
          ))}
        </svg>
      </div>
      <figcaption role="status">
        {error ? (
          <span className="problem">{error.message}</span>
        ) : isFetching ? (
          words.asking
        ) : found ? (
          <>
            <b data-testid="would-be-count">{words.drafts(found.drafts.length)}</b> {words.left(found.below, found.unknown)}
          </>
        ) : (
          onAsk && (
            <button type="button" onClick={onAsk}>
              {words.ask}
            </button>
          )
        )}
        <span className="hint key">{item.key}</span>
      </figcaption>
    </figure>
  );
}
