import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { createWebhook, listWebhooks, removeWebhook, testWebhook } from "../../api/settings";
import type { Webhook } from "../../api/types";
import { settings } from "../../text/settings";
import { notify } from "../../ui/Notices";
import { Lines, Panel, Secret, useDoing } from "./Panel";

const WEBHOOKS = ["webhooks"] as const;
/** Of docs/webhooks.md. */
const EVENTS = ["result.submitted", "result.accepted", "result.rejected", "auto_label.completed", "export.completed", "export.failed", "task.completed", "quality.alert", "dataset.created", "dataset.updated", "dataset.deleted"] as const;
const words = settings.webhooks;

/** Which other systems hear of what happens. */
export function WebhooksPanel() {
  const queries = useQueryClient();
  const { data = [], isPending } = useQuery({ queryKey: WEBHOOKS, queryFn: listWebhooks });
  const [secret, setSecret] = useState<string | null>(null);
  const testing = useDoing<Webhook>(WEBHOOKS, async ({ uid, target_url }) => {
    const { success, message } = await testWebhook(uid);
    notify({ kind: success ? "done" : "problem", words: `${target_url}: ${message}` });
  });
  const removing = useDoing<Webhook>(WEBHOOKS, ({ uid }) => removeWebhook(uid), ({ target_url }) => words.reallyRemove(target_url));
  const making = useMutation({
    mutationFn: createWebhook,
    onSuccess: (made) => {
      setSecret(made.secret);
      void queries.invalidateQueries({ queryKey: WEBHOOKS });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const said = new FormData(form);
    making.mutate({ target_url: String(said.get("url")).trim(), events: said.getAll("event").map(String) }, { onSuccess: () => form.reset() });
  };
  return (
    <Panel id="webhooks" title={settings.sections.webhooks}>
      {data.length > 0 ? (
        <Lines columns={words.columns}>
          {data.map((each) => (
            <tr key={each.uid} data-testid="webhook">
              <td className="address">{each.target_url}</td>
              <td>
                <small>{each.events.join(", ")}</small>
              </td>
              <td>
                <button type="button" disabled={testing.doing?.uid === each.uid} onClick={() => testing.run(each)}>
                  {words.test}
                </button>
                <button type="button" onClick={() => removing.run(each)} aria-label={`${words.remove}: ${each.target_url}`}>
                  {words.remove}
                </button>
              </td>
            </tr>
          ))}
        </Lines>
      ) : (
        !isPending && <p className="empty">{words.none}</p>
      )}
      {secret !== null && <Secret words={words.made} secret={secret} onClose={() => setSecret(null)} />}
      <form className="row" onSubmit={submit}>
        <label className="wide">
          {words.url}
          <input name="url" type="url" required maxLength={2000} placeholder={words.urlExample} />
        </label>
        <fieldset>
          <legend>{words.events}</legend>
          {EVENTS.map((event) => (
            <label key={event} className="check">
              <input type="checkbox" name="event" value={event} />
              {event}
            </label>
          ))}
        </fieldset>
        <button type="submit" className="primary" disabled={making.isPending}>
          {words.make}
        </button>
      </form>
    </Panel>
  );
}
