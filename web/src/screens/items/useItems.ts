import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { type Page, cursorOf } from "../../api/pages";
import { type ItemsFilter, listItems } from "../../api/projects";
import type { ProjectItem } from "../../api/types";
import { pagesWith, refreshed } from "../../state/itemPages";

type Pages = InfiniteData<Page<ProjectItem>, string | null>;

const FIRST = 100; // soon there
const FOLLOWING = 500;
const FEW_PAGES = 3;

const fetchItems = (project: string, filter: ItemsFilter, cursor: string | null) => listItems(project, filter, cursor, cursor === null ? FIRST : FOLLOWING);

/** A project's items, page after page. They are not asked for again by themselves: `refresh` brings up to date what has changed. */
export function useItems(project: string, filter: ItemsFilter) {
  const queries = useQueryClient();
  const key = useMemo(() => ["items", project, filter], [project, filter]);
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchItems(project, filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: cursorOf,
    staleTime: Infinity,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.results) ?? [], [query.data]);

  const refreshPage = useCallback(
    async (number: number) => {
      const cursor = queries.getQueryData<Pages>(key)?.pageParams[number];
      if (cursor === undefined) return;
      const now = await fetchItems(project, filter, cursor);
      queries.setQueryData<Pages>(key, (data) => {
        if (data?.pageParams[number] !== cursor) return data;
        const isLast = number === data.pages.length - 1;
        return { ...data, pages: data.pages.map((page, n) => (n === number ? refreshed(page, now, isLast) : page)) };
      });
    },
    [queries, key, project, filter],
  );

  /** Ask again for the pages on which these items are, or, with null, for the last one. */
  const refresh = useCallback(
    async (uids: ReadonlySet<string> | null) => {
      const pages = queries.getQueryData<Pages>(key)?.pages ?? [];
      const isFiltered = Object.values(filter).some((value) => value !== undefined);
      if (pages.length === 0 || (isFiltered && pages.length <= FEW_PAGES)) {
        await queries.invalidateQueries({ queryKey: key }); // whichever match now
        return;
      }
      for (const number of uids === null ? [pages.length - 1] : pagesWith(pages, uids)) await refreshPage(number);
    },
    [queries, key, filter, refreshPage],
  );

  return { ...query, items, refresh };
}
