// Views of arrays that somebody else owns, checked where they are made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "avala/error.h"

namespace avala {

inline constexpr std::int64_t kMaxSide = std::int64_t{1} << 20;  // what is kept for every column stays small
inline constexpr std::int64_t kMaxPixels = std::int64_t{1} << 31;

inline void check_size(std::int64_t height, std::int64_t width, const char* what) {
  if (height < 1 || width < 1 || height > kMaxSide || width > kMaxSide || height > kMaxPixels / width) {
    throw InvalidInput(std::string(what) + " must be 1 to 2^20 pixels a side and at most 2^31 in all, got " +
                       std::to_string(height) + " x " + std::to_string(width));
  }
}

// float32 [height, width], row-major, dense.
class LogitsView {
 public:
  LogitsView(const float* data, std::int64_t height, std::int64_t width) : data_(data), height_(height), width_(width) {
    check_size(height, width, "logits");
  }
  [[nodiscard]] const float* row(std::int64_t y) const { return data_ + y * width_; }
  [[nodiscard]] std::int64_t height() const { return height_; }
  [[nodiscard]] std::int64_t width() const { return width_; }

 private:
  const float* data_;
  std::int64_t height_, width_;
};

// uint8 [height, width], row-major, dense; non-zero is foreground.
class MaskView {
 public:
  MaskView(const std::uint8_t* data, std::int64_t height, std::int64_t width)
      : data_(data), height_(height), width_(width) {
    check_size(height, width, "mask");
  }
  [[nodiscard]] const std::uint8_t* row(std::int64_t y) const { return data_ + y * width_; }
  // False outside the image.
  [[nodiscard]] bool at(std::int64_t x, std::int64_t y) const {
    return x >= 0 && y >= 0 && x < width_ && y < height_ && data_[y * width_ + x] != 0;
  }
  [[nodiscard]] std::int64_t height() const { return height_; }
  [[nodiscard]] std::int64_t width() const { return width_; }

 private:
  const std::uint8_t* data_;
  std::int64_t height_, width_;
};

}  // namespace avala
