// Verbs on masks, held to what must be true of them.
#include "avala/booleans.h"
#include "avala/components.h"
#include "avala/morph.h"
#include "avala/outline.h"
#include "avala/overlap.h"
#include "avala/seed.h"
#include "input.h"

using namespace avala;
using fuzzing::demand;

namespace {

std::int64_t area(const Spans& mask) { return extent(mask).area; }

bool within(const Spans& part, const Spans& whole) { return subtract(part, whole).empty(); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzzing::run([&] {
    fuzzing::Input input(data, size);
    const std::int64_t height = 1 + input.below(30), width = 1 + input.below(30);
    const double radius = input.byte() / 32.0, small = input.byte() / 2.0, large = input.byte() / 2.0;
    const Point at{input.number() * 2.0, input.number() * 2.0};
    const Spans a = input.mask(height, width), b = input.mask(height, width);
    demand(area(unite(a, b)) == area(a) + area(b) - area(intersect(a, b)));
    demand(unite(subtract(a, b), subtract(b, a)) == exclusive(a, b));
    demand(invert(invert(a)) == a);
    demand(transposed(transposed(a)) == a);
    demand(to_spans(to_mask(a).view()) == a);
    demand(within(shrink(a, radius), a) && within(a, grow(a, radius)));
    demand(shrink(a, radius) == invert(grow(invert(a), radius)));
    const Spans smoothed = smooth(a, radius);
    demand(smooth(smoothed, radius) == smoothed);
    demand(within(a, fill_holes(a, large)) && within(drop_islands(a, small), a));
    demand(clean(a, small, large) == drop_islands(fill_holes(a, large), small));
    demand(within(keep_largest(a, 1 + input.below(5)), a));
    const Spans masks[] = {a, b, smoothed};
    const auto ious = iou_matrix(masks, masks, 1);
    for (const double iou : ious) demand(iou >= 0 && iou <= 1);
    const double scores[] = {1, 2, 3};
    demand(!nms(masks, scores, 0.5, 1).empty());
    const auto cells_h = 1 + input.below(20), cells_w = 1 + input.below(20);
    const Frame frame = Frame::whole(static_cast<double>(cells_h), static_cast<double>(cells_w), height, width);
    const auto logits = logits_from_mask(a, frame, cells_h, cells_w);
    demand(area(threshold({logits.data(), cells_h, cells_w}, frame)) <= height * width);
    demand(within(keep_under(a, {&at, 1}), a));
  });
}
