/** COCO compressed RLE: the mask as lengths of runs, column by column, beginning with what is outside. */
export interface Rle {
  /** Height, width. */
  size: readonly number[];
  counts: string;
}

/** Lengths of the runs; numbers of 5 bits a letter, from the third on as the difference to the one two before. */
export function runsOf(counts: string): number[] {
  const runs: number[] = [];
  for (let at = 0; at < counts.length; ) {
    let value = 0;
    let shift = 0;
    let letter: number;
    do {
      letter = counts.charCodeAt(at) - 48;
      if (!(letter >= 0 && letter < 64)) throw new Error("the mask is damaged");
      value += (letter & 31) * 2 ** shift;
      shift += 5;
      at += 1;
    } while (letter & 32);
    if (letter & 16) value -= 2 ** shift;
    runs.push(value + (runs.length > 2 ? (runs[runs.length - 2] ?? 0) : 0));
  }
  return runs;
}

/** What is inside, run by run: column, first row, how many rows; a run that goes over columns is told for each. */
export function* spansOf({ size: [height = 0], counts }: Rle): Generator<readonly [x: number, y: number, rows: number]> {
  let at = 0;
  for (const [place, run] of runsOf(counts).entries()) {
    const end = at + run;
    for (; place % 2 === 1 && at < end; ) {
      const y = at % height;
      const rows = Math.min(height - y, end - at);
      yield [Math.floor(at / height), y, rows];
      at += rows;
    }
    at = end;
  }
}
