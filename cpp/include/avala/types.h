// Values of the core. Coordinates are image pixels: origin top left, pixel centres at +0.5, x right, y down.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "avala/views.h"

namespace avala {

struct Point {
  double x = 0, y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

// The first point is not repeated at the end.
using Ring = std::vector<Point>;

// Exterior clockwise as seen on the screen (y down: positive shoelace sum), holes the other way round.
struct Polygon {
  Ring exterior;
  std::vector<Ring> holes;
};

struct Box {
  std::int64_t x = 0, y = 0, width = 0, height = 0;
};

// Dense uint8 mask, 0 or 1.
struct Mask {
  std::int64_t height = 0, width = 0;
  std::vector<std::uint8_t> data;
  Mask(std::int64_t h, std::int64_t w) : height(h), width(w) {
    check_size(h, w, "mask");
    data.assign(static_cast<std::size_t>(h * w), 0);
  }
  [[nodiscard]] MaskView view() const { return {data.data(), height, width}; }
  [[nodiscard]] std::uint8_t* row(std::int64_t y) { return data.data() + y * width; }
};

}  // namespace avala
