/** Which photos this browser has added, until the server lists them itself. */
export interface KeptPhoto {
  readonly uid: string;
  readonly title: string;
}

const KEY = "avala-edge.photos";
const MOST = 200;
const LONGEST_TITLE = 200;

const isKeptPhoto = (value: unknown): value is KeptPhoto =>
  typeof value === "object" && value !== null && "uid" in value && typeof value.uid === "string" && "title" in value && typeof value.title === "string";

/** Newest first. */
export function keptPhotos(storage: Pick<Storage, "getItem"> = localStorage): KeptPhoto[] {
  try {
    const found: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isKeptPhoto).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

type Both = Pick<Storage, "getItem" | "setItem">;

/** Reads before it writes: another tab may have added photos meanwhile. */
export function keepPhoto(photo: KeptPhoto, storage: Both = localStorage): void {
  const kept = { uid: photo.uid, title: photo.title.slice(0, LONGEST_TITLE) };
  write([kept, ...keptPhotos(storage).filter(({ uid }) => uid !== photo.uid)].slice(0, MOST), storage);
}

export function forgetPhoto(gone: string, storage: Both = localStorage): void {
  write(keptPhotos(storage).filter(({ uid }) => uid !== gone), storage);
}

function write(photos: readonly KeptPhoto[], storage: Both): void {
  try {
    storage.setItem(KEY, JSON.stringify(photos));
  } catch {
    // The photos are on the server all the same, and in the list until the page is left.
  }
}
