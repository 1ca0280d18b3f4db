/** What a press means, by tool. */
export type Tool = "sam" | "select" | "box" | "polygon";

export const tools: Record<Tool, { click: "prompt" | "select" | "vertex" | "nothing"; drag: "prompt" | "pan" | "box" }> = {
  sam: { click: "prompt", drag: "prompt" },
  select: { click: "select", drag: "pan" },
  box: { click: "nothing", drag: "box" },
  polygon: { click: "vertex", drag: "pan" },
};
