// Polygons -> mask.
#pragma once

#include <vector>

#include "avala/spans.h"

namespace avala {

// Paint pixels whose centre is inside: even-odd over the rings of one polygon, polygons united. An edge reaches from
// its left end (included) to its right end (not included), and a centre on an edge is below it: so polygons that share
// an edge share no pixel. Throws InvalidInput for rings of fewer than 3 points and coordinates beyond +-2^53.
Spans rasterise(const std::vector<Polygon>& polygons, std::int64_t height, std::int64_t width);

}  // namespace avala
