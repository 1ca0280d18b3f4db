// Outlines of a mask along pixel edges: exact, with holes.
#pragma once

#include <vector>

#include "avala/spans.h"

namespace avala {

// Vertices are integer pixel corners; collinear ones are left out. Foreground is 4-connected, so pixels that touch at a
// corner are apart. Every ring passes a vertex at most once; rings may touch at corners. Rasterising the result gives
// the mask back. Polygons come in the order of their leftmost, topmost pixel.
std::vector<Polygon> contours(const Spans& mask);

// Shoelace sum / 2: positive for exteriors.
double signed_area(const Ring& ring);

}  // namespace avala
