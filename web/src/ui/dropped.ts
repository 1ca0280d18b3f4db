/** A photo and the name that it will have. */
export interface Picked {
  key: string;
  file: File;
  readonly size: number;
}

export const picked = (file: File, key = file.webkitRelativePath || file.name): Picked => ({ key, file, size: file.size });

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((done, failed) => entry.file(done, failed));

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed)); // a hundred at a time
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function filesIn(entry: FileSystemEntry): Promise<Picked[]> {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) return [picked(await fileOf(entry as FileSystemFileEntry), entry.fullPath.replace(/^\//, ""))];
  const found: Picked[] = [];
  for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) found.push(...(await filesIn(child)));
  return found;
}

/** The files of a drop; of a folder all that are in it, under their paths, but hidden ones. */
export async function droppedFiles(data: DataTransfer): Promise<Picked[]> {
  // Both lists are emptied as soon as the handler has returned.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const plain = [...data.files];
  if (entries.length === 0) return plain.map((file) => picked(file));
  return (await Promise.all(entries.map(filesIn))).flat();
}
