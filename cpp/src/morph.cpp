#include "avala/morph.h"

#include <algorithm>
#include <cmath>

#include "avala/booleans.h"

namespace avala {
namespace {

// Half the disc's height (centre not counted) at 0, 1, ... columns from its centre.
std::vector<std::int64_t> half_heights(double radius) {
  if (!(radius >= 0 && radius <= kMaxRadius)) {
    throw InvalidInput("a radius must be 0 to " + std::to_string(static_cast<int>(kMaxRadius)) + " px, got " +
                       std::to_string(radius));
  }
  std::vector<std::int64_t> heights;
  const double square = radius * radius;
  const auto inside = [&](std::int64_t x, std::int64_t y) { return static_cast<double>(x * x + y * y) <= square; };
  auto y = static_cast<std::int64_t>(radius);
  for (std::int64_t x = 0; inside(x, 0); ++x) {
    while (!inside(x, y)) --y;
    heights.push_back(y);
  }
  return heights;
}

// A column under construction: the union of spans that come in several ascending series.
class Union {
 public:
  explicit Union(std::int64_t height) : height_(height) {}
  void clear() { spans_.clear(); }
  [[nodiscard]] bool full() const { return spans_.size() == 1 && length(spans_[0]) == height_; }
  [[nodiscard]] std::span<const Span> spans() const { return spans_; }

  // Add spans that are widened by `by` rows at both ends, inside the column.
  void add(std::span<const Span> series, std::int64_t by) {
    const auto wide = [&](const Span& span) {
      return Span{static_cast<std::int32_t>(std::max<std::int64_t>(0, span.first - by)),
                  static_cast<std::int32_t>(std::min<std::int64_t>(height_, span.last + by))};
    };
    if (series.empty() || holds({wide(series.front()).first, wide(series.back()).last})) return;
    next_.clear();
    std::size_t i = 0;
    for (const Span& span : series) {
      const Span added = wide(span);
      for (; i < spans_.size() && spans_[i].first < added.first; ++i) append(spans_[i]);
      append(added);
    }
    for (; i < spans_.size(); ++i) append(spans_[i]);
    std::swap(spans_, next_);
  }

 private:
  static std::int64_t length(const Span& span) { return std::int64_t{span.last} - span.first; }
  // One span holds all of it: what happens most inside a shape.
  [[nodiscard]] bool holds(const Span& span) const {
    const auto after = std::ranges::upper_bound(spans_, span.first, {}, &Span::first);
    return after != spans_.begin() && std::prev(after)->last >= span.last;
  }
  void append(const Span& span) {
    if (!next_.empty() && span.first <= next_.back().last) {
      next_.back().last = std::max(next_.back().last, span.last);
    } else {
      next_.push_back(span);
    }
  }

  std::int64_t height_;
  std::vector<Span> spans_, next_;
};

}  // namespace

Spans grow(const Spans& mask, double radius) {
  const auto heights = half_heights(radius);
  if (heights.size() == 1) return mask;
  const auto reach = static_cast<std::int64_t>(heights.size()) - 1;
  SpansWriter writer(mask.height(), mask.width());
  writer.reserve(mask.all().size());
  Union column(mask.height());
  for (std::int64_t x = 0; x < mask.width(); ++x) {
    const std::int64_t begin = std::max<std::int64_t>(0, x - reach), end = std::min(mask.width(), x + reach + 1);
    if (mask.start(begin) != mask.start(end)) {
      column.clear();
      // From the middle, where the disc is highest: most of the rest is then held already.
      column.add(mask.column(x), heights[0]);
      for (std::int64_t away = 1; away <= reach && !column.full(); ++away) {
        const std::int64_t by = heights[static_cast<std::size_t>(away)];
        if (x - away >= begin) column.add(mask.column(x - away), by);
        if (x + away < end) column.add(mask.column(x + away), by);
      }
      for (const Span& span : column.spans()) writer.add(span.first, span.last);
    }
    writer.end_column();
  }
  return std::move(writer).finish();
}

Spans shrink(const Spans& mask, double radius) { return invert(grow(invert(mask), radius)); }

Spans smooth(const Spans& mask, double radius) {
  const Spans opened = grow(shrink(mask, radius), radius);
  return shrink(grow(opened, radius), radius);
}

}  // namespace avala
