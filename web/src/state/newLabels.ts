export interface NewLabel {
  name: string;
  color: string;
}

/** Told apart by most people, also by those who see red and green alike (Paul Tol's bright scheme, and three more). */
const PALETTE = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#ee7733", "#009988", "#bbbbbb"] as const;

/** The labels with those that are named in `words`, between commas; one that is there already is not there twice. */
export function withLabels(labels: readonly NewLabel[], words: string): NewLabel[] {
  const after = [...labels];
  for (const name of words.split(",").map((word) => word.trim())) {
    if (name === "" || after.some((label) => label.name === name)) continue;
    const unused = PALETTE.find((color) => after.every((label) => label.color !== color));
    after.push({ name, color: unused ?? PALETTE[after.length % PALETTE.length] ?? PALETTE[0] });
  }
  return after;
}
