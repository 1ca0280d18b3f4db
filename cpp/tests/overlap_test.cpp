#include "avala/overlap.h"

#include <gtest/gtest.h>

#include <limits>

#include "masks.h"

namespace avala {
namespace {

using testing::noise;
using testing::spans;

double iou_of_pixels(const Mask& a, const Mask& b) {
  int both = 0, either = 0;
  for (std::size_t i = 0; i < a.data.size(); ++i) {
    both += a.data[i] & b.data[i];
    either += a.data[i] | b.data[i];
  }
  return either == 0 ? 0.0 : static_cast<double>(both) / either;
}

TEST(IouMatrix, IsThatOfPixelsOnAnyThreads) {
  std::mt19937 random(13);
  std::vector<Mask> masks;
  std::vector<Spans> runs;
  for (int i = 0; i < 12; ++i) {
    masks.push_back(noise(random, 14, 19, 0.09 * i));
    runs.push_back(to_spans(masks.back().view()));
  }
  const std::span<const Spans> all(runs), some = all.first(5);
  const auto found = iou_matrix(some, all, 1);
  ASSERT_EQ(found.size(), 60U);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 12; ++j) EXPECT_EQ(found[i * 12 + j], iou_of_pixels(masks[i], masks[j]));
  }
  EXPECT_EQ(found, iou_matrix(some, all, 4));
  EXPECT_TRUE(iou_matrix({}, all, 2).empty());
  EXPECT_TRUE(iou_matrix({}, {}, 2).empty());
}

TEST(Nms, KeepsTheBetterOfTwo) {
  const std::vector<Spans> masks{spans({"###......"}), spans({"####....."}), spans({"......###"}),
                                 spans({"........."})};
  const std::vector<double> scores{0.5, 0.9, 0.7, 0.1};
  using Kept = std::vector<std::size_t>;
  for (const std::size_t threads : {1U, 3U}) {
    EXPECT_EQ(nms(masks, scores, 0.7, threads), (Kept{1, 2, 3}));
    EXPECT_EQ(nms(masks, scores, 0.75, threads), (Kept{1, 2, 0, 3}));  // not above
    EXPECT_EQ(nms(masks, scores, 1, threads), (Kept{1, 2, 0, 3}));
  }
  EXPECT_TRUE(nms({}, {}, 0.5, 2).empty());
}

TEST(Nms, WhatIsGoneTakesNobodyAlongAndEqualsStayInOrder) {
  const std::vector<Spans> chain{spans({"####...."}), spans({"..####.."}), spans({"....####"})};
  const std::vector<double> falling{3, 2, 1}, equal{1, 1, 1};
  for (const std::size_t threads : {1U, 2U}) {
    EXPECT_EQ(nms(chain, falling, 0.3, threads), (std::vector<std::size_t>{0, 2}));
    EXPECT_EQ(nms(chain, equal, 0.5, threads), (std::vector<std::size_t>{0, 1, 2}));
  }
}

TEST(Overlap, RefusesNonsense) {
  const std::vector<Spans> masks{Spans(3, 4), Spans(3, 4)}, others{Spans(3, 4), Spans(4, 3)};
  const std::vector<double> scores{1, 2}, broken{1, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_THROW(iou_matrix(masks, others, 1), InvalidInput);
  EXPECT_THROW(iou_matrix(others, masks, 1), InvalidInput);
  EXPECT_THROW(iou_matrix({}, others, 1), InvalidInput);
  EXPECT_THROW(nms(others, scores, 0.5, 1), InvalidInput);
  EXPECT_THROW(nms(masks, std::span(scores).first(1), 0.5, 1), InvalidInput);
  EXPECT_THROW(nms(masks, broken, 0.5, 1), InvalidInput);
  for (const double threshold : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(nms(masks, scores, threshold, 1), InvalidInput);
  }
}

}  // namespace
}  // namespace avala
