export interface Bounds {
  files: number;
  bytes: number;
}

/** In order, as many together as the bounds allow; one that is larger goes alone. */
export function batched<T extends { readonly size: number }>(files: readonly T[], { files: most, bytes }: Bounds): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let length = 0;
  for (const file of files) {
    if (batch.length > 0 && (batch.length === most || length + file.size > bytes)) {
      batches.push(batch);
      [batch, length] = [[], 0];
    }
    batch.push(file);
    length += file.size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
