// Connected components on spans, and what is done with them. Foreground is 4-connected, background 8-connected, so that
// an outline never crosses itself. Linear in the number of spans (and columns); nothing dense is made.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "avala/spans.h"
#include "avala/types.h"

namespace avala {

struct Component {
  std::int64_t area = 0;
  std::int64_t top = 0, left = 0;  // its topmost pixel, the leftmost of these
  bool touches_border = false;
};

class Components {
 public:
  // Label all foreground (4-connected) or, with `foreground` false, all background (8-connected). Labels count from 0
  // in COCO's order of the components' first pixels: leftmost, then topmost.
  Components(const Spans& mask, bool foreground);
  [[nodiscard]] std::int32_t count() const { return static_cast<std::int32_t>(all_.size()); }
  [[nodiscard]] const Component& at(std::int32_t label) const { return all_[static_cast<std::size_t>(label)]; }
  // What was labelled: the mask, or its inverse.
  [[nodiscard]] const Spans& spans() const { return spans_; }
  // Label of each of `spans().all()`.
  [[nodiscard]] std::span<const std::int32_t> labels() const { return labels_; }
  // Label of the component that holds a pixel; -1 when none does, or when the pixel is outside of the image.
  [[nodiscard]] std::int32_t label_at(std::int64_t x, std::int64_t y) const;

 private:
  Spans spans_;
  std::vector<std::int32_t> labels_;
  std::vector<Component> all_;
};

// Areas are in px2; all throw InvalidInput for negative or non-finite ones. Equals in area: the one whose topmost,
// leftmost pixel comes first in reading order is the larger.

// Holes are background components that do not touch the image's border; those smaller than `area` become foreground.
Spans fill_holes(const Spans& mask, double area);

// Islands are foreground components; those smaller than `area` go, except the largest, which always stays.
Spans drop_islands(const Spans& mask, double area);

// `fill_holes`, then `drop_islands`.
Spans clean(const Spans& mask, double min_area, double hole_area);

// The components that hold one of the points or more: a point is in pixel (floor(x), floor(y)). Points on background
// or outside of the image hold nothing. Throws InvalidInput for points that are not finite.
Spans keep_under(const Spans& mask, std::span<const Point> points);

// The `count` largest components; throws InvalidInput for a count below 1.
Spans keep_largest(const Spans& mask, std::int64_t count);

}  // namespace avala
