#include "avala/frame.h"

namespace avala {

void check_frame(const Frame& frame, std::int64_t cells_height, std::int64_t cells_width) {
  check_size(frame.height, frame.width, "image");
  const Box& view = frame.view;
  if (view.width < 1 || view.height < 1 || view.x < 0 || view.y < 0 || view.width > frame.width ||
      view.height > frame.height || view.x > frame.width - view.width || view.y > frame.height - view.height) {
    throw InvalidInput("the view must lie inside the image of " + std::to_string(frame.width) + " x " +
                       std::to_string(frame.height));
  }
  const auto fits = [](double valid, std::int64_t cells) { return valid > 0 && valid <= static_cast<double>(cells); };
  if (!fits(frame.valid_height, cells_height) || !fits(frame.valid_width, cells_width)) {
    throw InvalidInput("valid_height and valid_width must be above 0 and at most the grid's " +
                       std::to_string(cells_height) + " x " + std::to_string(cells_width) + ", got " +
                       std::to_string(frame.valid_height) + " x " + std::to_string(frame.valid_width));
  }
}

}  // namespace avala
