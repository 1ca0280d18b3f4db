// Connected components on runs. Foreground is 4-connected, background 8-connected.
#pragma once

#include <cstdint>
#include <vector>

#include "avala/spans.h"

namespace avala {

struct Run {
  std::int64_t first, last;  // pixels of the row, inclusive
  std::int32_t label;
};

struct Component {
  std::int64_t area = 0;
  bool touches_border = false;
};

class Components {
 public:
  // Label all runs of foreground (4-connected) or, with `foreground` false, of background (8-connected).
  Components(const MaskView& mask, bool foreground);
  [[nodiscard]] std::int32_t count() const { return static_cast<std::int32_t>(all_.size()); }
  [[nodiscard]] const Component& at(std::int32_t label) const { return all_[static_cast<std::size_t>(label)]; }
  [[nodiscard]] const std::vector<Run>& row(std::int64_t y) const { return rows_[static_cast<std::size_t>(y)]; }
  // Label of the run that covers a pixel; the pixel must be of the labelled kind.
  [[nodiscard]] std::int32_t label_at(std::int64_t x, std::int64_t y) const;

 private:
  std::vector<std::vector<Run>> rows_;
  std::vector<Component> all_;
};

// Fill holes (background not touching the border) smaller than `fill_holes` px2, then drop islands smaller than
// `min_area` px2. The largest island stays whatever its size. Throws InvalidInput for negative or non-finite areas.
void clean(Mask& mask, double min_area, double fill_holes);

Extent extent(const MaskView& mask);

}  // namespace avala
