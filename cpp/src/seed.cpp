#include "avala/seed.h"

#include <algorithm>
#include <cmath>

namespace avala {
namespace {

constexpr double kSure = 10.0;
constexpr double kSliver = 1e-6;  // a cell that is valid by rounding only knows nothing

void check(const Spans& mask, const Frame& frame, std::int64_t cells_h, std::int64_t cells_w) {
  const auto by = [](auto h, auto w) { return std::to_string(h) + " x " + std::to_string(w); };
  if (std::min(cells_h, cells_w) < 1 || std::max(cells_h, cells_w) > kMaxCells) {
    throw InvalidInput("a grid has 1 to " + std::to_string(kMaxCells) + " cells a side, got " + by(cells_h, cells_w));
  }
  if (frame.height != mask.height() || frame.width != mask.width()) {
    throw InvalidInput("the frame is of an image of " + by(frame.height, frame.width) + ", the mask is " +
                       by(mask.height(), mask.width()));
  }
  const Box& view = frame.view;
  if (view.width < 1 || view.height < 1 || view.x < 0 || view.y < 0 || view.x > frame.width - view.width ||
      view.y > frame.height - view.height) {
    throw InvalidInput("the view must lie inside the image of " + by(frame.height, frame.width));
  }
  const auto fits = [](double valid, std::int64_t cells) { return valid > 0 && valid <= static_cast<double>(cells); };
  if (!fits(frame.valid_height, cells_h) || !fits(frame.valid_width, cells_w)) {
    throw InvalidInput("the frame's valid cells must be above 0 and at most the grid's " + by(cells_h, cells_w) +
                       ", got " + by(frame.valid_height, frame.valid_width));
  }
}

// How much of a cell is valid.
double share(std::size_t cell, double valid) { return std::clamp(valid - static_cast<double>(cell), 0.0, 1.0); }

// Covered area, in cells, of each cell of a grid; column after column, for spans come that way. Kept as differences
// from cell to cell down a column, so that a span costs the same whatever its length.
class Coverage {
 public:
  Coverage(std::int64_t cells_h, std::int64_t cells_w)
      : height_(static_cast<std::size_t>(cells_h)), changes_((height_ + 2) * static_cast<std::size_t>(cells_w)) {}
  // From grid row `at` on, `weight` more of the column is covered.
  void add(std::size_t column, double at, double weight) {
    const auto cell = static_cast<std::size_t>(at);
    const double below = at - static_cast<double>(cell);
    double* change = &changes_[column * (height_ + 2) + cell];
    change[0] += weight * (1 - below);
    change[1] += weight * below;
  }
  // Calls `use(row, area)` for each cell of a column.
  template <typename Use>
  void column(std::size_t column, Use use) const {
    double area = 0;
    for (std::size_t row = 0; row < height_; ++row) use(row, area += changes_[column * (height_ + 2) + row]);
  }

 private:
  std::size_t height_;
  std::vector<double> changes_;
};

}  // namespace

std::vector<float> logits_from_mask(const Spans& mask, const Frame& frame, std::int64_t cells_h, std::int64_t cells_w) {
  check(mask, frame, cells_h, cells_w);
  const Box& view = frame.view;
  const auto along = [](std::int64_t pixel, std::int64_t pixels, double valid) {
    return std::min(valid, static_cast<double>(pixel) * valid / static_cast<double>(pixels));  // rounding stays inside
  };
  Coverage coverage(cells_h, cells_w);
  for (std::int64_t x = 0; x < view.width; ++x) {
    const double left = along(x, view.width, frame.valid_width), right = along(x + 1, view.width, frame.valid_width);
    for (const Span& span : mask.column(view.x + x)) {
      const std::int64_t first = std::max<std::int64_t>(0, span.first - view.y);
      const std::int64_t last = std::min(view.height, span.last - view.y);
      if (first >= last) continue;
      const double top = along(first, view.height, frame.valid_height);
      const double bottom = along(last, view.height, frame.valid_height);
      for (auto column = static_cast<std::size_t>(left); static_cast<double>(column) < right; ++column) {
        const auto start = static_cast<double>(column);
        const double weight = std::min(right, start + 1) - std::max(left, start);
        coverage.add(column, top, weight);
        coverage.add(column, bottom, -weight);
      }
    }
  }
  const auto width = static_cast<std::size_t>(cells_w);
  std::vector<float> logits(static_cast<std::size_t>(cells_h) * width, static_cast<float>(-kSure));
  for (std::size_t x = 0; x < width; ++x) {
    coverage.column(x, [&](std::size_t y, double area) {
      const double whole = share(x, frame.valid_width) * share(y, frame.valid_height);
      if (whole < kSliver) return;
      logits[y * width + x] = static_cast<float>(kSure * (2 * std::clamp(area / whole, 0.0, 1.0) - 1));
    });
  }
  return logits;
}

}  // namespace avala
