#include "avala/components.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace avala {
namespace {

class UnionFind {
 public:
  std::int32_t add() {
    parents_.push_back(static_cast<std::int32_t>(parents_.size()));
    return parents_.back();
  }
  std::int32_t root(std::int32_t a) {
    while (parents_[static_cast<std::size_t>(a)] != a) {
      auto& parent = parents_[static_cast<std::size_t>(a)];
      parent = parents_[static_cast<std::size_t>(parent)];
      a = parent;
    }
    return a;
  }
  void join(std::int32_t a, std::int32_t b) {
    a = root(a), b = root(b);
    parents_[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
  }
  [[nodiscard]] std::size_t size() const { return parents_.size(); }

 private:
  std::vector<std::int32_t> parents_;
};

}  // namespace

Components::Components(const MaskView& mask, bool foreground) : rows_(static_cast<std::size_t>(mask.height())) {
  UnionFind sets;
  const std::int64_t reach = foreground ? 0 : 1;  // diagonal neighbours count for background
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    const std::uint8_t* row = mask.row(y);
    auto& runs = rows_[static_cast<std::size_t>(y)];
    for (std::int64_t x = 0; x < mask.width();) {
      if ((row[x] != 0) != foreground) {
        ++x;
        continue;
      }
      const std::int64_t first = x;
      while (x < mask.width() && (row[x] != 0) == foreground) ++x;
      runs.push_back({first, x - 1, sets.add()});
    }
    if (y == 0) continue;
    const auto& above = rows_[static_cast<std::size_t>(y - 1)];
    std::size_t i = 0;
    for (const Run& run : runs) {
      while (i < above.size() && above[i].last + reach < run.first) ++i;
      for (std::size_t j = i; j < above.size() && above[j].first <= run.last + reach; ++j) {
        sets.join(run.label, above[j].label);
      }
    }
  }
  std::vector<std::int32_t> names(sets.size(), -1);
  for (std::size_t y = 0; y < rows_.size(); ++y) {
    for (Run& run : rows_[y]) {
      auto& name = names[static_cast<std::size_t>(sets.root(run.label))];
      if (name < 0) {
        name = static_cast<std::int32_t>(all_.size());
        all_.emplace_back();
      }
      run.label = name;
      Component& component = all_[static_cast<std::size_t>(name)];
      component.area += run.last - run.first + 1;
      component.touches_border |= y == 0 || y + 1 == rows_.size() || run.first == 0 || run.last + 1 == mask.width();
    }
  }
}

std::int32_t Components::label_at(std::int64_t x, std::int64_t y) const {
  const auto& runs = row(y);
  const auto after = std::ranges::upper_bound(runs, x, {}, &Run::first);
  return std::prev(after)->label;
}

void clean(Mask& mask, double min_area, double fill_holes) {
  for (const double area : {min_area, fill_holes}) {
    if (!(area >= 0) || !std::isfinite(area)) {
      throw InvalidInput("min_area and fill_holes must be finite numbers, 0 or above, got " + std::to_string(area));
    }
  }
  const auto repaint = [&mask](const Components& parts, std::uint8_t value, const auto& chosen) {
    for (std::int64_t y = 0; y < mask.height; ++y) {
      for (const Run& run : parts.row(y)) {
        if (chosen(run.label)) std::fill(mask.row(y) + run.first, mask.row(y) + run.last + 1, value);
      }
    }
  };
  if (fill_holes > 0) {
    const Components holes(mask.view(), false);
    repaint(holes, 1, [&](std::int32_t label) {
      const Component& hole = holes.at(label);
      return !hole.touches_border && static_cast<double>(hole.area) < fill_holes;
    });
  }
  if (min_area > 0) {
    const Components islands(mask.view(), true);
    std::int32_t largest = 0;
    for (std::int32_t label = 1; label < islands.count(); ++label) {
      if (islands.at(label).area > islands.at(largest).area) largest = label;
    }
    repaint(islands, 0, [&](std::int32_t label) {
      return label != largest && static_cast<double>(islands.at(label).area) < min_area;
    });
  }
}

Extent extent(const MaskView& mask) {
  std::int64_t left = mask.width(), right = -1, top = -1, bottom = -1, area = 0;
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    const std::uint8_t *row = mask.row(y), *end = row + mask.width();
    const std::int64_t found = end - row - std::count(row, end, std::uint8_t{0});
    if (found == 0) continue;
    area += found;
    if (top < 0) top = y;
    bottom = y;
    const auto set = [](std::uint8_t v) { return v != 0; };
    left = std::min(left, static_cast<std::int64_t>(std::find_if(row, end, set) - row));
    right = std::max(
        right,
        static_cast<std::int64_t>(
            std::find_if(std::make_reverse_iterator(end), std::make_reverse_iterator(row), set).base() - row - 1));
  }
  if (area == 0) return {};
  return {{left, top, right - left + 1, bottom - top + 1}, area};
}

}  // namespace avala
