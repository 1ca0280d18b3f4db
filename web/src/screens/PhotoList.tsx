import { type DemoPhoto, thumbnailOf } from "../api/images";
import { text } from "../text/en";
import { PhotoPicker } from "../ui/PhotoPicker";
import type { Photo } from "./Workspace";

interface Props {
  demo: readonly DemoPhoto[];
  own: readonly Photo[];
  open: string | null;
  uploading: number;
  onOpen: (photo: Photo) => void;
  onAdd: (files: readonly File[]) => void;
}

function Thumbnail({ photo, active, testId, onOpen }: { photo: Photo; active: boolean; testId: string; onOpen: () => void }) {
  return (
    <button type="button" className={active ? "thumbnail active" : "thumbnail"} data-testid={testId} title={photo.credit ?? photo.title} onClick={onOpen}>
      <img src={thumbnailOf(photo.image.uid)} alt="" loading="lazy" />
      <span>{photo.title}</span>
    </button>
  );
}

export function PhotoList({ demo, own, open, uploading, onOpen, onAdd }: Props) {
  return (
    <aside className="photos" aria-label={text.photos}>
      <PhotoPicker primary words={uploading > 0 ? text.uploading(uploading) : text.addPhotos} testId="file-input" onPick={(photos) => onAdd(photos.map(({ file }) => file))} />
      <p className="hint">{text.dropHere}</p>
      {own.length > 0 && <h2>{text.yours}</h2>}
      {own.map((photo) => (
        <Thumbnail key={photo.image.uid} photo={photo} active={photo.image.uid === open} testId="own-photo" onOpen={() => onOpen(photo)} />
      ))}
      {demo.length > 0 && <h2>{text.demo}</h2>}
      {demo.map(({ name, title, attribution, license, image }) => {
        const photo = { title, credit: `${attribution}. ${license}`, image };
        return <Thumbnail key={name} photo={photo} active={image.uid === open} testId={`demo-photo-${name}`} onOpen={() => onOpen(photo)} />;
      })}
    </aside>
  );
}
