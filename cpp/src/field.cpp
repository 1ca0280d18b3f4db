#include "avala/field.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace avala {
namespace {

// The nodes of one axis: where they are in image pixels, and between which two cells of the grid.
struct Axis {
  std::vector<double> positions;
  std::vector<std::int64_t> first, second;
  std::vector<float> weights;  // of the second cell
};

constexpr std::int64_t kSamples = 4;  // that the reference makes of a cell, along an axis

Axis axis(std::int64_t start, std::int64_t length, double valid, std::int64_t cells) {
  const double pixels = static_cast<double>(length), origin = static_cast<double>(start);
  Axis result;
  const auto add = [&](double position, std::int64_t sample) {
    const double u = (static_cast<double>(sample) + 0.5) / kSamples - 0.5;
    const double clamped = std::clamp(u, 0.0, static_cast<double>(cells - 1));
    const auto cell = static_cast<std::int64_t>(clamped);
    result.positions.push_back(position);
    result.first.push_back(cell);
    result.second.push_back(std::min(cell + 1, cells - 1));
    result.weights.push_back(static_cast<float>(clamped - static_cast<double>(cell)));
  };
  // The last sample whose centre lies inside the view; none before the first counts.
  const std::int64_t last = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(valid * kSamples - 0.5)) - 1);
  add(origin, 0);
  for (std::int64_t sample = 1; sample <= last; ++sample) {
    const bool around_middle = sample % kSamples == 1 || sample % kSamples == 2;
    const double at = origin + (static_cast<double>(sample) + 0.5) / kSamples * pixels / valid;
    if ((around_middle || sample == last) && at > result.positions.back() && at < origin + pixels) add(at, sample);
  }
  add(origin + pixels, last);
  return result;
}

// Never overflows for finite values, which `a + (b - a) * weight` does.
float blend(float a, float b, float weight) { return a * (1.0F - weight) + b * weight; }

void check_finite(const LogitsView& logits) {
  constexpr std::uint32_t kExponent = 0x7f800000;
  for (std::int64_t y = 0; y < logits.height(); ++y) {
    const float* row = logits.row(y);
    std::uint32_t bad = 0;  // without a branch, so that the compiler turns it into vector code
    for (std::int64_t x = 0; x < logits.width(); ++x) {
      bad |= static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(row[x]) & kExponent) == kExponent);
    }
    if (bad != 0) throw InvalidInput("logits must be finite; row " + std::to_string(y) + " is not");
  }
}

}  // namespace

Field::Field(const LogitsView& logits, const Frame& frame) : frame_(frame) {
  check_frame(frame, logits.height(), logits.width());
  check_finite(logits);
  Axis across = axis(frame.view.x, frame.view.width, frame.valid_width, logits.width());
  Axis down = axis(frame.view.y, frame.view.height, frame.valid_height, logits.height());
  const std::size_t columns = across.positions.size();
  values_.resize(columns * down.positions.size());
  std::vector<float> blended(static_cast<std::size_t>(logits.width()));
  float* out = values_.data();
  for (std::size_t y = 0; y < down.positions.size(); ++y, out += columns) {
    const float *above = logits.row(down.first[y]), *below = logits.row(down.second[y]);
    const float weight = down.weights[y];
    for (std::size_t x = 0; x < blended.size(); ++x) blended[x] = blend(above[x], below[x], weight);
    const auto general = [&](std::size_t x) {
      out[x] = blend(blended[static_cast<std::size_t>(across.first[x])],
                     blended[static_cast<std::size_t>(across.second[x])], across.weights[x]);
    };
    // Away from the edges nodes 2j + 1 and 2j + 2 are an eighth before and after cell j: a loop that vectorises.
    const std::size_t regular = columns > 7 ? (columns - 5) / 2 : 1;
    for (std::size_t x = 0; x < std::min<std::size_t>(3, columns); ++x) general(x);
    for (std::size_t j = 1; j < regular; ++j) {
      out[2 * j + 1] = blend(blended[j - 1], blended[j], 0.875F);
      out[2 * j + 2] = blend(blended[j], blended[j + 1], 0.125F);
    }
    for (std::size_t x = 2 * regular + 1; x < columns; ++x) general(x);
  }
  xs_ = std::move(across.positions);
  ys_ = std::move(down.positions);
}

}  // namespace avala
