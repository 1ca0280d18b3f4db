import { text } from "../../text/en";
import { Dialog } from "../../ui/Dialog";

/** What each key does. */
export function KeysDialog({ keys, onClose }: { keys: readonly (readonly [string, string])[]; onClose: () => void }) {
  return (
    <Dialog title={text.review.keysTitle} onClose={onClose}>
      <dl className="review-keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
