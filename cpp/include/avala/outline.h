// The public call: logits of one mask -> everything a client needs of it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "avala/frame.h"
#include "avala/spans.h"

namespace avala {

struct OutlineOptions {
  double tolerance = 1.0;      // px: how far a polygon may be from the field's level; 0 follows every pixel's edge
  std::size_t max_points = 0;  // instead of `tolerance`, if not 0: the least tolerance that fits, see simplify_to
  double min_area = 0.0;       // px2, see nest
  double fill_holes = 0.0;     // px2, see nest
  bool want_polygon = true, want_rle = true;
};

struct Outline {
  std::vector<Polygon> polygons;
  std::string rle;
  Box box;  // of the cleaned mask; zeros when it is empty
  std::int64_t area = 0;
  double stability =
      0;             // |value > 1| / |value > -1| before cleaning (SAM's stability score); 0 when the latter is empty
  double error = 0;  // px: the polygons' Hausdorff distance from the outline before simplification
  double iou = 1;    // of the polygons' pixels and the mask; 1 when no polygon is wanted
};

// Throws InvalidInput for a frame that does not fit, logits that are not finite, and options out of range.
Outline outline(const LogitsView& logits, const Frame& frame, const OutlineOptions& options);

// The same for many masks of one frame, on `threads` threads.
std::vector<Outline> outlines(const std::vector<LogitsView>& masks, const Frame& frame, const OutlineOptions& options,
                              std::size_t threads);

// Value > 0, uncleaned.
Spans threshold(const LogitsView& logits, const Frame& frame);

// The polygons of a mask along its pixels' edges, simplified.
std::vector<Polygon> polygons_of(const Spans& mask, double tolerance);

}  // namespace avala
