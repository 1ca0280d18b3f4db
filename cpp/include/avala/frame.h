// How a grid of low-resolution logits lies on an image, and what is between its cells.
//
// The top-left `valid_height` x `valid_width` cells of the grid cover `view`, a rectangle of the image (or all of it).
// Outside the view there is no mask. The reference is Segment Anything's own way up (`Sam.postprocess_masks`, Kirillov
// et al. 2023), so that its masks come out as they do there: bilinear to four times the grid (256 -> 1024), cropped to
// the valid part, bilinear to the image; both with half-pixel centres, clamped (torch's align_corners=False).
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
