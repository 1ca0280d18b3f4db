// Masks as pictures, for tests.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "avala/spans.h"
#include "avala/types.h"

namespace avala::testing {

inline Mask picture(const std::vector<std::string>& rows) {
  Mask mask(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.at(0).size()));
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < rows[y].size(); ++x) mask.data[y * rows[y].size() + x] = rows[y][x] == '#' ? 1 : 0;
  }
  return mask;
}

inline Spans spans(const std::vector<std::string>& rows) { return to_spans(picture(rows).view()); }

inline Mask noise(std::mt19937& random, std::int64_t height, std::int64_t width, double density) {
  Mask mask(height, width);
  std::bernoulli_distribution on(density);
  for (auto& pixel : mask.data) pixel = on(random) ? 1 : 0;
  return mask;
}

}  // namespace avala::testing
