#include "avala/level_set.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "avala/contours.h"
#include "avala/nesting.h"
#include "masks.h"

namespace avala {
namespace {

std::vector<float> grid(const std::vector<std::string>& rows) {  // '#': 1, '.': -1
  std::vector<float> values;
  for (const auto& row : rows) {
    for (const char c : row) values.push_back(c == '#' ? 1.0F : -1.0F);
  }
  return values;
}

struct Traced {
  LevelSet level;
  Nesting nesting;
  Spans mask;
};

Traced trace(const std::vector<std::string>& rows, std::int64_t scale, double min_area = 0, double fill_holes = 0) {
  const auto values = grid(rows);
  const auto height = static_cast<std::int64_t>(rows.size()), width = static_cast<std::int64_t>(rows[0].size());
  const Frame frame =
      Frame::whole(static_cast<double>(height), static_cast<double>(width), height * scale, width * scale);
  const Field field({values.data(), height, width}, frame);
  Traced result{level_set(field, 0, 0.1), {}, Spans(frame.height, frame.width)};
  result.nesting = nest(result.level, frame, min_area, fill_holes);
  result.mask = fill(result.level, result.nesting, frame);
  return result;
}

TEST(LevelSet, ExteriorsAndHolesRunOppositeWays) {
  const Traced ring = trace({".....", ".###.", ".#.#.", ".###.", "....."}, 20);
  ASSERT_EQ(ring.level.rings.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(signed_area(ring.level.rings[i]) > 0, ring.level.pixels[i] > 0);
    EXPECT_NEAR(signed_area(ring.level.rings[i]), static_cast<double>(ring.level.pixels[i]), 12);
  }
  EXPECT_EQ(ring.level.pixels[0] + ring.level.pixels[1], extent(ring.mask).area);
}

TEST(LevelSet, TheBorderClosesWhatRunsOverIt) {
  const Traced full = trace({"##", "##"}, 7);
  ASSERT_EQ(full.level.rings.size(), 1U);
  EXPECT_EQ(signed_area(full.level.rings[0]), 14.0 * 14.0);
  EXPECT_EQ(extent(full.mask).area, 14 * 14);
}

TEST(LevelSet, SaddlesFollowTheField) {
  // The two foreground corners are joined where their product outweighs the background's, and are apart where not.
  for (const float strong : {3.0F, 0.3F}) {
    const std::vector<float> values{strong, -1, -1, strong};
    const Field field({values.data(), 2, 2}, Frame::whole(2, 2, 40, 40));
    EXPECT_EQ(level_set(field, 0, 0.1).rings.size(), strong > 1 ? 1U : 2U) << strong;
  }
}

TEST(LevelSet, AreaAboveIsThatOfThePixels) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0, 2);
  std::vector<float> values(12 * 9);
  for (auto& v : values) v = normal(random);
  const Frame frame = Frame::whole(12, 9, 600, 450);
  const Field field({values.data(), 12, 9}, frame);
  for (const float level : {-1.0F, 0.0F, 1.0F}) {
    LevelSet set = level_set(field, level, 0);
    const Nesting nesting = nest(set, frame, 0, 0);
    const auto pixels = static_cast<double>(extent(fill(set, nesting, frame)).area);
    EXPECT_NEAR(area_above(field, level), pixels, 0.005 * pixels);
  }
}

TEST(Nesting, IslandsInHolesInIslands) {
  const Traced nested = trace({"#########", "#.......#", "#.#####.#", "#.#...#.#", "#.#.#.#.#", "#.#...#.#",
                               "#.#####.#", "#.......#", "#########"},
                              10);
  std::size_t exteriors = 0, holes = 0;
  for (std::size_t i = 0; i < nested.level.pixels.size(); ++i) {
    EXPECT_TRUE(nested.nesting.stays[i]);
    (nested.nesting.exterior_of[i] == kNone ? exteriors : holes) += 1;
    if (nested.nesting.exterior_of[i] != kNone) {
      const auto around = static_cast<std::size_t>(nested.nesting.exterior_of[i]);
      EXPECT_GT(nested.level.pixels[around], -nested.level.pixels[i]);
    }
  }
  EXPECT_EQ(exteriors, 3U);
  EXPECT_EQ(holes, 2U);
}

TEST(Nesting, FillsHolesAndDropsIslandsButNotTheLargest) {
  const std::vector<std::string> rows{".......", ".####..", ".#..#..", ".####..", ".......", ".....#."};
  EXPECT_EQ(trace(rows, 10).level.rings.size(), 3U);
  const auto count = [&](double min_area, double fill_holes) {
    const Traced t = trace(rows, 10, min_area, fill_holes);
    return std::count(t.nesting.stays.begin(), t.nesting.stays.end(), true);
  };
  EXPECT_EQ(count(0, 1000), 2);
  EXPECT_EQ(count(1000, 0), 2);
  EXPECT_EQ(count(1e9, 1e9), 1);
}

}  // namespace
}  // namespace avala
