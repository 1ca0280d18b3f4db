#include "avala/field.h"

#include <algorithm>
#include <cmath>

namespace avala {
namespace {

struct Tap {
  std::int64_t first, second;
  float weight;  // of `second`
};

Tap tap(std::int64_t position, std::int64_t count, double valid, std::int64_t cells) {
  const double u = (static_cast<double>(position) + 0.5) * valid / static_cast<double>(count) - 0.5;
  const double clamped = std::clamp(u, 0.0, static_cast<double>(cells - 1));
  const auto first = static_cast<std::int64_t>(clamped);
  return {first, std::min(first + 1, cells - 1), static_cast<float>(clamped - static_cast<double>(first))};
}

// Never overflows for finite values, which `a + (b - a) * weight` does.
float blend(float a, float b, float weight) { return a * (1.0F - weight) + b * weight; }

void check(const LogitsView& logits, const Frame& frame) {
  check_size(frame.height, frame.width, "image");
  const Box& view = frame.view;
  if (view.width < 1 || view.height < 1 || view.x < 0 || view.y < 0 || view.x > frame.width - view.width ||
      view.y > frame.height - view.height) {
    throw InvalidInput("the view must lie inside the image of " + std::to_string(frame.width) + " x " +
                       std::to_string(frame.height));
  }
  const auto fits = [](double valid, std::int64_t cells) { return valid > 0 && valid <= static_cast<double>(cells); };
  if (!fits(frame.valid_height, logits.height()) || !fits(frame.valid_width, logits.width())) {
    throw InvalidInput("valid_height and valid_width must be above 0 and at most the grid's " +
                       std::to_string(logits.height()) + " x " + std::to_string(logits.width()) + ", got " +
                       std::to_string(frame.valid_height) + " x " + std::to_string(frame.valid_width));
  }
  for (std::int64_t y = 0; y < logits.height(); ++y) {
    const float* row = logits.row(y);
    if (!std::all_of(row, row + logits.width(), [](float v) { return std::isfinite(v); })) {
      throw InvalidInput("logits must be finite; row " + std::to_string(y) + " is not");
    }
  }
}

}  // namespace

Thresholded threshold(const LogitsView& logits, const Frame& frame) {
  check(logits, frame);
  Mask mask(frame.height, frame.width);
  std::vector<Tap> columns;
  const Box& view = frame.view;
  columns.reserve(static_cast<std::size_t>(view.width));
  for (std::int64_t x = 0; x < view.width; ++x) {
    columns.push_back(tap(x, view.width, frame.valid_width, logits.width()));
  }
  std::vector<float> blended(static_cast<std::size_t>(logits.width()));
  std::int64_t sure = 0, possible = 0;
  for (std::int64_t y = 0; y < view.height; ++y) {
    const Tap rows = tap(y, view.height, frame.valid_height, logits.height());
    const float *above = logits.row(rows.first), *below = logits.row(rows.second);
    for (std::size_t i = 0; i < blended.size(); ++i) {
      blended[i] = blend(above[i], below[i], rows.weight);
    }
    std::uint8_t* out = mask.row(view.y + y) + view.x;
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const Tap& c = columns[x];
      const float value =
          blend(blended[static_cast<std::size_t>(c.first)], blended[static_cast<std::size_t>(c.second)], c.weight);
      out[x] = value > 0.0F ? 1 : 0;
      sure += value > 1.0F ? 1 : 0;
      possible += value > -1.0F ? 1 : 0;
    }
  }
  return {std::move(mask), possible == 0 ? 0.0 : static_cast<double>(sure) / static_cast<double>(possible)};
}

}  // namespace avala
