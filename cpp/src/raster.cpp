#include "avala/raster.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <sstream>

namespace avala {
namespace {

// First row (or column) whose centre is at or after this coordinate.
std::int64_t centre_from(double v, std::int64_t count) {
  return static_cast<std::int64_t>(std::clamp(std::ceil(v - 0.5), 0.0, static_cast<double>(count)));
}

struct Crossing {
  std::int64_t column;
  double y;
  friend auto operator<=>(const Crossing&, const Crossing&) = default;
};

void add_crossings(const Ring& ring, std::int64_t width, std::vector<Crossing>& crossings) {
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
    if (a.x == b.x) continue;
    if (a.x > b.x) std::swap(a, b);
    for (std::int64_t x = centre_from(a.x, width), end = centre_from(b.x, width); x < end; ++x) {
      const double t = (static_cast<double>(x) + 0.5 - a.x) / (b.x - a.x);
      crossings.push_back({x, a.y + t * (b.y - a.y)});
    }
  }
}

struct Piece {
  std::int64_t column, first, last;
  friend auto operator<=>(const Piece&, const Piece&) = default;
};

}  // namespace

Spans rasterise(const std::vector<Polygon>& polygons, std::int64_t height, std::int64_t width) {
  SpansWriter writer(height, width);
  std::vector<Crossing> crossings;
  std::vector<Piece> pieces;
  for (const Polygon& polygon : polygons) {
    crossings.clear();
    add_crossings(polygon.exterior, width, crossings);
    for (const Ring& hole : polygon.holes) add_crossings(hole, width, crossings);
    std::ranges::sort(crossings);
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {  // closed rings cross a column an even number of times
      const auto first = centre_from(crossings[i].y, height), last = centre_from(crossings[i + 1].y, height);
      if (first < last) pieces.push_back({crossings[i].column, first, last});
    }
  }
  if (polygons.size() > 1) std::ranges::sort(pieces);
  std::int64_t column = 0;
  for (const Piece& piece : pieces) {
    for (; column < piece.column; ++column) writer.end_column();
    writer.add(piece.first, piece.last);
  }
  for (; column < width; ++column) writer.end_column();
  return std::move(writer).finish();
}

}  // namespace avala
