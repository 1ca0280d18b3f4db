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

}  // namespace

std::vector<std::int64_t> rle_counts(const Spans& spans) {
  std::vector<std::int64_t> counts;
  counts.reserve(2 * spans.all().size() + 1);
  std::int64_t end = 0;  // of the last foreground run, in column-major order
  for (std::int64_t x = 0; x < spans.width(); ++x) {
    const std::int64_t base = x * spans.height();
    for (const Span& span : spans.column(x)) {
      if (base + span.first == end && !counts.empty()) {  // goes on from the column before
        counts.back() += span.last - span.first;
      } else {
        counts.push_back(base + span.first - end);
        counts.push_back(span.last - span.first);
      }
      end = base + span.last;
    }
  }
  const std::int64_t total = spans.height() * spans.width();
  if (end < total || counts.empty()) counts.push_back(total - end);
  return counts;
}

std::string rle_encode(const Spans& spans) {
  const auto counts = rle_counts(spans);
  std::string out;
  out.reserve(2 * counts.size() + 8);
  for (std::size_t i = 0; i < counts.size(); ++i) append(out, i > 2 ? counts[i] - counts[i - 2] : counts[i]);
  return out;
}

Spans rle_from_counts(const std::vector<std::int64_t>& counts, std::int64_t height, std::int64_t width) {
  check_size(height, width, "RLE");
  const std::int64_t total = height * width;
  SpansWriter writer(height, width);
  std::int64_t at = 0, column = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 0 || counts[i] > total - at) throw InvalidInput("RLE runs do not fit the size");
    const std::int64_t end = at + counts[i];
    while (i % 2 == 1 && at < end) {
      for (; column < at / height; ++column) writer.end_column();
      const std::int64_t stop = std::min(end, (column + 1) * height);
      writer.add(at - column * height, stop - column * height);
      at = stop;
    }
    at = end;
  }
  if (at != total) {
    throw InvalidInput("RLE runs add up to " + std::to_string(at) + " pixels, the size says " + std::to_string(total));
  }
  for (; column < width; ++column) writer.end_column();
  return std::move(writer).finish();
}

Spans rle_decode(std::string_view counts, std::int64_t height, std::int64_t width) {
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
  return rle_from_counts(runs, height, width);
}

}  // namespace avala
