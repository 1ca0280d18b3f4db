#include "avala/components.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "avala/booleans.h"

namespace avala {
namespace {

// The root of a set is its smallest member.
class UnionFind {
 public:
  explicit UnionFind(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), 0U); }
  std::uint32_t root(std::size_t of) {
    auto a = static_cast<std::uint32_t>(of);
    while (parents_[a] != a) a = parents_[a] = parents_[parents_[a]];
    return a;
  }
  void join(std::size_t a, std::size_t b) {
    const auto x = root(a), y = root(b);
    parents_[std::max(x, y)] = std::min(x, y);
  }

 private:
  std::vector<std::uint32_t> parents_;
};

void check_area(double area, const char* what) {
  if (!(area >= 0) || !std::isfinite(area)) {
    throw InvalidInput(std::string(what) + " must be finite, 0 or above, got " + std::to_string(area));
  }
}

// The spans whose component is chosen.
template <typename Chosen>
Spans select(const Components& parts, Chosen chosen) {
  const Spans& spans = parts.spans();
  SpansWriter writer(spans.height(), spans.width());
  std::size_t i = 0;
  for (std::int64_t x = 0; x < spans.width(); ++x) {
    for (const Span& span : spans.column(x)) {
      if (chosen(parts.labels()[i++])) writer.add(span.first, span.last);
    }
    writer.end_column();
  }
  return std::move(writer).finish();
}

bool larger(const Component& a, const Component& b) {
  if (a.area != b.area) return a.area > b.area;
  return a.top != b.top ? a.top < b.top : a.left < b.left;
}

}  // namespace

Components::Components(const Spans& mask, bool foreground)
    : spans_(foreground ? mask : invert(mask)), labels_(spans_.all().size()) {
  const auto all = spans_.all();
  const std::int64_t reach = foreground ? 0 : 1;  // diagonal neighbours count for background
  UnionFind sets(all.size());
  for (std::int64_t x = 1; x < spans_.width(); ++x) {
    std::size_t before = spans_.start(x - 1);
    const std::size_t begin = spans_.start(x), end = spans_.start(x + 1);
    for (std::size_t i = begin; i < end; ++i) {
      while (before < begin && all[before].last + reach <= all[i].first) ++before;
      for (std::size_t j = before; j < begin && all[j].first < all[i].last + reach; ++j) sets.join(i, j);
    }
  }
  std::size_t i = 0;
  for (std::int64_t x = 0; x < spans_.width(); ++x) {
    for (const Span& span : spans_.column(x)) {
      const auto root = sets.root(i);
      if (root == i) {
        labels_[i] = static_cast<std::int32_t>(all_.size());
        all_.push_back({0, span.first, x, false});
      }
      labels_[i] = labels_[root];
      Component& component = all_[static_cast<std::size_t>(labels_[i])];
      component.area += span.last - span.first;
      if (span.first < component.top) component.top = span.first, component.left = x;
      component.touches_border |= x == 0 || x + 1 == spans_.width() || span.first == 0 || span.last == spans_.height();
      ++i;
    }
  }
}

std::int32_t Components::label_at(std::int64_t x, std::int64_t y) const {
  if (!spans_.at(x, y)) return -1;
  const auto column = spans_.column(x);
  const auto after = std::ranges::upper_bound(column, y, {}, &Span::first) - column.begin();
  return labels_[spans_.start(x) + static_cast<std::size_t>(after) - 1];
}

Spans fill_holes(const Spans& mask, double area) {
  check_area(area, "the area of holes");
  if (area == 0 || mask.empty()) return mask;
  const Components background(mask, false);
  return unite(mask, select(background, [&](std::int32_t label) {
                 const Component& hole = background.at(label);
                 return !hole.touches_border && static_cast<double>(hole.area) < area;
               }));
}

Spans drop_islands(const Spans& mask, double area) {
  check_area(area, "the area of islands");
  if (area == 0 || mask.empty()) return mask;
  const Components islands(mask, true);
  std::int32_t largest = 0;
  for (std::int32_t label = 1; label < islands.count(); ++label) {
    if (larger(islands.at(label), islands.at(largest))) largest = label;
  }
  return select(islands, [&](std::int32_t label) {
    return label == largest || static_cast<double>(islands.at(label).area) >= area;
  });
}

Spans clean(const Spans& mask, double min_area, double hole_area) {
  for (const double area : {min_area, hole_area}) check_area(area, "min_area and fill_holes");
  return drop_islands(fill_holes(mask, hole_area), min_area);
}

Spans keep_under(const Spans& mask, std::span<const Point> points) {
  const Components islands(mask, true);
  std::vector<bool> kept(static_cast<std::size_t>(islands.count()));
  const auto width = static_cast<double>(mask.width()), height = static_cast<double>(mask.height());
  for (const Point& point : points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) throw InvalidInput("points must be finite");
    if (!(point.x >= 0 && point.y >= 0 && point.x < width && point.y < height)) continue;
    const auto label = islands.label_at(static_cast<std::int64_t>(point.x), static_cast<std::int64_t>(point.y));
    if (label >= 0) kept[static_cast<std::size_t>(label)] = true;
  }
  return select(islands, [&](std::int32_t label) { return kept[static_cast<std::size_t>(label)]; });
}

Spans keep_largest(const Spans& mask, std::int64_t count) {
  if (count < 1) throw InvalidInput("the count of components to keep must be 1 or above, got " + std::to_string(count));
  const Components islands(mask, true);
  if (count >= islands.count()) return mask;
  std::vector<std::int32_t> order(static_cast<std::size_t>(islands.count()));
  std::iota(order.begin(), order.end(), 0);
  const auto end = order.begin() + count;
  std::ranges::nth_element(order, end,
                           [&](std::int32_t a, std::int32_t b) { return larger(islands.at(a), islands.at(b)); });
  std::vector<bool> kept(order.size());
  for (auto label = order.begin(); label != end; ++label) kept[static_cast<std::size_t>(*label)] = true;
  return select(islands, [&](std::int32_t label) { return kept[static_cast<std::size_t>(label)]; });
}

}  // namespace avala
