import { useMemo } from "react";
import { useLocation } from "wouter";

import { queryOf } from "../../api/pages";
import type { ItemsFilter } from "../../api/projects";
import { useAsked } from "../address";

/** What is filtered for, as the address says it; the same object while that stays the same. */
export function useFilter(): [ItemsFilter, (change: ItemsFilter) => void] {
  const [path, go] = useLocation();
  const search = useAsked();
  const filter = useMemo(() => {
    const said = new URLSearchParams(search);
    const read = (name: string) => said.get(name) ?? undefined;
    return { label: read("label"), source: read("source"), state: read("state") };
  }, [search]);
  return [filter, (change) => go(path + queryOf({ ...filter, ...change }), { replace: true })];
}
