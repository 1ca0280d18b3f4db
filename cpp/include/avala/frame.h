// How a grid of low-resolution logits lies on an image.
//
// The top-left `valid_height` x `valid_width` cells of the grid cover `view`, a rectangle of the image (or all of it).
// Image pixel centre (x + 0.5) lies at grid coordinate u = (x - view.x + 0.5) * valid_width / view.width - 0.5, clamped
// to the grid; the value there is bilinear (half-pixel centres, as torch's align_corners=False). Outside the view there
// is no mask. Segment Anything interpolates in two bilinear steps (256 -> 1024 -> image); one step is within a fraction
// of a cell of it, costs half, and is bilinear on every cell, so that its zero level can be solved instead of sampled.
#pragma once

#include "avala/types.h"

namespace avala {

struct Frame {
  double valid_height = 0, valid_width = 0;  // grid cells
  std::int64_t height = 0, width = 0;        // image pixels
  Box view;                                  // inside the image

  static Frame whole(double valid_height, double valid_width, std::int64_t height, std::int64_t width) {
    return {valid_height, valid_width, height, width, {0, 0, width, height}};
  }
};

// Throws InvalidInput for a frame that does not fit the grid or the image.
void check_frame(const Frame& frame, std::int64_t cells_height, std::int64_t cells_width);

}  // namespace avala
