#include "avala/contours.h"

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

// Walk one closed boundary, starting along the top edge of foreground pixel (x, y); returns its corners.
Loop walk(const MaskView& mask, std::int64_t x, std::int64_t y, std::vector<bool>& seen_top) {
  const Corner start{x, y};
  Loop loop;
  Corner at = start;
  std::size_t direction = 0;
  do {
    if (direction == 0) seen_top[static_cast<std::size_t>(at.y * mask.width() + at.x)] = true;
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
  if (b.x > a.x) return parts.label_at(a.y, a.x);
  if (b.x < a.x) return parts.label_at(a.y - 1, a.x - 1);
  if (b.y > a.y) return parts.label_at(a.y, a.x - 1);
  return parts.label_at(a.y - 1, a.x);
}

}  // namespace

double signed_area(const Ring& ring) {
  double sum = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    sum += ring[j].x * ring[i].y - ring[i].x * ring[j].y;
  }
  return sum / 2;
}

std::vector<Polygon> contours(const MaskView& mask) {
  std::vector<bool> seen_top(static_cast<std::size_t>(mask.height() * mask.width()));
  std::vector<Loop> loops;
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    const std::uint8_t* row = mask.row(y);
    const std::uint8_t* above = y > 0 ? mask.row(y - 1) : nullptr;
    for (std::int64_t x = 0; x < mask.width(); ++x) {
      if (row[x] == 0 || (above != nullptr && above[x] != 0)) continue;
      if (seen_top[static_cast<std::size_t>(y * mask.width() + x)]) continue;
      split(walk(mask, x, y, seen_top), mask.width(), loops);
    }
  }
  const Components parts(transposed(to_spans(mask)), true);  // numbered row by row
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
