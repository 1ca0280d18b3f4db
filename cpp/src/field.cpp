#include "avala/field.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace avala {
namespace {

// Where along one axis the nodes are, and what grid cells the last one lies between.
struct Axis {
  std::vector<double> positions;
  std::int64_t inner;  // cell centres inside the view: grid cells 0 ... inner - 1
  std::int64_t a, b;   // the grid cells of the far edge
  float weight;        // of b
};

Axis axis(std::int64_t start, std::int64_t length, double valid, std::int64_t cells) {
  const double pixels = static_cast<double>(length), origin = static_cast<double>(start);
  Axis result{{origin}, 0, 0, 0, 0};
  while (static_cast<double>(result.inner) + 0.5 < valid) {
    const double at = origin + (static_cast<double>(result.inner) + 0.5) * pixels / valid;
    if (!(at < origin + pixels)) break;
    result.positions.push_back(at);
    ++result.inner;
  }
  result.positions.push_back(origin + pixels);
  const double u = std::clamp(valid - 0.5, 0.0, static_cast<double>(cells - 1));
  result.a = static_cast<std::int64_t>(u);
  result.b = std::min(result.a + 1, cells - 1);
  result.weight = static_cast<float>(u - static_cast<double>(result.a));
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
  const auto fill = [&](float* out, const float* from) {
    out[0] = from[0];
    std::copy_n(from, across.inner, out + 1);
    out[columns - 1] = blend(from[across.a], from[across.b], across.weight);
  };
  float* out = values_.data();
  fill(out, logits.row(0));
  for (std::int64_t y = 0; y < down.inner; ++y) fill(out += columns, logits.row(y));
  std::vector<float> edge(static_cast<std::size_t>(logits.width()));
  const float *above = logits.row(down.a), *below = logits.row(down.b);
  for (std::size_t x = 0; x < edge.size(); ++x) edge[x] = blend(above[x], below[x], down.weight);
  fill(out += columns, edge.data());
  xs_ = std::move(across.positions);
  ys_ = std::move(down.positions);
}

}  // namespace avala
