import { useEffect, useState } from "react";

import { ServerError } from "../../api/http";
import { type ImageRecord, recordOf, startEmbedding } from "../../api/images";

const FIRST_WAIT_MS = 120;
const LONGEST_WAIT_MS = 2_000;

/**
 * Begins to encode an image as soon as it is opened, or so much later, and says how far that is; null before the server
 * said anything.
 */
export function useEmbedding(uid: string | null, laterMs = 0): ImageRecord["embedding"] | null {
  const [heard, setHeard] = useState<ImageRecord | null>(null);
  useEffect(() => {
    if (uid === null) return;
    let gone = false;
    let wait = FIRST_WAIT_MS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askAgain = () => {
      timer = setTimeout(() => recordOf(uid).then(hear, failed), wait);
      wait = Math.min(wait * 1.5, LONGEST_WAIT_MS);
    };
    const hear = (record: ImageRecord) => {
      if (gone) return;
      setHeard(record);
      if (record.embedding !== "ready") askAgain();
    };
    const failed = (reason: unknown) => {
      const forGood = reason instanceof ServerError && reason.status < 500; // the first click will say why
      if (!gone && !forGood) askAgain();
    };
    const start = () => void startEmbedding(uid).then(hear, failed);
    if (laterMs === 0) start();
    else timer = setTimeout(start, laterMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [uid, laterMs]);
  return heard !== null && heard.uid === uid ? heard.embedding : null;
}
