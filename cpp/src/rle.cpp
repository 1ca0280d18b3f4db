#include "avala/rle.h"

#include <algorithm>

namespace avala {
namespace {

void append(std::string& out, std::int64_t value) {
  bool more = true;
  while (more) {
    auto bits = static_cast<int>(value & 0x1f);
    value >>= 5;
    more = (bits & 0x10) != 0 ? value != -1 : value != 0;
    if (more) bits |= 0x20;
    out.push_back(static_cast<char>(bits + 48));
  }
}

std::int64_t take(std::string_view text, std::size_t& at) {
  std::int64_t value = 0;
  for (int shift = 0;; shift += 5) {
    if (at == text.size() || shift > 40) throw InvalidInput("RLE counts end in the middle of a number");
    const int bits = text[at++] - 48;
    if (bits < 0 || bits > 63) throw InvalidInput("RLE counts hold a character outside '0'...'o'");
    value |= static_cast<std::int64_t>(bits & 0x1f) << shift;
    if ((bits & 0x20) != 0) continue;
    if ((bits & 0x10) != 0) value |= -(std::int64_t{1} << (shift + 5));
    return value;
  }
}

// Lengths of alternating runs, background first, in column-major order.
std::vector<std::int64_t> column_runs(const MaskView& mask) {
  // Transposed copy in blocks of columns: columns are read once per cache line instead of once per pixel.
  constexpr std::int64_t kBlock = 64;
  std::vector<std::int64_t> runs;
  std::vector<std::uint8_t> block(static_cast<std::size_t>(kBlock * mask.height()));
  bool value = false;
  std::int64_t length = 0;
  for (std::int64_t x0 = 0; x0 < mask.width(); x0 += kBlock) {
    const std::int64_t columns = std::min(kBlock, mask.width() - x0);
    for (std::int64_t y = 0; y < mask.height(); ++y) {
      const std::uint8_t* row = mask.row(y) + x0;
      for (std::int64_t x = 0; x < columns; ++x) block[static_cast<std::size_t>(x * mask.height() + y)] = row[x];
    }
    for (std::int64_t i = 0; i < columns * mask.height(); ++i) {
      const bool now = block[static_cast<std::size_t>(i)] != 0;
      if (now != value) {
        runs.push_back(length);
        length = 0;
        value = now;
      }
      ++length;
    }
  }
  runs.push_back(length);
  return runs;
}

}  // namespace

std::string rle_encode(const MaskView& mask) {
  const auto runs = column_runs(mask);
  std::string out;
  for (std::size_t i = 0; i < runs.size(); ++i) append(out, i > 2 ? runs[i] - runs[i - 2] : runs[i]);
  return out;
}

Mask rle_decode(std::string_view counts, std::int64_t height, std::int64_t width) {
  check_size(height, width, "RLE");
  const std::int64_t total = height * width;
  std::vector<std::int64_t> runs;
  std::int64_t sum = 0;
  for (std::size_t at = 0; at < counts.size();) {
    std::int64_t run = take(counts, at);
    if (runs.size() > 2) run += runs[runs.size() - 2];
    if (run < 0 || run > total - sum) throw InvalidInput("RLE runs do not fit the size");
    sum += run;
    runs.push_back(run);
  }
  if (sum != total) {
    throw InvalidInput("RLE runs add up to " + std::to_string(sum) + " pixels, the size says " + std::to_string(total));
  }
  Mask mask(height, width);
  std::int64_t at = 0;
  for (std::size_t i = 0; i < runs.size(); at += runs[i++]) {
    if (i % 2 == 0) continue;
    for (std::int64_t p = at; p < at + runs[i]; ++p)
      mask.data[static_cast<std::size_t>(p % height * width + p / height)] = 1;
  }
  return mask;
}

}  // namespace avala
