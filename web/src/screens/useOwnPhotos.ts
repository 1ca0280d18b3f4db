import { useCallback, useEffect, useState } from "react";

import { ServerError } from "../api/http";
import { recordOf } from "../api/images";
import { type KeptPhoto, forgetPhoto, keepPhoto, keptPhotos } from "../state/photos";
import type { Photo } from "./Workspace";

const AT_ONCE = 4;

async function restored({ uid, title }: KeptPhoto): Promise<Photo | null> {
  try {
    return { title, credit: null, image: await recordOf(uid) };
  } catch (reason) {
    if (reason instanceof ServerError && reason.status === 404) forgetPhoto(uid);
    return null; // for another reason it is looked for again next time
  }
}

/** The photos that this browser has added, newest first; a reload brings back those that the server still has. */
export function useOwnPhotos(): [readonly Photo[], (photo: Photo) => void] {
  const [own, setOwn] = useState<readonly Photo[]>([]);
  useEffect(() => {
    let gone = false;
    const restore = async () => {
      const kept = keptPhotos();
      for (let i = 0; i < kept.length && !gone; i += AT_ONCE) {
        const found = (await Promise.all(kept.slice(i, i + AT_ONCE).map(restored))).filter((photo) => photo !== null);
        if (gone) return;
        setOwn((photos) => [...photos, ...found.filter(({ image }) => !photos.some((p) => p.image.uid === image.uid))]);
      }
    };
    void restore();
    return () => {
      gone = true;
    };
  }, []);
  const add = useCallback((photo: Photo) => {
    keepPhoto({ uid: photo.image.uid, title: photo.title });
    setOwn((photos) => [photo, ...photos.filter((p) => p.image.uid !== photo.image.uid)]);
  }, []);
  return [own, add];
}
