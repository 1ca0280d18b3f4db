#include "avala/spans.h"

#include <algorithm>
#include <cstring>

namespace avala {

Spans::Spans(std::int64_t height, std::int64_t width) : height_(height) {
  check_size(height, width, "mask");
  starts_.assign(static_cast<std::size_t>(width) + 1, 0);
}

bool Spans::at(std::int64_t x, std::int64_t y) const {
  if (x < 0 || y < 0 || x >= width() || y >= height_) return false;
  const auto spans = column(x);
  const auto after = std::ranges::upper_bound(spans, y, {}, &Span::first);
  return after != spans.begin() && std::prev(after)->last > y;
}

Spans to_spans(const MaskView& mask) {
  // Columns are walked in blocks, each turned over first, so that a column is contiguous and empty ones are skipped
  // fast.
  constexpr std::int64_t kBlock = 64;
  const std::int64_t height = mask.height(), width = mask.width();
  SpansWriter writer(height, width);
  std::vector<std::uint8_t> block(static_cast<std::size_t>(kBlock * height));
  for (std::int64_t x0 = 0; x0 < width; x0 += kBlock) {
    const std::int64_t columns = std::min(kBlock, width - x0);
    for (std::int64_t y = 0; y < height; ++y) {
      const std::uint8_t* row = mask.row(y) + x0;
      for (std::int64_t x = 0; x < columns; ++x) block[static_cast<std::size_t>(x * height + y)] = row[x] != 0 ? 1 : 0;
    }
    for (std::int64_t x = 0; x < columns; ++x) {
      const std::uint8_t *begin = block.data() + x * height, *end = begin + height, *at = begin;
      const auto left = [&] { return static_cast<std::size_t>(end - at); };
      while (at != end) {
        const void* first = std::memchr(at, 1, left());
        if (first == nullptr) break;
        at = static_cast<const std::uint8_t*>(first);
        const std::int64_t from = at - begin;
        const void* last = std::memchr(at, 0, left());
        at = last == nullptr ? end : static_cast<const std::uint8_t*>(last);
        writer.add(from, at - begin);
      }
      writer.end_column();
    }
  }
  return std::move(writer).finish();
}

Mask to_mask(const Spans& spans) {
  constexpr std::int64_t kBlock = 64;
  Mask mask(spans.height(), spans.width());
  std::vector<std::uint8_t> block(static_cast<std::size_t>(kBlock * mask.height));
  for (std::int64_t x0 = 0; x0 < mask.width; x0 += kBlock) {
    const std::int64_t columns = std::min(kBlock, mask.width - x0);
    if (spans.start(x0) == spans.start(x0 + columns)) continue;
    std::ranges::fill(block, std::uint8_t{0});
    for (std::int64_t x = 0; x < columns; ++x) {
      for (const Span& span : spans.column(x0 + x)) {
        std::fill(block.begin() + x * mask.height + span.first, block.begin() + x * mask.height + span.last,
                  std::uint8_t{1});
      }
    }
    for (std::int64_t y = 0; y < mask.height; ++y) {
      std::uint8_t* row = mask.row(y) + x0;
      for (std::int64_t x = 0; x < columns; ++x) row[x] = block[static_cast<std::size_t>(x * mask.height + y)];
    }
  }
  return mask;
}

Spans transposed(const Spans& spans) {
  // Sweep the rows: what changes between two columns ends or begins runs of the transposed mask.
  struct Piece {
    std::int32_t row, first, last;
  };
  std::vector<std::int32_t> open(static_cast<std::size_t>(spans.height()), -1);  // column where a row's run began
  std::vector<Piece> pieces;
  const auto toggle = [&](std::int32_t from, std::int32_t to, std::int64_t x) {
    for (std::int32_t y = from; y < to; ++y) {
      auto& began = open[static_cast<std::size_t>(y)];
      if (began < 0) {
        began = static_cast<std::int32_t>(x);
      } else {
        pieces.push_back({y, began, static_cast<std::int32_t>(x)});
        began = -1;
      }
    }
  };
  std::vector<std::int32_t> edges;
  for (std::int64_t x = 0; x <= spans.width(); ++x) {
    edges.clear();
    for (const std::int64_t side : {x - 1, x}) {
      if (side < 0 || side >= spans.width()) continue;
      for (const Span& span : spans.column(side)) edges.insert(edges.end(), {span.first, span.last});
    }
    std::ranges::sort(edges);  // rows where the two columns differ lie between an odd edge and the next
    for (std::size_t i = 0; i + 1 < edges.size(); i += 2) toggle(edges[i], edges[i + 1], x);
  }
  std::ranges::sort(pieces,
                    [](const Piece& a, const Piece& b) { return a.row != b.row ? a.row < b.row : a.first < b.first; });
  SpansWriter writer(spans.width(), spans.height());
  std::size_t next = 0;
  for (std::int64_t y = 0; y < spans.height(); ++y) {
    for (; next < pieces.size() && pieces[next].row == y; ++next) writer.add(pieces[next].first, pieces[next].last);
    writer.end_column();
  }
  return std::move(writer).finish();
}

Extent extent(const Spans& spans) {
  std::int64_t left = -1, right = -1, top = spans.height(), bottom = 0, area = 0;
  for (std::int64_t x = 0; x < spans.width(); ++x) {
    const auto column = spans.column(x);
    if (column.empty()) continue;
    if (left < 0) left = x;
    right = x;
    top = std::min<std::int64_t>(top, column.front().first);
    bottom = std::max<std::int64_t>(bottom, column.back().last);
    for (const Span& span : column) area += span.last - span.first;
  }
  if (area == 0) return {};
  return {{left, top, right - left + 1, bottom - top}, area};
}

}  // namespace avala
