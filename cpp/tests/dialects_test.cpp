#include "avala/dialects.h"

#include <gtest/gtest.h>

#include <limits>

#include "avala/rle.h"
#include "masks.h"

namespace avala {
namespace {

using testing::noise;
using testing::picture;
using testing::spans;
using Runs = std::vector<std::int64_t>;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

std::string bytes(const std::vector<int>& values) {
  std::string out;
  for (const int value : values) out.push_back(static_cast<char>(value));
  return out;
}

// rle-pack, bit by bit.
struct Packed {
  std::string bits;
  Packed& add(std::uint64_t value, int width) {
    for (int i = width - 1; i >= 0; --i) bits.push_back((value >> i & 1) != 0 ? '1' : '0');
    return *this;
  }
  [[nodiscard]] std::string finish() const {
    std::string padded = bits, out;
    while (padded.size() % 8 != 0) padded.push_back('0');
    for (std::size_t i = 0; i < padded.size(); i += 8) {
      out.push_back(static_cast<char>(std::stoi(padded.substr(i, 8), nullptr, 2)));
    }
    return out;
  }
};

Packed header(std::uint64_t values, std::uint64_t word_bits = 8) {
  Packed out;
  out.add(values, 32).add(word_bits - 1, 5);
  for (const std::uint64_t size : {3U, 4U, 8U, 16U}) out.add(size - 1, 4);
  return out;
}

TEST(Dialects, ComeBackExactly) {
  std::mt19937 random(5);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t height = 1 + i % 13, width = 1 + i * 7 % 17;
    const Spans mask = to_spans(noise(random, height, width, 0.02 * i).view());
    EXPECT_EQ(from_label_studio(to_label_studio(mask), height, width), mask);
    EXPECT_EQ(rle_from_counts(rle_counts(mask), height, width), mask);
    if (mask.empty()) continue;
    const CvatMask cvat = to_cvat(mask);
    EXPECT_EQ(from_cvat(cvat.runs, cvat.box, height, width), mask);
    const Crop cut = crop(mask);
    EXPECT_EQ(paste(cut.mask.view(), cut.x, cut.y, height, width), mask);
    EXPECT_EQ((Corners{cut.x, cut.y, cut.x + cut.mask.width - 1, cut.y + cut.mask.height - 1}), cvat.box);
    EXPECT_EQ(from_cvat_bits(cut.mask.data, cvat.box, height, width), mask);
  }
}

TEST(Cvat, CountsRowByRowInTheBox) {
  const CvatMask found = to_cvat(spans({".....", "..##.", ".###.", "....."}));
  EXPECT_EQ(found.runs, (Runs{1, 5}));  // a run goes on from row to row of the box
  EXPECT_EQ(found.box, (Corners{1, 1, 3, 2}));
  EXPECT_EQ(to_cvat(spans({"##", "#."})).runs, (Runs{0, 3, 1}));
  EXPECT_EQ(to_cvat(spans({"#"})).box, (Corners{0, 0, 0, 0}));
}

TEST(Cvat, ReadsLooseBoxesRunsOfNothingAndNoForeground) {
  EXPECT_EQ(from_cvat({4, 0, 0, 1, 3, 0, 1}, {0, 0, 2, 2}, 3, 4), spans({"....", ".#..", "...."}));
  EXPECT_TRUE(from_cvat({1}, {0, 0, 0, 0}, 3, 4).empty());  // what the SDK writes for an empty mask
}

TEST(Cvat, RefusesWhatDoesNotFit) {
  for (const Runs& runs : {Runs{}, Runs{5}, Runs{2, 1}, Runs{-1, 5}, Runs{0, 5}, Runs{kMost, kMost}, Runs{kLeast}}) {
    EXPECT_THROW(from_cvat(runs, {0, 0, 1, 1}, 3, 4), InvalidInput);
  }
  for (const Corners& box : {Corners{-1, 0, 0, 1}, Corners{0, -1, 1, 0}, Corners{3, 0, 4, 1}, Corners{0, 2, 1, 3},
                             Corners{1, 0, 0, 3}, Corners{kMost, 0, kMost, 0}, Corners{kLeast, kLeast, kMost, kMost}}) {
    EXPECT_THROW(from_cvat({4}, box, 3, 4), InvalidInput);
    EXPECT_THROW(from_cvat_bits(std::vector<std::uint8_t>(4), box, 3, 4), InvalidInput);
  }
  EXPECT_THROW(from_cvat({1}, {0, 0, 0, 0}, 0, 4), InvalidInput);
  EXPECT_THROW(from_cvat_bits(std::vector<std::uint8_t>(3), {0, 0, 1, 1}, 3, 4), InvalidInput);
  EXPECT_THROW(from_cvat_bits(std::vector<std::uint8_t>{0, 1, 2, 0}, {0, 0, 1, 1}, 3, 4), InvalidInput);
  EXPECT_THROW(to_cvat(Spans(3, 4)), InvalidInput);
}

TEST(Crop, IsTheSmallestBox) {
  const Crop found = crop(spans({"....", "..#.", ".#.."}));
  EXPECT_EQ(found.mask.data, picture({".#", "#."}).data);
  EXPECT_EQ(found.x, 1);
  EXPECT_EQ(found.y, 1);
  EXPECT_THROW(crop(Spans(3, 4)), InvalidInput);
}

TEST(Crop, IsRefusedOutsideOfTheImage) {
  const Mask two = picture({"##", "##"});
  EXPECT_EQ(paste(two.view(), 2, 1, 3, 4), spans({"....", "..##", "..##"}));
  for (const auto& [x, y] : {std::pair{-1L, 0L}, {0L, -1L}, {3L, 0L}, {0L, 2L}}) {
    EXPECT_THROW(paste(two.view(), x, y, 3, 4), InvalidInput);
  }
  EXPECT_THROW(paste(two.view(), kMost, kMost, 3, 4), InvalidInput);
  EXPECT_THROW(paste(two.view(), 0, 0, 1, 1), InvalidInput);
}

TEST(LabelStudio, WritesWhatTheSdkWrites) {  // label_studio_sdk 2.1.2, brush.mask2rle
  EXPECT_EQ(to_label_studio(spans({"..", ".."})), Packed(header(16).add(0b1'01'1111, 7).add(0, 8)).finish());
  EXPECT_EQ(to_label_studio(spans({"##", "##"})).size(), 9U);
}

TEST(LabelStudio, LongRunsAreCutAndKeepTheLongestSize) {
  const Spans wide(1, 16385);  // 65,540 bytes
  Packed expected = header(65540).add(0b1'11, 3).add(65535, 16).add(0, 8).add(0b1'11, 3).add(3, 16).add(0, 8);
  EXPECT_EQ(to_label_studio(wide), expected.finish());
}

TEST(LabelStudio, ReadsOtherSizesLiteralsAndAlphaOnly) {
  Packed literal = header(8).add(0b0'00, 3).add(7, 3);
  for (const std::uint64_t value : {255U, 255U, 255U, 0U, 0U, 0U, 0U, 1U}) literal.add(value, 8);
  EXPECT_EQ(from_label_studio(literal.finish(), 1, 2), spans({".#"}));
  Packed other;
  other.add(12, 32).add(0, 5);  // words of 1 bit
  for (const std::uint64_t size : {1U, 2U, 3U, 16U}) other.add(size - 1, 4);
  // 2 and 4 zeros, then 3 and 3 ones: they begin in the middle of the second pixel.
  other.add(0b1'00'1'0, 5).add(0b1'01'11'0, 6).add(0b1'10'010'1, 7).add(0b0'10'010'111, 9);
  EXPECT_EQ(from_label_studio(other.finish() + "spare", 1, 3), spans({".##"}));
}

TEST(LabelStudio, RefusesDamage) {
  const std::string whole = to_label_studio(spans({".#.", "##."}));
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    EXPECT_THROW(from_label_studio(whole.substr(0, size), 2, 3), InvalidInput) << size;
  }
  EXPECT_THROW(from_label_studio(whole, 3, 3), InvalidInput);
  EXPECT_THROW(from_label_studio(whole, 1 << 16, 1 << 15), InvalidInput);
  EXPECT_THROW(from_label_studio(header(4).add(0b1'00, 3).add(4, 3).add(255, 8).finish(), 1, 1), InvalidInput);
  EXPECT_THROW(from_label_studio(header(4).add(0b0'11, 3).add(65535, 16).finish(), 1, 1), InvalidInput);
  EXPECT_THROW(from_label_studio(header(4, 9).add(0b1'00, 3).add(3, 3).add(255, 9).finish(), 1, 1), InvalidInput);
  EXPECT_THROW(from_label_studio(bytes({255, 255, 255, 255, 255}), 1, 1), InvalidInput);
  EXPECT_THROW(to_label_studio(Spans(1 << 15, 1 << 15)), InvalidInput);
}

TEST(Rows, FewRunsThatAreBillionsOfOthersAreRefused) {
  Runs stripes;
  for (int i = 0; i < 2048; ++i) stripes.push_back(kMaxSide);
  EXPECT_THROW(from_cvat(stripes, {0, 0, kMaxSide - 1, 2047}, 2048, kMaxSide), InvalidInput);
  const Spans columns = rle_from_counts(stripes, kMaxSide, 2048);
  EXPECT_THROW(to_cvat(columns), InvalidInput);
  EXPECT_EQ(to_cvat(rle_from_counts({0, kMaxSide * 2048}, kMaxSide, 2048)).runs, (Runs{0, kMaxSide * 2048}));
}

}  // namespace
}  // namespace avala
