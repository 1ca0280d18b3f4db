#include "avala/raster.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <sstream>

namespace avala {
namespace {

// First row (or column) whose centre is at or after this coordinate.
std::int64_t row_from(double y, std::int64_t height) {
  return static_cast<std::int64_t>(std::clamp(std::ceil(y - 0.5), 0.0, static_cast<double>(height)));
}

struct Crossing {
  std::int64_t y;
  double x;
  friend auto operator<=>(const Crossing&, const Crossing&) = default;
};

void add_crossings(const Ring& ring, std::int64_t height, std::vector<Crossing>& crossings) {
  constexpr double kFar = 9007199254740992.0;  // 2^53
  if (ring.size() < 3) throw InvalidInput("a ring needs at least 3 points, got " + std::to_string(ring.size()));
  for (const Point& p : ring) {
    if (!(std::abs(p.x) <= kFar && std::abs(p.y) <= kFar)) {
      std::ostringstream got;  // short, also for 1e308
      got << p.x << ", " << p.y;
      throw InvalidInput("polygon coordinates must be finite and within +-2^53, got " + got.str());
    }
  }
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    Point a = ring[j], b = ring[i];
    if (a.y == b.y) continue;
    if (a.y > b.y) std::swap(a, b);
    for (std::int64_t y = row_from(a.y, height), end = row_from(b.y, height); y < end; ++y) {
      const double t = (static_cast<double>(y) + 0.5 - a.y) / (b.y - a.y);
      crossings.push_back({y, a.x + t * (b.x - a.x)});
    }
  }
}

}  // namespace

Mask rasterise(const std::vector<Polygon>& polygons, std::int64_t height, std::int64_t width) {
  Mask mask(height, width);
  std::vector<Crossing> crossings;
  for (const Polygon& polygon : polygons) {
    crossings.clear();
    add_crossings(polygon.exterior, height, crossings);
    for (const Ring& hole : polygon.holes) add_crossings(hole, height, crossings);
    std::ranges::sort(crossings);
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {  // closed rings cross every row an even number of times
      const auto from = row_from(crossings[i].x, width), to = row_from(crossings[i + 1].x, width);
      std::uint8_t* row = mask.row(crossings[i].y);
      std::fill(row + from, row + to, std::uint8_t{1});
    }
  }
  return mask;
}

}  // namespace avala
