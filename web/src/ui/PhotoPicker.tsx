import { useRef } from "react";

import { VIDEO_ENDINGS } from "../state/videos";
import { type Picked, picked } from "./dropped";

/** A button that opens the browser's choice of files. */
export function PhotoPicker({ words, testId, onPick }: { words: string; testId: string; onPick: (photos: Picked[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {words}
      </button>
      <input
        ref={input}
        type="file"
        accept={`image/*,video/*,${VIDEO_ENDINGS}`}
        multiple
        hidden
        data-testid={testId}
        onChange={(event) => {
          onPick([...(event.target.files ?? [])].map((file) => picked(file)));
          event.target.value = "";
        }}
      />
    </>
  );
}
