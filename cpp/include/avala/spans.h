// A mask as runs of foreground, column by column: COCO's order. Its size follows the outline's length, not the area.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "avala/types.h"

namespace avala {

// Rows [first, last) of one column.
struct Span {
  std::int32_t first, last;
  friend bool operator==(const Span&, const Span&) = default;
};

class Spans {
 public:
  // An empty mask; throws InvalidInput unless it has 1 to 2^31 pixels.
  Spans(std::int64_t height, std::int64_t width);

  [[nodiscard]] std::int64_t height() const { return height_; }
  [[nodiscard]] std::int64_t width() const { return static_cast<std::int64_t>(starts_.size()) - 1; }
  // In ascending order; neighbours never touch.
  [[nodiscard]] std::span<const Span> column(std::int64_t x) const {
    const auto i = static_cast<std::size_t>(x);
    return {spans_.data() + starts_[i], spans_.data() + starts_[i + 1]};
  }
  // All spans, columns one after the other.
  [[nodiscard]] std::span<const Span> all() const { return spans_; }
  // Where in `all` a column's spans begin.
  [[nodiscard]] std::size_t start(std::int64_t x) const { return starts_[static_cast<std::size_t>(x)]; }
  [[nodiscard]] bool empty() const { return spans_.empty(); }
  [[nodiscard]] bool at(std::int64_t x, std::int64_t y) const;  // false outside
  friend bool operator==(const Spans&, const Spans&) = default;

 private:
  friend class SpansWriter;
  std::int64_t height_;
  std::vector<std::uint32_t> starts_;  // width + 1
  std::vector<Span> spans_;
};

// Writes a mask from left to right. Spans of a column come in ascending order of `first`; empty ones are skipped, and
// one that touches or overlaps the span before is joined to it.
class SpansWriter {
 public:
  SpansWriter(std::int64_t height, std::int64_t width) : result_(height, width) {}
  void reserve(std::size_t spans) { result_.spans_.reserve(spans); }
  void add(std::int64_t first, std::int64_t last) {
    if (first >= last) return;
    auto& spans = result_.spans_;
    if (spans.size() > column_start_ && first <= spans.back().last) {
      if (last > spans.back().last) spans.back().last = static_cast<std::int32_t>(last);
      return;
    }
    spans.push_back({static_cast<std::int32_t>(first), static_cast<std::int32_t>(last)});
  }
  void end_column() {
    column_start_ = result_.spans_.size();
    result_.starts_[++column_] = static_cast<std::uint32_t>(column_start_);
  }
  // Call after `end_column` of the last column.
  [[nodiscard]] Spans finish() && { return std::move(result_); }

 private:
  Spans result_;
  std::size_t column_ = 0, column_start_ = 0;
};

Spans to_spans(const MaskView& mask);
Mask to_mask(const Spans& spans);
Spans transposed(const Spans& spans);

struct Extent {
  Box box;  // zeros when the mask is empty
  std::int64_t area = 0;
};
Extent extent(const Spans& spans);

}  // namespace avala
