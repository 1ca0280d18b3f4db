import { useState } from "react";

import { text } from "../../text/en";
import { ConflictDialog } from "./ConflictDialog";
import { useOutboxState, usePost } from "./OutboxContext";

/** Whether what one did is on the server: never "saved" before the server said so. */
export function SavedState() {
  const { outbox } = usePost();
  const { waiting, conflicts, refused, lost, unkept } = useOutboxState();
  const [open, setOpen] = useState(false);
  const [conflict] = conflicts;
  const [refusal] = refused;
  const words = text.item;
  const state = conflicts.length + refused.length > 0 ? "stuck" : waiting.length === 0 ? "saved" : lost ? "lost" : "saving";
  return (
    <>
      <span className={`saved-state ${state}`} data-testid="saved-state" data-state={state} role="status">
        {state === "saved" && words.saved}
        {state === "saving" && words.saving(waiting.length)}
        {state === "lost" && words.lostShort(waiting.length)}
        {conflict && (
          <button type="button" onClick={() => setOpen(true)}>
            {words.conflicts(conflicts.length)}
          </button>
        )}
      </span>
      {lost && waiting.length > 0 && (
        <div className="lost-server" role="alert" data-testid="lost-server">
          {words.lost(waiting.length)} {unkept && words.unkept}
          <button type="button" onClick={outbox.wake}>
            {text.retry}
          </button>
        </div>
      )}
      {refusal && (
        <div className="lost-server" role="alert" data-testid="refused">
          {words.refused}: {refusal.words}
          <button type="button" onClick={() => outbox.discard(refusal.id)}>
            {words.discard}
          </button>
        </div>
      )}
      {conflict && open && <ConflictDialog conflict={conflict} onClose={() => setOpen(false)} />}
    </>
  );
}
