#include "avala/booleans.h"

#include <gtest/gtest.h>

#include "masks.h"

namespace avala {
namespace {

using testing::noise;
using testing::spans;

TEST(Booleans, AreThoseOfPixels) {
  std::mt19937 random(11);
  for (int i = 0; i < 200; ++i) {
    const Mask a = noise(random, 1 + i % 23, 1 + i % 17, 0.005 * i),
               b = noise(random, a.height, a.width, 1 - 0.005 * i);
    const auto pixels = [&](auto verb) {
      Mask out(a.height, a.width);
      for (std::size_t p = 0; p < out.data.size(); ++p) out.data[p] = verb(a.data[p] != 0, b.data[p] != 0) ? 1 : 0;
      return to_spans(out.view());
    };
    const Spans sa = to_spans(a.view()), sb = to_spans(b.view());
    EXPECT_EQ(unite(sa, sb), pixels([](bool p, bool q) { return p || q; }));
    EXPECT_EQ(intersect(sa, sb), pixels([](bool p, bool q) { return p && q; }));
    EXPECT_EQ(subtract(sa, sb), pixels([](bool p, bool q) { return p && !q; }));
    EXPECT_EQ(exclusive(sa, sb), pixels([](bool p, bool q) { return p != q; }));
    EXPECT_EQ(invert(sa), pixels([](bool p, bool) { return !p; }));
  }
}

TEST(Booleans, SpansThatTouchAreJoined) {
  const Spans top = spans({"#", "#", ".", "."}), bottom = spans({".", ".", "#", "#"});
  EXPECT_EQ(unite(top, bottom).all().size(), 1U);
  EXPECT_EQ(exclusive(top, bottom).all().size(), 1U);
}

TEST(Booleans, RefuseDifferentSizes) {
  const Spans a(3, 4);
  for (const Spans& b : {Spans(4, 4), Spans(3, 3), Spans(4, 3)}) {
    for (const auto verb : {unite, intersect, subtract, exclusive}) EXPECT_THROW(verb(a, b), InvalidInput);
  }
}

}  // namespace
}  // namespace avala
