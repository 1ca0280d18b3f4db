// Where rings pass the columns' centre lines, put in order: column by column, then downwards.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace avala {

// First pixel whose centre is at or after a coordinate.
inline std::int64_t centre_from(double v) { return static_cast<std::int64_t>(std::ceil(v - 0.5)); }

// `Crossing` has `column` (0 to width - 1) and `y`. Columns by counting, since there are as many as crossings.
template <typename Crossing, typename After>
void sort_by_column(std::vector<Crossing>& crossings, std::int64_t width, After&& after_each) {
  std::vector<std::uint32_t> starts(static_cast<std::size_t>(width) + 1, 0);
  for (const Crossing& c : crossings) ++starts[static_cast<std::size_t>(c.column) + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  std::vector<Crossing> sorted(crossings.size());
  auto next = starts;
  for (const Crossing& c : crossings) sorted[next[static_cast<std::size_t>(c.column)]++] = c;
  const auto higher = [](const Crossing& a, const Crossing& b) { return a.y < b.y; };
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    const auto first = sorted.begin() + starts[i], last = sorted.begin() + starts[i + 1];
    if (first == last) continue;
    if (last - first == 2) {
      if (higher(first[1], first[0])) std::iter_swap(first, first + 1);
    } else {
      std::sort(first, last, higher);
    }
    after_each(first, last);
  }
  crossings = std::move(sorted);
}

}  // namespace avala
