// Rings of a level set -> which of them stay, whose holes they are, and the mask that they enclose.
#pragma once

#include <cstdint>
#include <vector>

#include "avala/level_set.h"
#include "avala/spans.h"

namespace avala {

inline constexpr std::int32_t kNone = -1;

struct Nesting {
  std::vector<bool> stays;                // by ring
  std::vector<std::int32_t> exterior_of;  // by ring: a hole's exterior; kNone for exteriors
};

// Sorts the crossings by column and height, finds what lies in what, and cleans: rings around no pixel centre go; then
// holes of fewer than `fill_holes` pixels are filled, together with the islands in them; then islands of fewer than
// `min_area` pixels go, the largest excepted. Islands and holes are those of the field: two parts are one where the
// field joins them, be it by less than a pixel. Throws InvalidInput for areas that are negative or not finite.
Nesting nest(LevelSet& level_set, const Frame& frame, double min_area, double fill_holes);

// The mask inside the rings that stay; the crossings must have been sorted by `nest`.
Spans fill(const LevelSet& level_set, const Nesting& nesting, const Frame& frame);

}  // namespace avala
