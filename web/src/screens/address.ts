import { useSyncExternalStore } from "react";
import { navigate } from "wouter/use-hash-location";

const listen = (heard: () => void) => {
  window.addEventListener("hashchange", heard);
  return () => window.removeEventListener("hashchange", heard);
};
const parts = () => window.location.hash.replace(/^#?\/?/, "").split("?");
const here = () => `/${parts()[0] ?? ""}`;
const asked = () => parts()[1] ?? "";

/** `to` may have a query: it stays behind the `#`, so that it belongs to this screen and is gone with it. */
function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (!to.includes("?")) {
    navigate(to, { replace });
    return;
  }
  const [oldURL, newURL] = [window.location.href, `#${to}`];
  window.history[replace ? "replaceState" : "pushState"](null, "", newURL);
  window.dispatchEvent(new HashChangeEvent("hashchange", { oldURL, newURL: window.location.href }));
}

/** The query behind the `#`; wouter's own `useSearch` decodes it once too often. */
export const useAsked = () => useSyncExternalStore(listen, asked);

/** Where one is, for wouter: path and query are both behind the `#`; wouter's own would put the query before it. */
export const useAddress = Object.assign((): [string, typeof go] => [useSyncExternalStore(listen, here), go], {
  hrefs: (path: string) => `#${path}`,
  searchHook: useAsked,
});
