import { text } from "../../text/en";
import { Dialog } from "../../ui/Dialog";
import { Keys } from "../../ui/Keys";

/** What each key does. */
export function KeysDialog({ keys, onClose }: { keys: readonly (readonly [string, string])[]; onClose: () => void }) {
  return (
    <Dialog title={text.review.keysTitle} onClose={onClose}>
      <Keys keys={keys} className="review-keys" />
    </Dialog>
  );
}
