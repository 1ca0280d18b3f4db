#include "avala/outline.h"

#include <gtest/gtest.h>

#include <limits>

#include "avala/rle.h"
#include "masks.h"

namespace avala {
namespace {

using testing::noise;
using testing::picture;

TEST(Outline, FullAndEmptyFields) {
  const std::vector<float> high(16, 5.0F), low(16, -5.0F);
  const Frame frame = Frame::whole(3.0, 4.0, 30, 40);
  const Outline full = outline({high.data(), 4, 4}, frame, {});
  EXPECT_EQ(full.area, 1200);
  EXPECT_EQ(full.box.width, 40);
  EXPECT_EQ(full.stability, 1.0);
  ASSERT_EQ(full.polygons.size(), 1U);
  EXPECT_EQ(full.polygons[0].exterior.size(), 4U);
  const Outline empty = outline({low.data(), 4, 4}, frame, {});
  EXPECT_EQ(empty.area, 0);
  EXPECT_EQ(empty.stability, 0.0);
  EXPECT_TRUE(empty.polygons.empty());
}

TEST(Outline, RefusesNonFiniteLogitsAndImpossibleFrames) {
  std::vector<float> logits(16, 1.0F);
  EXPECT_THROW(outline({logits.data(), 4, 4}, Frame::whole(5, 4, 3, 3), {}), InvalidInput);
  EXPECT_THROW(outline({logits.data(), 4, 4}, Frame::whole(0, 4, 3, 3), {}), InvalidInput);
  EXPECT_THROW(outline({logits.data(), 4, 4}, Frame::whole(4, 4, 0, 3), {}), InvalidInput);
  EXPECT_THROW(outline({logits.data(), 4, 4}, Frame::whole(4, 4, std::int64_t{1} << 40, 1 << 20), {}), InvalidInput);
  EXPECT_THROW(outline({logits.data(), 4, 4}, {4, 4, 3, 3, {1, 0, 3, 3}}, {}), InvalidInput);
  logits[7] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(outline({logits.data(), 4, 4}, Frame::whole(4, 4, 3, 3), {}), InvalidInput);
}

TEST(Threshold, HugeLogitsKeepTheirSign) {
  const std::vector<float> logits{3e38F, -3e38F};
  EXPECT_EQ(threshold({logits.data(), 1, 2}, Frame::whole(1, 2, 1, 4)), to_spans(picture({"##.."}).view()));
}

TEST(Rle, RoundTrip) {
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    const Mask mask = noise(random, 1 + i % 70, 1 + i % 131, 0.003 * i);
    EXPECT_EQ(to_mask(rle_decode(rle_encode(to_spans(mask.view())), mask.height, mask.width)).data, mask.data);
  }
}

TEST(Rle, RefusesDamage) {
  for (const char* counts : {"", "0", "o", "P", "~", "99999999999999", "11111111111111111111", "oooooooooo"}) {
    EXPECT_THROW(rle_decode(counts, 4, 4), InvalidInput) << counts;
  }
  std::mt19937 random(5);
  std::uniform_int_distribution<int> letter(0, 255);
  for (int i = 0; i < 3000; ++i) {
    std::string noise_text(static_cast<std::size_t>(i % 17), ' ');
    for (auto& c : noise_text) c = static_cast<char>(letter(random));
    try {
      rle_decode(noise_text, 5, 3);
    } catch (const InvalidInput&) {
      continue;
    }
  }
}

}  // namespace
}  // namespace avala
