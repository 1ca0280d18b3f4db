// The interpolated logits of one frame, as nodes in image pixels between which everything is bilinear.
//
// Of the four samples a cell that the reference (see frame.h) makes of the grid along an axis, the two around the
// middle of the cell are nodes: between the others the second interpolation gives back what the first was sampled from.
// With the view's edges, where the clamped field is known too, the field is the reference's everywhere in the view, and
// nothing of the image's size is ever stored.
#pragma once

#include <cstdint>
#include <vector>

#include "avala/frame.h"

namespace avala {

class Field {
 public:
  // Throws InvalidInput for a frame that does not fit the grid and for logits that are not finite.
  Field(const LogitsView& logits, const Frame& frame);

  [[nodiscard]] const Frame& frame() const { return frame_; }
  [[nodiscard]] std::int64_t columns() const { return static_cast<std::int64_t>(xs_.size()); }
  [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(ys_.size()); }
  // Node positions in image pixels, strictly increasing; the first and the last are the view's edges.
  [[nodiscard]] double x(std::int64_t column) const { return xs_[static_cast<std::size_t>(column)]; }
  [[nodiscard]] double y(std::int64_t row) const { return ys_[static_cast<std::size_t>(row)]; }
  [[nodiscard]] const float* row(std::int64_t row) const {
    return values_.data() + static_cast<std::size_t>(row) * xs_.size();
  }

 private:
  Frame frame_;
  std::vector<double> xs_, ys_;
  std::vector<float> values_;  // [rows, columns]
};

}  // namespace avala
