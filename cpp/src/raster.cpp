#include "avala/raster.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <sstream>

#include "columns.h"

namespace avala {
namespace {

// First row (or column) whose centre is at or after this coordinate, within the image.
std::int64_t clamped_from(double v, std::int64_t count) {
  return centre_from(std::clamp(v, 0.0, static_cast<double>(count)));
}

struct Crossing {
  std::int64_t column;
  double y;
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
    for (std::int64_t x = clamped_from(a.x, width), end = clamped_from(b.x, width); x < end; ++x) {
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
  constexpr std::size_t kFew = 32;
  SpansWriter writer(height, width);
  std::vector<Crossing> crossings;
  std::vector<Piece> pieces;
  const auto pair_up = [&](auto first, auto last) {  // closed rings cross a column an even number of times
    for (; last - first > 1; first += 2) {
      const auto from = clamped_from(first[0].y, height), to = clamped_from(first[1].y, height);
      if (from < to) pieces.push_back({first[0].column, from, to});
    }
  };
  for (const Polygon& polygon : polygons) {
    crossings.clear();
    add_crossings(polygon.exterior, width, crossings);
    for (const Ring& hole : polygon.holes) add_crossings(hole, width, crossings);
    if (polygons.size() < kFew) {
      sort_by_column(crossings, width, pair_up);
    } else {  // a pass over all columns for each of many small polygons would cost more
      std::ranges::sort(crossings, {}, [](const Crossing& c) { return std::pair{c.column, c.y}; });
      for (auto first = crossings.begin(); first != crossings.end();) {
        const auto last =
            std::find_if(first, crossings.end(), [&](const Crossing& c) { return c.column != first->column; });
        pair_up(first, last);
        first = last;
      }
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
