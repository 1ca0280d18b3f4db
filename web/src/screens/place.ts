import { useSyncExternalStore } from "react";

/** Where one is: the path and what is asked of it (`?…`), both behind the `#`, so that a copied address opens the same. */
const said = (): string => `/${location.hash.replace(/^#?\/?/, "")}`;
const pathNow = (): string => said().split("?", 1)[0] ?? "/";
const searchNow = (): string => said().split("?").slice(1).join("?");

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  window.addEventListener("popstate", changed);
  return () => {
    window.removeEventListener("hashchange", changed);
    window.removeEventListener("popstate", changed);
  };
}

function go(to: string, { state = null, replace = false }: { state?: unknown; replace?: boolean } = {}): void {
  const url = new URL(location.href);
  const oldURL = url.href;
  url.search = "";
  url.hash = to;
  history[replace ? "replaceState" : "pushState"](state, "", url.href);
  window.dispatchEvent(new HashChangeEvent("hashchange", { oldURL, newURL: url.href }));
}

/** What is asked of the place: without the `?`, as it was encoded. */
export const useAsked = (): string => useSyncExternalStore(subscribe, searchNow);

/** For wouter's Router; wouter's own hash hook keeps the query before the `#`, where it stays when one goes elsewhere. */
export function usePlace(): [string, typeof go] {
  return [useSyncExternalStore(subscribe, pathNow), go];
}
usePlace.hrefs = (href: string): string => `#${href}`;
usePlace.searchHook = useAsked;
