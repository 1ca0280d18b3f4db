#include "avala/contours.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <set>

#include "avala/raster.h"
#include "avala/simplify.h"
#include "masks.h"

namespace avala {
namespace {

using testing::noise;
using testing::picture;

TEST(Contours, OnePixelIsItsSquare) {
  const auto polygons = contours(to_spans(picture({"...", ".#.", "..."}).view()));
  ASSERT_EQ(polygons.size(), 1U);
  EXPECT_EQ(polygons[0].exterior.size(), 4U);
  EXPECT_EQ(signed_area(polygons[0].exterior), 1.0);
}

TEST(Contours, IslandInHoleInIsland) {
  const auto polygons = contours(to_spans(picture({"#####", "#...#", "#.#.#", "#...#", "#####"}).view()));
  ASSERT_EQ(polygons.size(), 2U);
  EXPECT_EQ(polygons[0].holes.size(), 1U);
  EXPECT_EQ(signed_area(polygons[0].holes.at(0)), -9.0);
  EXPECT_TRUE(polygons[1].holes.empty());
}

TEST(Contours, PixelsThatTouchAtACornerAreApart) {
  EXPECT_EQ(contours(to_spans(picture({"#.", ".#"}).view())).size(), 2U);
}

TEST(Contours, DiagonalHolesAreTwoRings) {
  const auto polygons = contours(to_spans(picture({"####", "#.##", "##.#", "####"}).view()));
  ASSERT_EQ(polygons.size(), 1U);
  EXPECT_EQ(polygons[0].holes.size(), 2U);
}

TEST(Contours, EmptyMaskHasNone) { EXPECT_TRUE(contours(to_spans(picture({"...", "..."}).view())).empty()); }

TEST(Contours, RasterisingGivesTheMaskBack) {
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    const Mask mask = noise(random, 1 + i % 19, 1 + i % 23, 0.05 + 0.003 * i);
    EXPECT_EQ(to_mask(rasterise(contours(to_spans(mask.view())), mask.height, mask.width)).data, mask.data);
  }
}

TEST(Simplify, KeepsOrientationAndThreeVertices) {
  std::mt19937 random(8);
  for (int i = 0; i < 200; ++i) {
    auto polygons = contours(to_spans(noise(random, 20, 17, 0.6).view()));
    simplify(polygons, 2.5);
    for (const auto& polygon : polygons) {
      EXPECT_GE(polygon.exterior.size(), 3U);
      EXPECT_GT(signed_area(polygon.exterior), 0.0);
      for (const auto& hole : polygon.holes) EXPECT_LT(signed_area(hole), 0.0);
    }
  }
}

// Every edge of every ring, whichever way it runs, and how many there are.
std::pair<std::set<std::array<double, 4>>, std::size_t> edges(const std::vector<Polygon>& polygons) {
  std::set<std::array<double, 4>> different;
  std::size_t count = 0;
  const auto add = [&](const Ring& ring) {
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++, ++count) {
      const bool forth = std::pair(ring[j].x, ring[j].y) < std::pair(ring[i].x, ring[i].y);
      const Point &a = forth ? ring[j] : ring[i], &b = forth ? ring[i] : ring[j];
      different.insert({a.x, a.y, b.x, b.y});
    }
  };
  for (const auto& polygon : polygons) {
    add(polygon.exterior);
    for (const auto& hole : polygon.holes) add(hole);
  }
  return {different, count};
}

TEST(Simplify, IslandsThatTouchTwiceDoNotComeToShareAnEdge) {
  auto polygons = contours(to_spans(picture({".##", "#.#", "##."}).view()));
  ASSERT_EQ(polygons.size(), 2U);
  simplify(polygons, 2);
  EXPECT_EQ(edges(polygons).first.size(), edges(polygons).second);
}

TEST(Simplify, NoEdgeLiesOnAnother) {
  std::mt19937 random(9);
  for (int i = 0; i < 300; ++i) {
    auto polygons = contours(to_spans(noise(random, 20, 20, 0.3 + 0.001 * i).view()));
    simplify(polygons, 0.5 + 0.02 * i);
    EXPECT_EQ(edges(polygons).first.size(), edges(polygons).second);
  }
}

TEST(Simplify, RefusesNonsense) {
  std::vector<Polygon> none;
  EXPECT_THROW(simplify(none, -1), InvalidInput);
  EXPECT_THROW(simplify(none, std::numeric_limits<double>::quiet_NaN()), InvalidInput);
}

TEST(Raster, RefusesShortRingsAndNonFinite) {
  EXPECT_THROW(rasterise({{{{0, 0}, {1, 1}}, {}}}, 3, 3), InvalidInput);
  EXPECT_THROW(rasterise({{{{0, 0}, {1, 1}, {std::numeric_limits<double>::infinity(), 0}}, {}}}, 3, 3), InvalidInput);
}

TEST(Raster, RefusesCoordinatesThatOverflow) {
  const double far = std::numeric_limits<double>::max();
  EXPECT_THROW(rasterise({{{{-far, -far}, {far, -far / 2}, {far, far}}, {}}}, 8, 8), InvalidInput);
  EXPECT_THROW(rasterise({{{{0, 0}, {1e16, 0}, {0, 4}}, {}}}, 8, 8), InvalidInput);
}

TEST(Raster, EdgesAreHalfOpen) {
  const Mask mask = to_mask(rasterise({{{{0.5, 0.5}, {2.5, 0.5}, {2.5, 2.5}, {0.5, 2.5}}, {}}}, 4, 4));
  EXPECT_EQ(mask.data, picture({"##..", "##..", "....", "...."}).data);
}

TEST(Raster, PolygonsAreUnited) {
  const Ring square{{0, 0}, {2, 0}, {2, 2}, {0, 2}}, shifted{{1, 1}, {3, 1}, {3, 3}, {1, 3}};
  EXPECT_EQ(to_mask(rasterise({{square, {}}, {shifted, {}}}, 3, 3)).data, picture({"##.", "###", ".##"}).data);
}

TEST(Raster, FarOutsideIsClipped) {
  const Mask mask = to_mask(rasterise({{{{-1e12, -1e12}, {1e12, -1e12}, {1e12, 1e12}, {-1e12, 1e12}}, {}}}, 3, 4));
  EXPECT_EQ(std::count(mask.data.begin(), mask.data.end(), 1), 12);
}

}  // namespace
}  // namespace avala
