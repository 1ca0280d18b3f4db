/** Where a key leads in a grid of `count` cells, `columns` in a row and `rows` on the screen; null: nowhere. */
export function moved(key: string, at: number, { count, columns, rows }: { count: number; columns: number; rows: number }): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * Math.max(1, rows - 1),
    PageDown: columns * Math.max(1, rows - 1),
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  const to = at + step;
  // Up from the first row stays; down to a row that is shorter ends at its end.
  if (key === "ArrowUp") return to < 0 ? at : to;
  if (key === "ArrowDown" && to >= count) return Math.floor(at / columns) < Math.floor((count - 1) / columns) ? count - 1 : at;
  return Math.min(count - 1, Math.max(0, to));
}
