/** What a press means, by tool. */
export type Tool = "sam" | "select";

export const tools: Record<Tool, { click: "prompt" | "select"; drag: "box" | "pan" }> = {
  sam: { click: "prompt", drag: "box" },
  select: { click: "select", drag: "pan" },
};
