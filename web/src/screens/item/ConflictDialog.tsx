import type { Annotation } from "../../api/types";
import { pathOf } from "../../geometry/polygon";
import { boundsOf, outlines } from "../../geometry/shape";
import { after } from "../../state/edits";
import type { Conflict } from "../../state/outbox";
import { text } from "../../text/en";
import { Dialog } from "../../ui/Dialog";
import { usePost } from "./OutboxContext";

function Side({ title, annotation }: { title: string; annotation: Annotation | null }) {
  const polygons = annotation ? outlines(annotation.geometry) : [];
  const box = annotation && boundsOf(annotation.geometry);
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong> {annotation ? `${annotation.label ?? text.item.noLabel}, ${annotation.state}` : text.item.nothing}
      </figcaption>
      {box && (
        <svg viewBox={[box.x - box.width * 0.05, box.y - box.height * 0.05, box.width * 1.1, box.height * 1.1].join(" ")} role="img" aria-label={title}>
          <path className="shape" d={pathOf(polygons)} />
        </svg>
      )}
    </figure>
  );
}

/** Two people changed one annotation: what each made of it, side by side, and who wins. */
export function ConflictDialog({ conflict, onClose }: { conflict: Conflict; onClose: () => void }) {
  const { outbox } = usePost();
  const { current } = conflict;
  const settle = (keep: "mine" | "theirs") => {
    outbox.settle(conflict.id, keep);
    onClose();
  };
  return (
    <Dialog title={text.item.conflictTitle} onClose={onClose}>
      <p>{current ? text.item.conflictWords(current.updated_by) : text.item.conflictGone}</p>
      <div className="sides">
        <Side title={text.item.yours} annotation={current && after(current, conflict.edit)} />
        <Side title={text.item.other} annotation={current} />
      </div>
      <footer>
        {current && (
          <button type="button" className="primary" onClick={() => settle("mine")}>
            {text.item.mine}
          </button>
        )}
        <button type="button" onClick={() => settle("theirs")}>
          {current ? text.item.theirs : text.close}
        </button>
      </footer>
    </Dialog>
  );
}
