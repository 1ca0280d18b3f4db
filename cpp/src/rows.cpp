#include "rows.h"

#include <algorithm>
#include <string>

#include "avala/dialects.h"

namespace avala {
namespace {

// Pixels of a column that are not in the one before.
std::int64_t begun(std::span<const Span> before, std::span<const Span> column) {
  std::int64_t pixels = 0;
  auto other = before.begin();
  for (const Span& span : column) {
    pixels += span.last - span.first;
    while (other != before.end() && other->last <= span.first) ++other;
    for (auto at = other; at != before.end() && at->first < span.last; ++at) {
      pixels -= std::min(at->last, span.last) - std::max(at->first, span.first);
    }
  }
  return pixels;
}

}  // namespace

Spans turned(const Spans& spans) {
  const std::int64_t limit =
      std::max(kFreeTurnedRuns, kMaxTurnedGrowth * static_cast<std::int64_t>(spans.all().size()));
  std::int64_t runs = 0;
  for (std::int64_t x = 0; x < spans.width() && runs <= limit; ++x) {
    runs += x == 0 ? begun({}, spans.column(x)) : begun(spans.column(x - 1), spans.column(x));
  }
  if (runs > limit) {
    throw InvalidInput("the mask is " + std::to_string(spans.all().size()) + " runs, and more than " +
                       std::to_string(limit) + " when its rows and columns change places");
  }
  return transposed(spans);
}

}  // namespace avala
