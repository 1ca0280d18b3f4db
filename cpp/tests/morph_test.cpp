#include "avala/morph.h"

#include <gtest/gtest.h>

#include <limits>

#include "avala/booleans.h"
#include "masks.h"

namespace avala {
namespace {

using testing::noise;
using testing::spans;

// Whether any pixel within the radius, inside the image, is of `value`.
bool any_near(const Mask& mask, std::int64_t x, std::int64_t y, double radius, bool value) {
  for (std::int64_t v = 0; v < mask.height; ++v) {
    for (std::int64_t u = 0; u < mask.width; ++u) {
      const auto square = static_cast<double>((u - x) * (u - x) + (v - y) * (v - y));
      if (mask.view().at(u, v) == value && square <= radius * radius) return true;
    }
  }
  return false;
}

TEST(Morph, IsThatOfPixels) {
  std::mt19937 random(12);
  std::uniform_real_distribution<double> radii(0, 6);
  for (int i = 0; i < 120; ++i) {
    const double radius = i % 3 == 0 ? i % 7 : radii(random);
    const Mask mask = noise(random, 1 + i % 19, 1 + i % 13, i % 2 == 0 ? 0.05 : 0.95);
    Mask grown(mask.height, mask.width), shrunk(mask.height, mask.width);
    for (std::int64_t y = 0; y < mask.height; ++y) {
      for (std::int64_t x = 0; x < mask.width; ++x) {
        grown.row(y)[x] = any_near(mask, x, y, radius, true) ? 1 : 0;
        shrunk.row(y)[x] = any_near(mask, x, y, radius, false) ? 0 : 1;
      }
    }
    EXPECT_EQ(grow(to_spans(mask.view()), radius), to_spans(grown.view())) << radius;
    EXPECT_EQ(shrink(to_spans(mask.view()), radius), to_spans(shrunk.view())) << radius;
  }
}

TEST(Morph, DiscIsExact) {
  const Spans dot = spans({".......", ".......", ".......", "...#...", ".......", ".......", "......."});
  EXPECT_EQ(grow(dot, 0.99), dot);
  EXPECT_EQ(grow(dot, 1), spans({".......", ".......", "...#...", "..###..", "...#...", ".......", "......."}));
  EXPECT_EQ(grow(dot, std::sqrt(2.0)),
            spans({".......", ".......", "..###..", "..###..", "..###..", ".......", "......."}));
  EXPECT_EQ(extent(grow(dot, 3)).area, 29);
}

TEST(Morph, BorderNeitherErodesNorGrows) {
  const Spans full = spans({"####", "####", "####"}), cut = spans({"###.", "###.", "###."}), empty(3, 4);
  EXPECT_EQ(shrink(full, kMaxRadius), full);
  EXPECT_EQ(shrink(cut, 1), spans({"##..", "##..", "##.."}));
  EXPECT_EQ(grow(empty, kMaxRadius), empty);
  EXPECT_EQ(grow(spans({"....", "...#", "...."}), kMaxRadius), full);
}

TEST(Morph, SmoothTakesThornsAndFillsNotches) {
  Mask square(60, 80), rough(60, 80);
  for (std::int64_t y = 20; y < 40; ++y) {
    std::fill(square.row(y) + 20, square.row(y) + 60, std::uint8_t{1});
  }
  const Spans clean = smooth(to_spans(square.view()), 3);
  rough.data = square.data;
  for (std::int64_t y = 8; y < 20; ++y) rough.row(y)[40] = 1;   // a thorn
  for (std::int64_t y = 30; y < 40; ++y) rough.row(y)[40] = 0;  // a notch
  rough.row(50)[70] = 1;                                        // dirt
  const Spans smoothed = smooth(to_spans(rough.view()), 3);
  EXPECT_NE(to_spans(rough.view()), to_spans(square.view()));
  EXPECT_FALSE(smoothed.at(40, 15));
  EXPECT_FALSE(smoothed.at(70, 50));
  EXPECT_TRUE(smoothed.at(40, 33));
  EXPECT_TRUE(subtract(clean, to_spans(square.view())).empty());
  EXPECT_GT(extent(clean).area, 40 * 20 - 30);  // the corners are rounded
  EXPECT_LT(extent(clean).area, 40 * 20);
}

TEST(Morph, RefusesNonsense) {
  const Spans mask = spans({"#"});
  for (const double radius :
       {-0.1, kMaxRadius + 0.1, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    for (const auto verb : {grow, shrink, smooth}) EXPECT_THROW(verb(mask, radius), InvalidInput) << radius;
  }
}

}  // namespace
}  // namespace avala
