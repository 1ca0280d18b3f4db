import { memo } from "react";

import type { Annotation, Label } from "../../api/types";
import { countPoints, isMask, outlines } from "../../geometry/shape";
import { text } from "../../text/en";

interface Props {
  annotations: readonly Annotation[];
  labels: readonly Label[];
  selected: string | null;
  hidden: ReadonlySet<string>;
  onSelect: (uid: string) => void;
  onLabel: (uid: string, label: string | null) => void;
  onHide: (uid: string) => void;
  onAccept: (uid: string) => void;
  onReject: (uid: string) => void;
  onRemove: (uid: string) => void;
}

function Row({ annotation, labels, selected, hidden, onSelect, onLabel, onHide, onAccept, onReject, onRemove }: Omit<Props, "annotations" | "selected" | "hidden"> & { annotation: Annotation; selected: boolean; hidden: boolean }) {
  const { uid, label, state, source, confidence } = annotation;
  const words = text.item;
  const name = label ?? words.noLabel;
  return (
    <li className={selected ? "selected" : ""} data-testid="annotation" data-uid={uid} data-state={state} data-label={label ?? ""} data-polygons={isMask(annotation.geometry) ? undefined : JSON.stringify(outlines(annotation.geometry))}>
      <button type="button" className="quiet grow" onClick={() => onSelect(uid)} aria-pressed={selected}>
        {name} <small>{[confidence?.toFixed(2), source.replace("_", " "), words.shapes(countPoints(outlines(annotation.geometry)))].filter(Boolean).join(" · ")}</small>
      </button>
      {state === "draft" && (
        <>
          <button type="button" className="quiet" aria-label={`${words.accept}: ${name}`} title={words.accept} onClick={() => onAccept(uid)}>
            ✓
          </button>
          <button type="button" className="quiet" aria-label={`${words.reject}: ${name}`} title={words.reject} onClick={() => onReject(uid)}>
            ✗
          </button>
        </>
      )}
      <button type="button" className="quiet" aria-label={`${hidden ? words.show : words.hide}: ${name}`} aria-pressed={hidden} onClick={() => onHide(uid)}>
        {hidden ? "◌" : "◉"}
      </button>
      {state !== "draft" && (
        <button type="button" className="quiet" aria-label={`${words.remove}: ${name}`} title={words.remove} onClick={() => onRemove(uid)}>
          ×
        </button>
      )}
      {selected && (
        <select aria-label={words.label} value={label ?? ""} onChange={(event) => onLabel(uid, event.target.value || null)}>
          <option value="">{words.noLabel}</option>
          {labels.map((each) => (
            <option key={each.uid}>{each.name}</option>
          ))}
        </select>
      )}
    </li>
  );
}

/** Predictions that wait, then what is there; rejected ones are not shown. */
export const AnnotationList = memo(function AnnotationList({ annotations, selected, hidden, ...rest }: Props) {
  const drafts = annotations.filter(({ state }) => state === "draft");
  const kept = annotations.filter(({ state }) => state === "accepted");
  const words = text.item;
  const rows = (some: readonly Annotation[]) => some.map((each) => <Row key={each.uid} annotation={each} selected={each.uid === selected} hidden={hidden.has(each.uid)} {...rest} />);
  return (
    <div className="annotation-list">
      {drafts.length > 0 && (
        <>
          <h2>{`${words.predictions} (${drafts.length})`}</h2>
          <ol>{rows(drafts)}</ol>
        </>
      )}
      <h2>{`${words.annotations} (${kept.length})`}</h2>
      {kept.length + drafts.length === 0 && <p className="hint">{words.none}</p>}
      <ol>{rows(kept)}</ol>
    </div>
  );
});
