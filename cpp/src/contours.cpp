#include "avala/contours.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "avala/components.h"

namespace avala {
namespace {

struct Corner {
  std::int64_t x, y;
};
using Loop = std::vector<Corner>;

// Directions in screen order: right, down, left, up. The foreground is always on the right-hand side.
constexpr std::array<Corner, 4> kStep{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
// The pixel ahead on the right-hand side of a corner, by direction; the left-hand one is that of the direction before.
constexpr std::array<Corner, 4> kAheadRight{{{0, 0}, {-1, 0}, {-1, -1}, {0, -1}}};

// Which span begins with pixel (x, y).
std::size_t span_from(const Spans& mask, std::int64_t x, std::int64_t y) {
  const auto column = mask.column(x);
  const auto found = std::ranges::lower_bound(column, y, {}, &Span::first);
  return mask.start(x) + static_cast<std::size_t>(found - column.begin());
}

// Walk one closed boundary, starting along the top edge of the span that begins with (x, y); returns its corners.
Loop walk(const Spans& mask, std::int64_t x, std::int64_t y, std::vector<bool>& seen) {
  const Corner start{x, y};
  Loop loop;
  Corner at = start;
  std::size_t direction = 0;
  do {
    if (direction == 0) seen[span_from(mask, at.x, at.y)] = true;
    at = {at.x + kStep[direction].x, at.y + kStep[direction].y};
    const Corner right = kAheadRight[direction], left = kAheadRight[(direction + 3) % 4];
    std::size_t next = direction;
    if (!mask.at(at.x + right.x, at.y + right.y)) {
      next = (direction + 1) % 4;
    } else if (mask.at(at.x + left.x, at.y + left.y)) {
      next = (direction + 3) % 4;
    }
    if (next != direction) loop.push_back(at);
    direction = next;
  } while (at.x != start.x || at.y != start.y || direction != 0);
  return loop;
}

// Cut a loop wherever it passes a corner twice.
void split(const Loop& loop, std::int64_t width, std::vector<Loop>& out) {
  std::unordered_map<std::int64_t, std::size_t> where;
  Loop open;
  const auto key = [width](Corner c) { return c.y * (width + 1) + c.x; };
  for (const Corner& corner : loop) {
    const auto found = where.find(key(corner));
    if (found != where.end()) {
      const auto from = static_cast<std::ptrdiff_t>(found->second);
      out.emplace_back(open.begin() + from, open.end());
      for (auto i = open.begin() + from; i != open.end(); ++i) where.erase(key(*i));
      open.erase(open.begin() + from, open.end());
    }
    where[key(corner)] = open.size();
    open.push_back(corner);
  }
  out.push_back(std::move(open));
}

Ring to_ring(const Loop& loop) {
  Ring ring;
  ring.reserve(loop.size());
  for (const Corner& c : loop) ring.push_back({static_cast<double>(c.x), static_cast<double>(c.y)});
  return ring;
}

// The foreground component that a loop bounds, by the pixel on the right of its first edge. `parts` is turned over.
std::int32_t component_of(const Loop& loop, const Components& parts) {
  const Corner a = loop[0], b = loop[1];
  if (b.x > a.x) return parts.label_at(a.x, a.y);
  if (b.x < a.x) return parts.label_at(a.x - 1, a.y - 1);
  if (b.y > a.y) return parts.label_at(a.x - 1, a.y);
  return parts.label_at(a.x, a.y - 1);
}

}  // namespace

double signed_area(const Ring& ring) {
  double sum = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    sum += ring[j].x * ring[i].y - ring[i].x * ring[j].y;
  }
  return sum / 2;
}

std::vector<Polygon> contours(const Spans& mask) {
  std::vector<bool> seen(mask.all().size());
  std::vector<Loop> loops;
  for (std::int64_t x = 0; x < mask.width(); ++x) {
    std::size_t number = mask.start(x);
    for (const Span& span : mask.column(x)) {
      if (!seen[number++]) split(walk(mask, x, span.first, seen), mask.width(), loops);
    }
  }
  const Components parts(mask, true);
  std::vector<Polygon> polygons(static_cast<std::size_t>(parts.count()));
  for (const Loop& loop : loops) {
    Ring ring = to_ring(loop);
    Polygon& polygon = polygons[static_cast<std::size_t>(component_of(loop, parts))];
    if (signed_area(ring) > 0) {
      polygon.exterior = std::move(ring);
    } else {
      polygon.holes.push_back(std::move(ring));
    }
  }
  return polygons;
}

}  // namespace avala
