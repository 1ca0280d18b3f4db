// Bytes from a fuzzer -> small values. Reading past the end gives zeros, so that every input means something.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "avala/error.h"
#include "avala/spans.h"

namespace avala::fuzzing {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}
  [[nodiscard]] bool empty() const { return left_ == 0; }
  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  std::int64_t below(std::int64_t bound) { return byte() % bound; }
  float number() {  // mostly small and often equal; sometimes any 32 bits
    const std::uint8_t kind = byte();
    if (kind < 200) return static_cast<float>(kind % 16) - 7.0F;
    if (kind < 240) return (static_cast<float>(byte()) - 128.0F) / 16.0F;
    std::uint32_t bits = 0;
    for (int i = 0; i < 4; ++i) bits = bits << 8 | byte();
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  std::string rest() {
    std::string text(reinterpret_cast<const char*>(data_), left_);
    left_ = 0;
    return text;
  }
  Spans mask(std::int64_t height, std::int64_t width) {  // runs of random lengths, column by column
    SpansWriter writer(height, width);
    for (std::int64_t x = 0; x < width; ++x) {
      for (std::int64_t y = byte() % (2 * height); y < height;) {
        const std::int64_t length = 1 + byte() % 8;
        writer.add(y, std::min(height, y + length));
        y += length + 1 + byte() % 8;
      }
      writer.end_column();
    }
    return std::move(writer).finish();
  }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
};

// Unlike assert, also in release builds.
inline void demand(bool holds) {
  if (!holds) std::abort();
}

// The core may refuse; it may do nothing else but work.
template <typename Work>
int run(Work&& work) {
  try {
    work();
  } catch (const InvalidInput&) {
  }
  return 0;
}

}  // namespace avala::fuzzing
