import { type DragEvent, useCallback, useEffect, useRef, useState } from "react";

import { type DemoPhoto, type ImageRecord, demoPhotos, startEmbedding, upload } from "../api/images";
import { live } from "../api/segment";
import { text } from "../text/en";
import { keepFocus } from "../ui/keepFocus";
import { PhotoList } from "./PhotoList";
import { Viewer } from "./Viewer";
import { useEmbedding } from "./useEmbedding";
import { useOwnPhotos } from "./useOwnPhotos";

export interface Photo {
  title: string;
  credit: string | null;
  image: ImageRecord;
}

/** Photos on the left, the viewer beside them; photos may be dropped anywhere. */
export function Workspace() {
  const [demo, setDemo] = useState<DemoPhoto[]>([]);
  const [own, addOwn] = useOwnPhotos();
  const [open, setOpen] = useState<Photo | null>(null);
  const [uploading, setUploading] = useState(0);
  const drafting = useRef(false);
  const onDraft = useCallback((is: boolean) => {
    drafting.current = is;
  }, []);
  const [problem, setProblem] = useState<string | null>(null);
  const say = (reason: unknown) => setProblem(reason instanceof Error ? reason.message : text.lost);

  useEffect(() => {
    demoPhotos().then(setDemo, say);
  }, []);
  useEffect(() => {
    live.open();
    return () => live.close();
  }, []);

  const embedding = useEmbedding(open?.image.uid ?? null);
  const listed = [...own, ...demo].map(({ image }) => image.uid);
  const next = open ? listed[listed.indexOf(open.image.uid) + 1] : undefined;
  useEffect(() => {
    if (embedding === "ready" && next !== undefined) startEmbedding(next).catch(() => undefined); // a kindness only
  }, [embedding, next]);

  const add = async (files: readonly File[]) => {
    let shown = false;
    for (const file of files) {
      setUploading((n) => n + 1);
      try {
        const photo = { title: file.name, credit: null, image: await upload(file) };
        addOwn(photo);
        if (!shown && !drafting.current) setOpen(photo); // never take a draft away
        shown = true;
      } catch (reason) {
        say(reason instanceof Error ? new Error(`${file.name}: ${reason.message}`) : reason);
      } finally {
        setUploading((n) => n - 1);
      }
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void add([...event.dataTransfer.files]);
  };

  return (
    <div
      className="workspace"
      onDragOver={(e) => e.preventDefault()}
      onDrop={drop}
      onMouseDown={keepFocus}
    >
      <PhotoList
        demo={demo}
        own={own}
        open={open?.image.uid ?? null}
        uploading={uploading}
        onOpen={setOpen}
        onAdd={(files) => void add(files)}
      />
      {open ? (
        <Viewer key={open.image.uid} photo={open} embedding={embedding} onDraft={onDraft} />
      ) : (
        <main className="welcome">
          <p>{text.choosePhoto}</p>
        </main>
      )}
      {problem && (
        <div role="alert" className="banner" data-testid="error-banner">
          <span>{problem}</span>
          <button type="button" onClick={() => setProblem(null)} aria-label={text.dismiss}>
            ×
          </button>
        </div>
      )}
    </div>
  );
}
