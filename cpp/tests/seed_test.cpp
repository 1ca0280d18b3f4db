#include "avala/seed.h"

#include <gtest/gtest.h>

#include <cmath>

#include "avala/booleans.h"
#include "avala/outline.h"
#include "masks.h"

namespace avala {
namespace {

using testing::spans;

// An ellipse with a notch.
Spans blob(std::int64_t height, std::int64_t width, Point centre, double rx, double ry) {
  Mask mask(height, width);
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const double u = (static_cast<double>(x) + 0.5 - centre.x) / rx,
                   v = (static_cast<double>(y) + 0.5 - centre.y) / ry;
      mask.row(y)[x] = u * u + v * v <= 1 && !(u > 0.4 && std::abs(v) < 0.15) ? 1 : 0;
    }
  }
  return to_spans(mask.view());
}

double iou(const Spans& a, const Spans& b) {
  return static_cast<double>(extent(intersect(a, b)).area) / static_cast<double>(extent(unite(a, b)).area);
}

Spans back(const std::vector<float>& logits, const Frame& frame, std::int64_t cells_h, std::int64_t cells_w) {
  return threshold({logits.data(), cells_h, cells_w}, frame);
}

TEST(Seed, ThresholdGivesTheMaskBack) {
  const Spans mask = blob(480, 640, {300, 250}, 200, 150);
  for (const Frame& frame : {Frame::whole(96, 128, 480, 640), Frame::whole(95.7, 127.3, 480, 640),
                             Frame{128, 112.5, 480, 640, {60, 70, 500, 400}}}) {
    const auto logits = logits_from_mask(mask, frame, 128, 128);
    EXPECT_GT(iou(back(logits, frame, 128, 128), mask), 0.97);
  }
}

TEST(Seed, BorderStaysWhereItIs) {
  const Spans full = invert(Spans(300, 400));
  for (const Frame& frame : {Frame::whole(60, 80, 300, 400), Frame::whole(60.25, 79.99, 300, 400)}) {
    EXPECT_EQ(back(logits_from_mask(full, frame, 80, 80), frame, 80, 80), full);
  }
}

TEST(Seed, LogitsAreTheCoverageOfACell) {
  // Cells of 2 x 2 pixels.
  const Spans mask = spans({"##.#", "##..", "#...", "...."});
  const Frame frame = Frame::whole(2, 2, 4, 4);
  EXPECT_EQ(logits_from_mask(mask, frame, 2, 2), (std::vector<float>{10, -5, -5, -10}));
  EXPECT_EQ(logits_from_mask(mask, frame, 2, 3), (std::vector<float>{10, -5, -10, -5, -10, -10}));
  // A view of the right half: cells of 1 x 2 pixels (x, y).
  const Frame right{2, 2, 4, 4, {2, 0, 2, 4}};
  EXPECT_EQ(logits_from_mask(mask, right, 2, 2), (std::vector<float>{-10, 0, -10, -10}));
  // The lower rows of a view that cuts a span.
  const Frame low{1, 1, 4, 4, {0, 1, 1, 2}};
  EXPECT_EQ(logits_from_mask(mask, low, 1, 1), (std::vector<float>{10}));
}

TEST(Seed, CellsSmallerThanPixelsAndValidInPart) {
  const Spans mask = spans({"#."});
  EXPECT_EQ(logits_from_mask(mask, Frame::whole(1, 4, 1, 2), 1, 4), (std::vector<float>{10, 10, -10, -10}));
  // Pixels of 0.75 cells; the second cell is valid by half: it is the second pixel's.
  EXPECT_EQ(logits_from_mask(mask, Frame::whole(1, 1.5, 1, 2), 1, 2), (std::vector<float>{5, -10}));
  EXPECT_EQ(logits_from_mask(spans({".#"}), Frame::whole(1, 1.5, 1, 2), 1, 2), (std::vector<float>{-5, 10}));
}

TEST(Seed, RefusesFramesThatDoNotFit) {
  const Spans mask(4, 6);
  const Frame frame = Frame::whole(2, 3, 4, 6);
  EXPECT_EQ(logits_from_mask(mask, frame, 2, 3), std::vector<float>(6, -10.0F));
  EXPECT_THROW(logits_from_mask(mask, Frame::whole(2, 3, 6, 4), 2, 3), InvalidInput);
  EXPECT_THROW(logits_from_mask(mask, Frame::whole(2, 3.01, 4, 6), 2, 3), InvalidInput);
  EXPECT_THROW(logits_from_mask(mask, Frame::whole(0, 3, 4, 6), 2, 3), InvalidInput);
  EXPECT_THROW(logits_from_mask(mask, Frame::whole(std::nan(""), 3, 4, 6), 2, 3), InvalidInput);
  EXPECT_THROW(logits_from_mask(mask, {2, 3, 4, 6, {1, 0, 6, 4}}, 2, 3), InvalidInput);
  EXPECT_THROW(logits_from_mask(mask, {2, 3, 4, 6, {0, 0, 0, 4}}, 2, 3), InvalidInput);
  EXPECT_THROW(logits_from_mask(mask, frame, 0, 3), InvalidInput);
  EXPECT_THROW(logits_from_mask(mask, frame, 2, kMaxCells + 1), InvalidInput);
}

}  // namespace
}  // namespace avala
