/** Whether this annotator wants the outline under the pointer. */
const KEY = "avala-edge.preview";

export function wantsPreview(storage: Pick<Storage, "getItem"> = localStorage): boolean {
  try {
    return storage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function choosePreview(on: boolean, storage: Pick<Storage, "setItem"> = localStorage): void {
  try {
    storage.setItem(KEY, on ? "on" : "off");
  } catch {
    // Then it holds for this photo only.
  }
}
