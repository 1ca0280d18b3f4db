#include <algorithm>
#include <array>

#include "avala/dialects.h"
#include "avala/rle.h"
#include "rows.h"

namespace avala {
namespace {

constexpr std::int64_t kChannels = 4;
constexpr int kWordBits = 8;
constexpr std::array<int, 4> kRunBits{3, 4, 8, 16};
constexpr std::int64_t kMaxPixelsPacked = (std::int64_t{1} << 30) - 1;  // four bytes each, counted in 32 bits

void check_packable(std::int64_t height, std::int64_t width) {
  check_size(height, width, "mask");
  if (height * width > kMaxPixelsPacked) {
    throw InvalidInput("Label Studio's brush holds less than 2^30 pixels, got " + std::to_string(height) + " x " +
                       std::to_string(width));
  }
}

class BitWriter {
 public:
  void write(std::uint64_t value, int bits) {  // at most 32
    held_ = held_ << bits | value;
    for (count_ += bits; count_ >= 8; count_ -= 8) bytes_.push_back(static_cast<char>(held_ >> (count_ - 8) & 0xff));
    held_ &= 0xff;
  }
  // The SDK fills up to a whole byte, and with a whole byte where there is nothing to fill.
  [[nodiscard]] std::string finish() && {
    write(0, 8 - count_);
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
  std::uint64_t held_ = 0;
  int count_ = 0;  // bits held, below 8 between writes
};

class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}
  std::int64_t read(int bits) {  // at most 32
    while (count_ < bits) {
      if (next_ == bytes_.size()) throw InvalidInput("Label Studio's brush ends in the middle of its pieces");
      held_ = held_ << 8 | static_cast<std::uint8_t>(bytes_[next_++]);
      count_ += 8;
    }
    count_ -= bits;
    return static_cast<std::int64_t>(held_ >> count_ & ((std::uint64_t{1} << bits) - 1));
  }

 private:
  std::string_view bytes_;
  std::size_t next_ = 0;
  std::uint64_t held_ = 0;  // the low `count_` bits are not read yet
  int count_ = 0;
};

// Lengths of alternating runs of pixels, background first.
class RunCounts {
 public:
  void add(std::int64_t pixels, bool foreground) {
    if (pixels == 0) return;
    if (foreground != (counts_.size() % 2 == 0)) counts_.push_back(0);
    counts_.back() += pixels;
  }
  [[nodiscard]] const std::vector<std::int64_t>& counts() const { return counts_; }

 private:
  std::vector<std::int64_t> counts_{0};
};

// In pieces of the least size that holds the whole run, or of the largest.
void write_run(BitWriter& out, std::int64_t length, std::uint64_t word) {
  std::size_t size = 0;
  while (size < 3 && length > std::int64_t{1} << kRunBits[size]) ++size;
  while (length > 0) {
    const std::int64_t piece = std::min(length, std::int64_t{1} << kRunBits[size]);
    out.write(1, 1);
    out.write(size, 2);
    out.write(static_cast<std::uint64_t>(piece - 1), kRunBits[size]);
    out.write(word, kWordBits);
    length -= piece;
  }
}

}  // namespace

std::string to_label_studio(const Spans& spans) {
  check_packable(spans.height(), spans.width());
  BitWriter out;
  out.write(static_cast<std::uint64_t>(kChannels * spans.height() * spans.width()), 32);
  out.write(kWordBits - 1, 5);
  for (const int bits : kRunBits) out.write(static_cast<std::uint64_t>(bits - 1), 4);
  std::uint64_t word = 0;
  for (const std::int64_t pixels : rle_counts(turned(spans))) {
    write_run(out, kChannels * pixels, word);
    word ^= 0xff;
  }
  return std::move(out).finish();
}

Spans from_label_studio(std::string_view bytes, std::int64_t height, std::int64_t width) {
  check_packable(height, width);
  BitReader in(bytes);
  const std::int64_t total = in.read(32);
  if (total != kChannels * height * width) {
    throw InvalidInput("Label Studio's brush holds " + std::to_string(total) + " bytes, an image of " +
                       std::to_string(width) + " x " + std::to_string(height) + " has " +
                       std::to_string(kChannels * height * width) + " (RGBA)");
  }
  const int word_bits = static_cast<int>(in.read(5)) + 1;
  if (word_bits > 8) {
    throw InvalidInput("Label Studio's brush has words of " + std::to_string(word_bits) + " bits, RGBA has 8");
  }
  std::array<int, 4> run_bits{};
  for (int& bits : run_bits) bits = static_cast<int>(in.read(4)) + 1;
  RunCounts runs;
  for (std::int64_t at = 0; at < total;) {
    const bool repeated = in.read(1) != 0;
    const int size = run_bits[static_cast<std::size_t>(in.read(2))];
    const std::int64_t end = at + in.read(size) + 1;
    if (end > total) throw InvalidInput("a piece of Label Studio's brush runs past its end");
    if (repeated) {
      // Alpha is the last byte of a pixel: those that end in [at, end).
      runs.add(end / kChannels - at / kChannels, in.read(word_bits) != 0);
      at = end;
    }
    for (; at < end; ++at) {
      const bool foreground = in.read(word_bits) != 0;
      if (at % kChannels == kChannels - 1) runs.add(1, foreground);
    }
  }
  return turned(rle_from_counts(runs.counts(), width, height));  // a column of it is a row of the image
}

}  // namespace avala
