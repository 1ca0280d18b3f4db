// The public call: logits of one mask -> everything a client needs of it.
#pragma once

#include <string>
#include <vector>

#include "avala/field.h"
#include "avala/types.h"

namespace avala {

struct OutlineOptions {
  double tolerance = 1.0;   // px, see simplify
  double min_area = 0.0;    // px2, see clean
  double fill_holes = 0.0;  // px2, see clean
  bool want_polygon = true, want_rle = true;
};

struct Outline {
  std::vector<Polygon> polygons;
  std::string rle;
  Box box;  // of the cleaned mask; zeros when it is empty
  std::int64_t area = 0;
  double stability = 0;  // of the mask before cleaning
};

Outline outline(const LogitsView& logits, const Frame& frame, const OutlineOptions& options);

// The polygons of a mask, simplified.
std::vector<Polygon> polygons_of(const MaskView& mask, double tolerance);

}  // namespace avala
