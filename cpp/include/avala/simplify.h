// Fewer points in polygons, with a guarantee.
//
// Douglas & Peucker (1973), ring by ring, then repair: where simplified edges would touch or cross, or an edge would
// have passed over a whole small ring, the vertices that were left out there come back, until nothing does. So the
// polygons stay simple, holes stay inside their exteriors and outside one another, and every ring keeps its direction
// and at least 3 points. Rings that touched at a point before (pixel outlines do) may still.
#pragma once

#include <cstddef>
#include <vector>

#include "avala/types.h"

namespace avala {

// Moves no outline by more than `tolerance` pixels (Hausdorff distance). Returns how far it was moved.
double simplify(std::vector<Polygon>& polygons, double tolerance);

// The least tolerance that leaves at most `max_points` points in all, as far as 3 a ring and the repair allow. Returns
// how far an outline was moved.
double simplify_to(std::vector<Polygon>& polygons, std::size_t max_points);

}  // namespace avala
