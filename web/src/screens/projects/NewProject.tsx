import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useLocation } from "wouter";

import { createProject } from "../../api/projects";
import { type NewLabel, withLabels } from "../../state/newLabels";
import { text } from "../../text/en";
import { Dialog } from "../../ui/Dialog";
import { PhotoPicker } from "../../ui/PhotoPicker";
import type { Picked } from "../../ui/dropped";
import { useDrop } from "../../ui/useDrop";
import { addPhotos } from "../items/uploads";
import { paths } from "../routes";

function Chip({ label, onChange, onRemove }: { label: NewLabel; onChange: (color: string) => void; onRemove: () => void }) {
  return (
    <li className="chip">
      <input type="color" value={label.color} aria-label={text.newProject.colorOf(label.name)} onChange={(event) => onChange(event.target.value)} />
      {label.name}
      <button type="button" className="quiet" aria-label={text.newProject.without(label.name)} onClick={onRemove}>
        ×
      </button>
    </li>
  );
}

/** A project is named, gets labels and first photos; then one is in it. */
export function NewProject({ onClose }: { onClose: () => void }) {
  const [, go] = useLocation();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [labels, setLabels] = useState<readonly NewLabel[]>([]);
  const [typed, setTyped] = useState("");
  const [photos, setPhotos] = useState<readonly Picked[]>([]);
  const { isOver, handlers } = useDrop((dropped) => setPhotos((now) => [...now, ...dropped]));
  const making = useMutation({
    mutationFn: createProject,
    meta: { saysItself: true },
    onSuccess: ({ uid }) => {
      void queries.invalidateQueries({ queryKey: ["projects"] });
      void addPhotos(uid, photos);
      go(paths.items(uid));
    },
  });
  const take = () => {
    setLabels((now) => withLabels(now, typed));
    setTyped("");
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      take();
    } else if (event.key === "Backspace" && typed === "") setLabels((now) => now.slice(0, -1));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate({ name: name.trim(), labels: withLabels(labels, typed) });
  };
  return (
    <Dialog title={text.newProject.title} onClose={onClose}>
      <form className="sheet" onSubmit={submit} {...handlers}>
        <label>
          {text.newProject.name}
          <input value={name} maxLength={255} required autoFocus onChange={(event) => setName(event.target.value)} placeholder={text.newProject.nameExample} />
        </label>
        <label>
          {text.newProject.labels}
          <input value={typed} onChange={(event) => setTyped(event.target.value)} onKeyDown={press} placeholder={text.newProject.labelsHint} />
        </label>
        <ul className="chips" aria-label={text.labels}>
          {labels.map((label) => (
            <Chip
              key={label.name}
              label={label}
              onChange={(color) => setLabels((now) => now.map((each) => (each === label ? { ...each, color } : each)))}
              onRemove={() => setLabels((now) => now.filter((each) => each !== label))}
            />
          ))}
        </ul>
        <div className={isOver ? "photo-box over" : "photo-box"}>
          <PhotoPicker words={text.newProject.pick} testId="new-project-photos" onPick={(more) => setPhotos((now) => [...now, ...more])} />
          <span className="hint">{photos.length === 0 ? text.newProject.photosHint : text.newProject.photos(photos.length)}</span>
          {photos.length > 0 && (
            <button type="button" className="quiet" onClick={() => setPhotos([])}>
              {text.newProject.noPhotos}
            </button>
          )}
        </div>
        {making.error && (
          <p role="alert" className="problem">
            {making.error.message}
          </p>
        )}
        <footer>
          <button type="button" onClick={onClose}>
            {text.cancel}
          </button>
          <button type="submit" className="primary" disabled={name.trim() === "" || making.isPending}>
            {text.newProject.make}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
