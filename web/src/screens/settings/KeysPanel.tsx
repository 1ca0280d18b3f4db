import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { createKey, listKeys, revokeKey } from "../../api/settings";
import type { Key, NewKey } from "../../api/types";
import { settings } from "../../text/settings";
import { Lines, Panel, Secret, useDoing } from "./Panel";

const ROLES = ["annotator", "reviewer", "admin", "owner"] as const;
const KEYS = ["keys"] as const;
const words = settings.keys;
const day = (moment: string) => moment.slice(0, 10);

function Line({ of, onRevoke }: { of: Key; onRevoke: () => void }) {
  const until = of.state === "active" && of.expires_at !== null ? ` ${words.until(day(of.expires_at))}` : "";
  return (
    <tr data-testid={`key-${of.name}`} className={of.state === "active" ? "" : "ended"}>
      <td>
        {of.name}
        {of.scopes.length > 0 && <small>{words.limited(of.scopes.join(", "))}</small>}
      </td>
      <td>{of.username}</td>
      <td>{of.role}</td>
      <td>
        {words.state[of.state]}
        {until}
      </td>
      <td>{day(of.created_at)}</td>
      <td>
        {of.state === "active" && (
          <button type="button" onClick={onRevoke} aria-label={`${words.revoke}: ${of.name}`}>
            {words.revoke}
          </button>
        )}
      </td>
    </tr>
  );
}

/** Who may call the server: keys are made, shown once, and ended. */
export function KeysPanel() {
  const queries = useQueryClient();
  const { data = [] } = useQuery({ queryKey: KEYS, queryFn: listKeys });
  const [secret, setSecret] = useState<string | null>(null);
  const revoking = useDoing<Key>(KEYS, ({ uid }) => revokeKey(uid), ({ name }) => words.reallyRevoke(name));
  const making = useMutation({
    mutationFn: createKey,
    onSuccess: (made) => {
      setSecret(made.secret);
      void queries.invalidateQueries({ queryKey: KEYS });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const said = new FormData(form);
    const username = String(said.get("user")).trim();
    const days = Number(said.get("days"));
    const body: NewKey = { name: String(said.get("name")).trim(), role: said.get("role") as (typeof ROLES)[number], ...(username && { username }), ...(days > 0 && { expires_days: days }) };
    making.mutate(body, { onSuccess: () => form.reset() });
  };
  return (
    <Panel id="keys" title={settings.sections.keys} hint={words.hint}>
      <Lines columns={words.columns}>
        {data.map((each) => (
          <Line key={each.uid} of={each} onRevoke={() => revoking.run(each)} />
        ))}
      </Lines>
      {secret !== null && <Secret words={words.made} secret={secret} onClose={() => setSecret(null)} />}
      <form className="row" onSubmit={submit}>
        <label>
          {words.name}
          <input name="name" required maxLength={255} placeholder={words.nameExample} />
        </label>
        <label>
          {words.user}
          <input name="user" pattern="[a-z0-9][a-z0-9._\-]*" maxLength={100} title={words.userHint} placeholder={words.userHint} list="people" />
          <datalist id="people">
            {[...new Set(data.map(({ username }) => username))].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
        <label>
          {words.role}
          <select name="role">
            {ROLES.map((role) => (
              <option key={role}>{role}</option>
            ))}
          </select>
        </label>
        <label>
          {words.expires}
          <input name="days" type="number" min="1" max="3650" placeholder={words.never} />
        </label>
        <button type="submit" className="primary" disabled={making.isPending}>
          {words.make}
        </button>
      </form>
    </Panel>
  );
}
