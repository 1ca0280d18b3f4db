import { memo } from "react";

import type { Annotation, Label } from "../../api/types";
import { countPoints, isMask, outlines } from "../../geometry/shape";
import { text } from "../../text/en";
import { AttributeFields } from "./AttributeFields";

interface Props {
  annotations: readonly Annotation[];
  labels: readonly Label[];
  selected: string | null;
  hidden: ReadonlySet<string>;
  locked: ReadonlySet<string>;
  onSelect: (uid: string) => void;
  onLabel: (uid: string, label: string | null) => void;
  onAttributes: (uid: string, values: Annotation["attributes"]) => void;
  onHide: (uid: string) => void;
  onLock: (uid: string) => void;
  onAccept: (uid: string) => void;
  onReject: (uid: string) => void;
  onRemove: (uid: string) => void;
}

type RowProps = Omit<Props, "annotations" | "selected" | "hidden" | "locked"> & { annotation: Annotation; selected: boolean; hidden: boolean; locked: boolean };

function Row({ annotation, labels, selected, hidden, locked, onSelect, onLabel, onAttributes, onHide, onLock, onAccept, onReject, onRemove }: RowProps) {
  const { uid, label, state, source, confidence } = annotation;
  const words = text.item;
  const name = label ?? words.noLabel;
  return (
    <li className={selected ? "selected" : ""} data-testid="annotation" data-uid={uid} data-state={state} data-label={label ?? ""} data-polygons={isMask(annotation.geometry) ? undefined : JSON.stringify(outlines(annotation.geometry))}>
      <button type="button" className="quiet grow" onClick={() => onSelect(uid)} aria-pressed={selected}>
        {name} <small>{[confidence?.toFixed(2), source.replace("_", " "), words.shapes(countPoints(outlines(annotation.geometry)))].filter(Boolean).join(" · ")}</small>
      </button>
      {state === "draft" && !locked && (
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
      <button type="button" className="quiet" aria-label={`${locked ? words.unlock : words.lock}: ${name}`} title={locked ? words.unlock : words.lock} aria-pressed={locked} onClick={() => onLock(uid)}>
        {locked ? "■" : "□"}
      </button>
      {state !== "draft" && !locked && (
        <button type="button" className="quiet" aria-label={`${words.remove}: ${name}`} title={words.remove} onClick={() => onRemove(uid)}>
          ×
        </button>
      )}
      {selected && !locked && (
        <select aria-label={words.label} value={label ?? ""} onChange={(event) => onLabel(uid, event.target.value || null)}>
          <option value="">{words.noLabel}</option>
          {labels.map((each) => (
            <option key={each.uid}>{each.name}</option>
          ))}
        </select>
      )}
      {selected && !locked && <AttributeFields annotation={annotation} attributes={labels.find((each) => each.name === label)?.attributes ?? []} onChange={(values) => onAttributes(uid, values)} />}
    </li>
  );
}

/** Predictions that wait, then what is there; rejected ones are not shown. */
export const AnnotationList = memo(function AnnotationList({ annotations, selected, hidden, locked, ...rest }: Props) {
  const drafts = annotations.filter(({ state }) => state === "draft");
  const kept = annotations.filter(({ state }) => state === "accepted");
  const words = text.item;
  const rows = (some: readonly Annotation[]) => some.map((each) => <Row key={each.uid} annotation={each} selected={each.uid === selected} hidden={hidden.has(each.uid)} locked={locked.has(each.uid)} {...rest} />);
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
