// Polygons -> mask.
#pragma once

#include <vector>

#include "avala/types.h"

namespace avala {

// A pixel is inside a polygon when its centre (x + 0.5, y + 0.5) is, by the even-odd rule over the polygon's rings;
// edges are half-open (a centre exactly on a left or top edge is inside, on a right or bottom edge outside). Polygons
// are united. Throws InvalidInput for rings of fewer than three points and for coordinates that are not finite or
// beyond +-2^53, where a double no longer tells pixels apart.
Mask rasterise(const std::vector<Polygon>& polygons, std::int64_t height, std::int64_t width);

}  // namespace avala
