import { describe, expect, it } from "vitest";

import { buckets, parseMetrics, quantile, sum } from "../src/state/metrics";

const TEXT = `# HELP x y
# TYPE x counter
x_total{outcome="ram",said="a \\"b\\""} 3
x_total{outcome="disk"} 4
t_bucket{le="0.01",stage="total"} 5
t_bucket{le="0.1",stage="total"} 15
t_bucket{le="+Inf",stage="total"} 20
t_bucket{le="0.01",stage="encode"} 1
plain 7.5e1
`;

describe("the server's figures", () => {
  it("are read with their labels", () => {
    const found = parseMetrics(TEXT);
    expect(found[0]).toEqual({ name: "x_total", labels: { outcome: "ram", said: 'a "b"' }, value: 3 });
    expect(sum(found, "x_total")).toBe(7);
    expect(sum(found, "x_total", { outcome: "disk" })).toBe(4);
    expect(sum(found, "plain")).toBe(75);
    expect(parseMetrics("nothing\n{}\n")).toEqual([]);
  });

  it("have quantiles of what came since", () => {
    const after = buckets(parseMetrics(TEXT), "t", { stage: "total" });
    expect([...after]).toEqual([[0.01, 5], [0.1, 15], [Infinity, 20]]);
    expect(quantile(0.5, new Map(), after)).toBeCloseTo(0.055);
    expect(quantile(0.95, new Map(), after)).toBe(0.1); // beyond the last bound nothing is known
    expect(quantile(0.5, after, after)).toBeNull();
    expect(quantile(0.5, new Map([[0.01, 5], [0.1, 5], [Infinity, 5]]), after)).toBeCloseTo(0.01 + 0.09 * 0.75);
  });
});
