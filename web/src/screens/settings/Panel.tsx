import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { settings } from "../../text/settings";
import { notify } from "../../ui/Notices";

/** A section of the settings. */
export function Panel({ id, title, hint, children }: { id: string; title: string; hint?: string; children: ReactNode }) {
  return (
    <section className="panel" id={id} aria-labelledby={`${id}-title`} data-testid={`panel-${id}`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {hint !== undefined && <p className="hint">{hint}</p>}
      {children}
    </section>
  );
}

/** A table with a line a thing. */
export function Lines({ columns, children }: { columns: readonly string[]; children: ReactNode }) {
  return (
    <div className="scrolled">
      <table>
        <thead>
          <tr>
            {columns.map((column, place) => (
              <th key={place} scope="col">
                {column}
              </th>
            ))}
            <th />
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** A secret that is shown this once. */
export function Secret({ words, secret, onClose }: { words: string; secret: string; onClose: () => void }) {
  const copy = () => {
    // Plain HTTP from another machine has no clipboard; the field can be marked and copied by hand.
    navigator.clipboard?.writeText(secret).then(
      () => notify({ kind: "done", words: settings.keys.copied }),
      () => undefined,
    );
  };
  return (
    <div className="secret" role="status" data-testid="secret">
      <p>{words}</p>
      <input readOnly value={secret} aria-label={words} onFocus={(event) => event.target.select()} />
      <button type="button" onClick={copy}>
        {settings.keys.copy}
      </button>
      <button type="button" className="quiet" onClick={onClose} aria-label="×">
        ×
      </button>
    </div>
  );
}

/** Does something to the server and reads a list anew; `asks` first, where it cannot be taken back. */
export function useDoing<T>(key: readonly unknown[], work: (what: T) => Promise<unknown>, asks?: (what: T) => string) {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({ mutationFn: work, onSettled: () => queries.invalidateQueries({ queryKey: key }) });
  const [doing, setDoing] = useState<T | null>(null);
  return {
    isPending,
    doing: isPending ? doing : null,
    run: (what: T) => {
      if (asks && !window.confirm(asks(what))) return;
      setDoing(what);
      mutate(what);
    },
  };
}
