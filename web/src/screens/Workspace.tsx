import { type DragEvent, useCallback, useEffect, useRef, useState } from "react";

import { type DemoPhoto, type ImageRecord, demoPhotos, startEmbedding, upload } from "../api/images";
import { type Session, signOut } from "../api/session";
import { text } from "../text/en";
import { PhotoList } from "./PhotoList";
import { Viewer } from "./Viewer";

export interface Photo {
  title: string;
  credit: string | null;
  image: ImageRecord;
}

/** Photos on the left, the viewer beside them; photos may be dropped anywhere. */
export function Workspace({ session, onSignedOut }: { session: Session; onSignedOut: () => void }) {
  const [demo, setDemo] = useState<DemoPhoto[]>([]);
  const [own, setOwn] = useState<Photo[]>([]);
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

  const show = useCallback((photo: Photo) => {
    setOpen(photo);
    startEmbedding(photo.image.uid).catch(() => undefined); // the first click would report it
  }, []);

  const add = async (files: FileList | null) => {
    let shown = false;
    // A copy: the picker empties its list before the first photo is in.
    for (const file of [...(files ?? [])]) {
      setUploading((n) => n + 1);
      try {
        const photo = { title: file.name, credit: null, image: await upload(file) };
        setOwn((photos) => [photo, ...photos.filter((p) => p.image.uid !== photo.image.uid)]);
        if (!shown && !drafting.current) show(photo); // never take a draft away
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
    void add(event.dataTransfer.files);
  };

  return (
    <div
      className="workspace"
      onDragOver={(e) => e.preventDefault()}
      onDrop={drop}
      onMouseDown={(e) => {
        // A pressed button keeps no focus: Enter and Space belong to the photo again. Tab still reaches every button.
        if (e.target instanceof Element && e.target.closest("button")) e.preventDefault();
      }}
    >
      <PhotoList
        demo={demo}
        own={own}
        open={open?.image.uid ?? null}
        uploading={uploading}
        onOpen={show}
        onAdd={(files) => void add(files)}
        who={session.name}
        onSignOut={() => {
          signOut().then(onSignedOut, say);
        }}
      />
      {open ? (
        <Viewer key={open.image.uid} photo={open} onDraft={onDraft} />
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
