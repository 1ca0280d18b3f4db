// Fewer vertices, same topology, a stated distance.
#pragma once

#include <vector>

#include "avala/types.h"

namespace avala {

// Remove vertices, least harm first (Visvalingam & Whyatt 1993), while every original vertex stays within `tolerance`
// pixels of the edge that replaces it (so the Hausdorff distance of each ring to the original is at most `tolerance`)
// and the triangle that a removal sweeps holds no other vertex of any ring. The latter keeps the topology: rings do not
// cross themselves or each other, holes stay inside, nothing is swallowed. Corners where rings touch stay, and no edge
// comes to lie on another, so that rings still touch at points only. Rings keep at least three vertices.
void simplify(std::vector<Polygon>& polygons, double tolerance);

}  // namespace avala
