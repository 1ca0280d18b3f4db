#include "avala/overlap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "avala/booleans.h"
#include "avala/parallel.h"

namespace avala {
namespace {

// A mask, and what is measured once.
struct Measured {
  const Spans* spans;
  Extent extent;
};

std::vector<Measured> measure(std::span<const Spans> masks, std::size_t threads) {
  std::vector<Measured> out(masks.size());
  for_each(masks.size(), threads, [&](std::size_t i) { out[i] = {&masks[i], extent(masks[i])}; });
  return out;
}

std::int64_t common_rows(std::span<const Span> a, std::span<const Span> b) {
  std::int64_t rows = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    rows += std::max(0, std::min(a[i].last, b[j].last) - std::max(a[i].first, b[j].first));
    if (a[i].last < b[j].last) {
      ++i;
    } else {
      ++j;
    }
  }
  return rows;
}

std::int64_t intersection(const Measured& a, const Measured& b) {
  const Box &in_a = a.extent.box, &in_b = b.extent.box;
  if (std::max(in_a.y, in_b.y) >= std::min(in_a.y + in_a.height, in_b.y + in_b.height)) return 0;
  const std::int64_t end = std::min(in_a.x + in_a.width, in_b.x + in_b.width);
  std::int64_t area = 0;
  for (std::int64_t x = std::max(in_a.x, in_b.x); x < end; ++x) {
    area += common_rows(a.spans->column(x), b.spans->column(x));
  }
  return area;
}

double iou(const Measured& a, const Measured& b) {
  const std::int64_t both = intersection(a, b);
  if (both == 0) return 0;
  return static_cast<double>(both) / static_cast<double>(a.extent.area + b.extent.area - both);
}

bool above(const Measured& a, const Measured& b, double threshold) {
  const auto [small, large] = std::minmax(a.extent.area, b.extent.area);
  // IoU is at most the ratio of the areas.
  if (large == 0 || static_cast<double>(small) / static_cast<double>(large) <= threshold) return false;
  return iou(a, b) > threshold;
}

void check_scores(std::span<const Spans> masks, std::span<const double> scores, double threshold) {
  if (scores.size() != masks.size()) {
    throw InvalidInput("there must be a score for each mask, got " + std::to_string(scores.size()) + " for " +
                       std::to_string(masks.size()));
  }
  if (!std::ranges::all_of(scores, [](double score) { return std::isfinite(score); })) {
    throw InvalidInput("scores must be finite");
  }
  if (!(threshold >= 0 && threshold <= 1)) {
    throw InvalidInput("an IoU threshold must be 0 to 1, got " + std::to_string(threshold));
  }
}

}  // namespace

std::vector<double> iou_matrix(std::span<const Spans> a, std::span<const Spans> b, std::size_t threads) {
  for (const auto& masks : {a, b}) {
    for (const Spans& mask : masks) check_same_size(a.empty() ? b.front() : a.front(), mask);
  }
  const auto rows = measure(a, threads), columns = measure(b, threads);
  std::vector<double> out(a.size() * b.size());
  for_each(rows.size(), threads, [&](std::size_t i) {
    for (std::size_t j = 0; j < columns.size(); ++j) out[i * columns.size() + j] = iou(rows[i], columns[j]);
  });
  return out;
}

std::vector<std::size_t> nms(std::span<const Spans> masks, std::span<const double> scores, double threshold,
                             std::size_t threads) {
  check_scores(masks, scores, threshold);
  for (const Spans& mask : masks) check_same_size(masks.front(), mask);
  const auto measured = measure(masks, threads);
  std::vector<std::size_t> order(masks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t i, std::size_t j) { return scores[i] > scores[j]; });
  const auto outdone_by = [&](std::size_t rank) {
    std::vector<std::size_t> ranks;
    for (std::size_t other = rank + 1; other < order.size(); ++other) {
      if (above(measured[order[rank]], measured[order[other]], threshold)) ranks.push_back(other);
    }
    return ranks;
  };
  // With threads, who would outdo whom is found for all at once; with one, for those that are kept only.
  std::vector<std::vector<std::size_t>> outdone(threads > 1 ? order.size() : 0);
  for_each(outdone.size(), threads, [&](std::size_t rank) { outdone[rank] = outdone_by(rank); });
  std::vector<bool> gone(order.size());
  std::vector<std::size_t> kept;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    if (gone[rank]) continue;
    kept.push_back(order[rank]);
    for (const std::size_t other : outdone.empty() ? outdone_by(rank) : outdone[rank]) gone[other] = true;
  }
  return kept;
}

}  // namespace avala
