import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";

import { listProviders } from "../../api/models";
import { createProvider, removeProvider, testProvider } from "../../api/settings";
import type { Provider } from "../../api/types";
import { settings } from "../../text/settings";
import { notify } from "../../ui/Notices";
import { Lines, Panel, useDoing } from "./Panel";

const PROVIDERS = ["providers"] as const;
const words = settings.providers;

function Line({ of, isTesting, onTest, onRemove }: { of: Provider; isTesting: boolean; onTest: () => void; onRemove: () => void }) {
  const address = of.config["endpoint_url"] ?? of.config["endpoint_name"];
  const when = of.last_test_at?.slice(0, 16).replace("T", " ");
  return (
    <tr data-testid={`provider-${of.name}`}>
      <td>{of.name}</td>
      <td className="address">{typeof address === "string" ? address : ""}</td>
      <td>{when !== undefined && of.last_test_success !== null ? words.lastTest(of.last_test_success, when) : words.neverTested}</td>
      <td>
        <button type="button" disabled={isTesting} onClick={onTest}>
          {isTesting ? words.testing : words.test}
        </button>
        <button type="button" onClick={onRemove} aria-label={`${words.remove}: ${of.name}`}>
          {words.remove}
        </button>
      </td>
    </tr>
  );
}

/** Models of other servers: connected, tested, removed. */
export function ProvidersPanel() {
  const queries = useQueryClient();
  const { data = [], isPending } = useQuery({ queryKey: PROVIDERS, queryFn: listProviders });
  const testing = useDoing<Provider>(PROVIDERS, async ({ uid, name }) => {
    const { success, message } = await testProvider(uid);
    notify({ kind: success ? "done" : "problem", words: `${name}: ${message}` });
  });
  const removing = useDoing<Provider>(PROVIDERS, ({ uid }) => removeProvider(uid), ({ name }) => words.reallyRemove(name));
  const making = useMutation({ mutationFn: createProvider, onSuccess: () => void queries.invalidateQueries({ queryKey: PROVIDERS }) });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const said = new FormData(form);
    const header = String(said.get("auth")).trim();
    const protocol = String(said.get("protocol"));
    const config = { endpoint_url: String(said.get("url")).trim(), ...(protocol !== "avala" && { protocol }), ...(header && { auth_type: "custom_header", auth_header: header }) };
    making.mutate({ name: String(said.get("name")).trim(), provider_type: "http", config }, { onSuccess: () => form.reset() });
  };
  return (
    <Panel id="providers" title={settings.sections.providers}>
      {data.length > 0 ? (
        <Lines columns={words.columns}>
          {data.map((each) => (
            <Line key={each.uid} of={each} isTesting={testing.doing?.uid === each.uid} onTest={() => testing.run(each)} onRemove={() => removing.run(each)} />
          ))}
        </Lines>
      ) : (
        !isPending && <p className="empty">{words.none}</p>
      )}
      <form className="row" onSubmit={submit}>
        <label>
          {words.name}
          <input name="name" required maxLength={255} />
        </label>
        <label className="wide">
          {words.url}
          <input name="url" type="url" required maxLength={2000} placeholder={words.urlExample} />
        </label>
        <label>
          {words.protocol}
          <select name="protocol">
            {Object.entries(words.protocols).map(([name, said]) => (
              <option key={name} value={name}>
                {said}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.auth}
          <input name="auth" type="password" autoComplete="off" maxLength={2000} />
        </label>
        <button type="submit" className="primary" disabled={making.isPending}>
          {words.connect}
        </button>
      </form>
    </Panel>
  );
}
