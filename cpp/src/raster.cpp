#include "avala/raster.h"

#include <algorithm>
#include <cmath>

namespace avala {
namespace {

// First row whose centre is at or below y.
std::int64_t row_from(double y, std::int64_t height) {
  return static_cast<std::int64_t>(std::clamp(std::ceil(y - 0.5), 0.0, static_cast<double>(height)));
}

void add_crossings(const Ring& ring, std::vector<std::vector<double>>& rows) {
  if (ring.size() < 3) throw InvalidInput("a ring needs at least 3 points, got " + std::to_string(ring.size()));
  const auto height = static_cast<std::int64_t>(rows.size());
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    Point a = ring[j], b = ring[i];
    if (!std::isfinite(b.x) || !std::isfinite(b.y)) throw InvalidInput("polygon coordinates must be finite");
    if (a.y == b.y) continue;
    if (a.y > b.y) std::swap(a, b);
    for (std::int64_t y = row_from(a.y, height), end = row_from(b.y, height); y < end; ++y) {
      const double t = (static_cast<double>(y) + 0.5 - a.y) / (b.y - a.y);
      rows[static_cast<std::size_t>(y)].push_back(a.x + t * (b.x - a.x));
    }
  }
}

}  // namespace

Mask rasterise(const std::vector<Polygon>& polygons, std::int64_t height, std::int64_t width) {
  Mask mask(height, width);
  for (const Polygon& polygon : polygons) {
    std::vector<std::vector<double>> rows(static_cast<std::size_t>(height));
    add_crossings(polygon.exterior, rows);
    for (const Ring& hole : polygon.holes) add_crossings(hole, rows);
    for (std::int64_t y = 0; y < height; ++y) {
      auto& xs = rows[static_cast<std::size_t>(y)];
      std::ranges::sort(xs);
      for (std::size_t i = 0; i + 1 < xs.size(); i += 2) {
        const auto from = row_from(xs[i], width), to = row_from(xs[i + 1], width);
        std::fill(mask.row(y) + from, mask.row(y) + std::max(from, to), std::uint8_t{1});
      }
    }
  }
  return mask;
}

}  // namespace avala
