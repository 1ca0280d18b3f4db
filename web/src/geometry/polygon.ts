/** Polygons with holes in image pixels, as the server gives them. */
export type Ring = readonly (readonly [number, number])[];

export interface Polygon {
  exterior: Ring;
  holes: readonly Ring[];
}

const ringPath = (ring: Ring): string => `M${ring.map(([x, y]) => `${x} ${y}`).join("L")}Z`;

/** SVG path data; paint it with the even-odd rule. */
export const pathOf = (polygons: readonly Polygon[]): string =>
  polygons.flatMap(({ exterior, holes }) => [exterior, ...holes].map(ringPath)).join("");
