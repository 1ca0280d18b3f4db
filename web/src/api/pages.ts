/** Lists come in pages; the cursor of the next one is in its address. */
export interface Page<T> {
  results: T[];
  next: string | null;
}

export const cursorOf = (page: Page<unknown>): string | null => (page.next === null ? null : new URL(page.next).searchParams.get("cursor"));

/** `?a=1&b=x`, without what is undefined, null or empty; "" when nothing is left. */
export function queryOf(values: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  const said = query.toString();
  return said && `?${said}`;
}
