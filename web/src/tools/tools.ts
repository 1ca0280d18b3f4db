/** What a press means, by tool. */
export type Tool = "sam" | "select" | "box" | "polygon" | "brush" | "eraser";

export const tools: Record<Tool, { click: "prompt" | "select" | "vertex" | "stroke" | "nothing"; drag: "prompt" | "pan" | "box" | "stroke" }> = {
  sam: { click: "prompt", drag: "prompt" },
  select: { click: "select", drag: "pan" },
  box: { click: "nothing", drag: "box" },
  polygon: { click: "vertex", drag: "pan" },
  brush: { click: "stroke", drag: "stroke" },
  eraser: { click: "stroke", drag: "stroke" },
};
