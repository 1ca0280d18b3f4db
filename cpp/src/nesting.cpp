#include "avala/nesting.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "columns.h"

namespace avala {
namespace {

// Down a column the foreground begins and ends in turn. Where rings come together in a point (a node of value 0), their
// heights are equal or out of order by a rounding error: take the one whose turn it is.
void alternate(std::vector<Crossing>::iterator first, std::vector<Crossing>::iterator last) {
  constexpr double kSame = 1e-6;  // px
  for (bool begins = true; first != last; ++first, begins = !begins) {
    if ((first->begins != 0) == begins) continue;
    const auto other = std::find_if(first, last, [&](const Crossing& c) { return (c.begins != 0) == begins; });
    if (other == last || other->y - first->y > kSame) continue;
    std::rotate(first, other, other + 1);
  }
}

// The ring directly around each ring: a hole's exterior, an exterior's hole or kNone. A ring is looked at where it is
// leftmost and topmost: the crossing above belongs to what is around it, or to a sibling that has been looked at
// before.
std::vector<std::int32_t> around(const LevelSet& level_set) {
  std::vector<std::int32_t> result(level_set.pixels.size(), kNone);
  std::vector<bool> seen(level_set.pixels.size());
  const Crossing* above = nullptr;
  for (const Crossing& c : level_set.crossings) {
    if (above != nullptr && above->column != c.column) above = nullptr;
    if (!seen[c.ring]) {
      seen[c.ring] = true;
      if (above != nullptr) {
        const bool hole = level_set.pixels[c.ring] < 0, above_is_hole = level_set.pixels[above->ring] < 0;
        result[c.ring] = hole == above_is_hole ? result[above->ring] : static_cast<std::int32_t>(above->ring);
      }
    }
    above = &c;
  }
  return result;
}

}  // namespace

Nesting nest(LevelSet& level_set, const Frame& frame, double min_area, double fill_holes) {
  for (const double area : {min_area, fill_holes}) {
    if (!(area >= 0) || !std::isfinite(area)) {
      throw InvalidInput("min_area and fill_holes must be finite numbers, 0 or above, got " + std::to_string(area));
    }
  }
  const auto& pixels = level_set.pixels;
  const std::size_t count = pixels.size();
  std::erase_if(level_set.crossings, [&](const Crossing& c) { return pixels[c.ring] == 0; });
  sort_by_column(level_set.crossings, frame.width, alternate);
  const auto outer = around(level_set);

  Nesting result{std::vector<bool>(count), std::vector<std::int32_t>(count, kNone)};
  std::vector<std::int64_t> hollow(count), solid(count);  // pixels of a hole without its islands; of an island alone
  for (std::size_t ring = 0; ring < count; ++ring) {
    result.stays[ring] = pixels[ring] != 0;
    if (pixels[ring] < 0) hollow[ring] -= pixels[ring];
    if (pixels[ring] > 0 && outer[ring] != kNone) hollow[static_cast<std::size_t>(outer[ring])] -= pixels[ring];
  }
  for (std::size_t ring = 0; ring < count; ++ring) {
    if (pixels[ring] < 0 && static_cast<double>(hollow[ring]) < fill_holes) result.stays[ring] = false;
  }
  // An island in a filled hole is part of what was around the hole.
  const auto owner = [&](std::int32_t ring) {
    for (;;) {
      const std::int32_t hole = outer[static_cast<std::size_t>(ring)];
      if (hole == kNone || result.stays[static_cast<std::size_t>(hole)]) return ring;
      ring = outer[static_cast<std::size_t>(hole)];
    }
  };
  for (std::size_t ring = 0; ring < count; ++ring) {
    const auto self = static_cast<std::int32_t>(ring);
    if (pixels[ring] > 0 && owner(self) == self) solid[ring] += pixels[ring];
    if (pixels[ring] >= 0 || !result.stays[ring]) continue;
    result.exterior_of[ring] = owner(outer[ring]);
    solid[static_cast<std::size_t>(result.exterior_of[ring])] += pixels[ring];
  }
  std::size_t largest = 0;
  for (std::size_t ring = 0; ring < count; ++ring) {
    if (pixels[ring] > 0 && owner(static_cast<std::int32_t>(ring)) != static_cast<std::int32_t>(ring)) {
      result.stays[ring] = false;
    }
    if (result.stays[ring] && pixels[ring] > 0 && solid[ring] > solid[largest]) largest = ring;
  }
  for (std::size_t ring = 0; ring < count; ++ring) {
    if (pixels[ring] <= 0) continue;
    const bool small = ring != largest && static_cast<double>(solid[ring]) < min_area;
    if (small || solid[ring] == 0) result.stays[ring] = false;
  }
  for (std::size_t ring = 0; ring < count; ++ring) {
    if (pixels[ring] < 0 && result.stays[ring]) {
      result.stays[ring] = result.stays[static_cast<std::size_t>(result.exterior_of[ring])];
    }
  }
  return result;
}

Spans fill(const LevelSet& level_set, const Nesting& nesting, const Frame& frame) {
  SpansWriter writer(frame.height, frame.width);
  writer.reserve(level_set.crossings.size() / 2);
  std::int64_t column = 0, begun = 0;
  for (const Crossing& c : level_set.crossings) {
    if (!nesting.stays[c.ring]) continue;
    for (; column < c.column; ++column) writer.end_column();
    const std::int64_t row = centre_from(c.y);
    if (c.begins != 0) {
      begun = row;
    } else {
      writer.add(begun, row);
    }
  }
  for (; column < frame.width; ++column) writer.end_column();
  return std::move(writer).finish();
}

}  // namespace avala
