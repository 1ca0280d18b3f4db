/** Pages of items that are loaded, brought up to date one by one: asking for all again would be too much of a long list. */
interface Row {
  uid: string;
}
interface RowPage<T> {
  results: T[];
  next: string | null;
}

/** Numbers of the pages on which any of `uids` is. */
export const pagesWith = (pages: readonly RowPage<Row>[], uids: ReadonlySet<string>): number[] =>
  pages.flatMap((page, number) => (page.results.some((row) => uids.has(row.uid)) ? [number] : []));

/** A page with its rows as they are now; rows that are new come with the last page only, so that none is there twice. */
export function refreshed<T extends Row>(page: RowPage<T>, now: RowPage<T>, isLast: boolean): RowPage<T> {
  const fresh = new Map(now.results.map((row) => [row.uid, row]));
  const results = page.results.map((row) => fresh.get(row.uid) ?? row);
  if (!isLast) return { ...page, results };
  const known = new Set(page.results.map((row) => row.uid));
  return { results: [...results, ...now.results.filter((row) => !known.has(row.uid))], next: now.next };
}
