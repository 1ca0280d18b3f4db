import { memo } from "react";

import { exported } from "../geometry/polygon";
import type { Outline } from "../state/annotations";
import { text } from "../text/en";
import type { Photo } from "./Workspace";

interface Props {
  photo: Photo;
  outlines: readonly Outline[];
  selected: string | null;
  onSelect: (id: string) => void;
  onRemove: (id: string) => void;
}

function download(photo: Photo, outlines: readonly Outline[]) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([exported(photo.image, outlines)], { type: "application/json" }));
  link.download = `${photo.title}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

export const OutlineList = memo(function OutlineList({ photo, outlines, selected, onSelect, onRemove }: Props) {
  return (
    <aside className="outlines" aria-label={text.annotations}>
      <h2>{text.annotations}</h2>
      {outlines.length === 0 && <p className="hint">{text.none}</p>}
      <ol data-testid="annotation-list">
        {outlines.map((outline, i) => (
          <li key={outline.id} data-testid={`annotation-${i + 1}`} data-polygons={JSON.stringify(outline.polygons)} className={outline.id === selected ? "selected" : ""}>
            <button type="button" className="quiet" onClick={() => onSelect(outline.id)}>
              {text.outlineName(i + 1)} <small>{outline.score.toFixed(2)}</small>
            </button>
            <button type="button" className="quiet" title={text.remove} aria-label={text.remove} onClick={() => onRemove(outline.id)}>
              ×
            </button>
          </li>
        ))}
      </ol>
      {outlines.length > 0 && (
        <>
          <button type="button" onClick={() => download(photo, outlines)}>
            {text.download}
          </button>
          <p className="hint">{text.keptHere}</p>
        </>
      )}
      {photo.credit && <p className="credit">{photo.credit}</p>}
    </aside>
  );
});
