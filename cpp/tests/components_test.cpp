#include "avala/components.h"

#include <gtest/gtest.h>

#include <limits>

#include "masks.h"

namespace avala {
namespace {

using testing::spans;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();

TEST(Components, ForegroundIsFourConnectedAndBackgroundEightConnected) {
  const Spans mask = spans({"##.", "..#", "###"});
  const Components islands(mask, true), background(mask, false);
  EXPECT_EQ(islands.count(), 2);
  EXPECT_EQ(background.count(), 1);
  EXPECT_EQ(Components(spans({"#.", ".#"}), false).count(), 1);
  EXPECT_EQ(Components(spans({"#.", ".#"}), true).count(), 2);
}

TEST(Components, SaysWhichComponentHoldsAPixel) {
  const Spans mask = spans({".#.#", "##.#", "...#", "#..."});
  const Components islands(mask, true);
  ASSERT_EQ(islands.count(), 3);  // leftmost, then topmost pixel first
  EXPECT_EQ(islands.label_at(0, 1), 0);
  EXPECT_EQ(islands.label_at(1, 0), 0);
  EXPECT_EQ(islands.label_at(0, 3), 1);
  EXPECT_EQ(islands.label_at(3, 2), 2);
  for (const auto& [x, y] : {std::pair{0, 0}, {2, 1}, {-1, 1}, {4, 1}, {0, -1}, {0, 4}}) {
    EXPECT_EQ(islands.label_at(x, y), -1) << x << ", " << y;
  }
}

TEST(Components, MeasuresEach) {
  const Spans mask = spans({"......", "...##.", ".###..", ".#....", "......"});
  const Components islands(mask, true);
  ASSERT_EQ(islands.count(), 1);
  EXPECT_EQ(islands.at(0).area, 6);
  EXPECT_EQ(islands.at(0).top, 1);
  EXPECT_EQ(islands.at(0).left, 3);
  EXPECT_FALSE(islands.at(0).touches_border);
  for (const auto& rows : std::vector<std::vector<std::string>>{{"#..", "...", "..."},
                                                                {"...", "..#", "..."},
                                                                {"...", "...", ".#."},
                                                                {".#.", "...", "..."},
                                                                {"...", "#..", "..."}}) {
    EXPECT_TRUE(Components(spans(rows), true).at(0).touches_border);
  }
}

TEST(Components, LateJoinsAreOneComponent) {
  EXPECT_EQ(Components(spans({"#####", "....#", "###.#", "#...#", "#####"}), true).count(), 1);
  EXPECT_EQ(Components(spans({"####.", "....#", "####."}), true).count(), 3);
}

TEST(Clean, FillsHolesThenDropsIslandsButNotTheLargest) {
  const Spans mask = spans({"####..#", "#..#...", "####...", ".......", "..##..."});
  EXPECT_EQ(clean(mask, 2, 3), spans({"####...", "####...", "####...", ".......", "..##..."}));
  const Spans lonely = spans({"...", ".#.", "..."});
  EXPECT_EQ(clean(lonely, 100, 0), lonely);
  // With the hole filled, the left one is the largest.
  EXPECT_EQ(clean(spans({"###.##", "#.#.##", "###.##", "....##", "......"}), 9, 2),
            spans({"###...", "###...", "###...", "......", "......"}));
}

TEST(Clean, OfEqualsTheTopmostThenLeftmostStays) {
  EXPECT_EQ(drop_islands(spans({"..##", "....", "##..", "...."}), 3), spans({"..##", "....", "....", "...."}));
  EXPECT_EQ(keep_largest(spans({"...#", "....", "#...", "...."}), 1), spans({"...#", "....", "....", "...."}));
  EXPECT_EQ(keep_largest(spans({"#..#"}), 1), spans({"#..."}));
}

TEST(Clean, BackgroundAtTheBorderIsNoHole) {
  const Spans open = spans({"###", "#.#", "#.#"}), diagonal = spans({".##", "#.#", "###"});
  EXPECT_EQ(fill_holes(open, 100), open);
  EXPECT_EQ(fill_holes(diagonal, 100), diagonal);
  EXPECT_EQ(fill_holes(spans({"###", "#.#", "###"}), 100), spans({"###", "###", "###"}));
}

TEST(Clean, AreasAreExclusive) {
  const Spans hole = spans({"####", "#..#", "####"});
  EXPECT_EQ(fill_holes(hole, 2), hole);
  EXPECT_EQ(fill_holes(hole, 2.1), spans({"####", "####", "####"}));
  const Spans islands = spans({"###.##"});
  EXPECT_EQ(drop_islands(islands, 2), islands);
  EXPECT_EQ(drop_islands(islands, 2.1), spans({"###..."}));
}

TEST(Clean, FillingAHoleSwallowsAnIslandOnlyWhenTheHoleIsBackground) {
  // An island in a hole: the hole is the ring of background around it.
  const Spans nested = spans({"#####", "#...#", "#.#.#", "#...#", "#####"});
  EXPECT_EQ(fill_holes(nested, 8), nested);
  EXPECT_EQ(extent(fill_holes(nested, 9)).area, 25);
  EXPECT_EQ(drop_islands(nested, 2), spans({"#####", "#...#", "#...#", "#...#", "#####"}));
}

TEST(Clean, RefusesNonsense) {
  const Spans mask = spans({"#"});
  for (const double area : {-1.0, kNan, kInf}) {
    EXPECT_THROW(clean(mask, area, 0), InvalidInput);
    EXPECT_THROW(clean(mask, 0, area), InvalidInput);
    EXPECT_THROW(fill_holes(mask, area), InvalidInput);
    EXPECT_THROW(drop_islands(mask, area), InvalidInput);
  }
}

TEST(KeepUnder, KeepsWhatHoldsAPoint) {
  const Spans mask = spans({"##..#", "....#", "#...."});
  const std::vector<Point> right{{4.99, 1.99}}, two{{0.0, 2.0}, {1.5, 0.0}},
      nowhere{{2.5, 0.5}, {-0.5, 0.5}, {5.0, 0.5}, {0.5, 3.0}, {1e300, -1e300}};
  EXPECT_EQ(keep_under(mask, right), spans({"....#", "....#", "....."}));
  EXPECT_EQ(keep_under(mask, two), spans({"##...", ".....", "#...."}));
  EXPECT_TRUE(keep_under(mask, nowhere).empty());
  EXPECT_TRUE(keep_under(mask, {}).empty());
  const std::vector<Point> broken{{kNan, 0}}, endless{{0, kInf}};
  EXPECT_THROW(keep_under(mask, broken), InvalidInput);
  EXPECT_THROW(keep_under(mask, endless), InvalidInput);
}

TEST(KeepLargest, CountsFromTheLargest) {
  const Spans mask = spans({"#.##.###", "........", "####...."});
  EXPECT_EQ(keep_largest(mask, 1), spans({"........", "........", "####...."}));
  EXPECT_EQ(keep_largest(mask, 3), spans({"..##.###", "........", "####...."}));
  EXPECT_EQ(keep_largest(mask, 4), mask);
  EXPECT_EQ(keep_largest(mask, std::numeric_limits<std::int64_t>::max()), mask);
  EXPECT_TRUE(keep_largest(spans({"..."}), 1).empty());
  EXPECT_THROW(keep_largest(mask, 0), InvalidInput);
}

}  // namespace
}  // namespace avala
