const ENDINGS = [".mp4", ".mov", ".mkv", ".avi", ".webm"] as const;

/** For the browser's choice of files, which knows not all of them as videos. */
export const VIDEO_ENDINGS = ENDINGS.join(",");

export const isVideo = (name: string): boolean => ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
