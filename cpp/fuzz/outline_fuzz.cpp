// Logits, frames and options of any kind through the public call.
#include "avala/contours.h"
#include "avala/outline.h"
#include "avala/rle.h"
#include "input.h"

using namespace avala;
using fuzzing::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzzing::run([&] {
    fuzzing::Input input(data, size);
    const std::int64_t h = 1 + input.below(12), w = 1 + input.below(12);
    Frame frame =
        Frame::whole(static_cast<double>(h) * (1 + input.byte()) / 256,
                     static_cast<double>(w) * (1 + input.byte()) / 256, 1 + input.below(80), 1 + input.below(80));
    if (input.below(3) == 0) frame.view = {input.below(40), input.below(40), 1 + input.below(40), 1 + input.below(40)};
    OutlineOptions options;
    options.tolerance = input.byte() / 16.0;
    options.max_points = input.below(4) == 0 ? static_cast<std::size_t>(input.byte()) : 0;
    options.min_area = input.byte() / 2.0;
    options.fill_holes = input.byte() / 2.0;
    std::vector<float> logits;
    for (std::int64_t i = 0; i < h * w; ++i) logits.push_back(input.number());
    const Outline found = outline({logits.data(), h, w}, frame, options);
    const Spans mask = rle_decode(found.rle, frame.height, frame.width);
    demand(extent(mask).area == found.area);
    demand(found.stability >= 0 && found.stability <= 1 && found.iou >= 0 && found.iou <= 1);
    if (options.max_points == 0) demand(found.error <= options.tolerance + 1e-9);
    for (const Polygon& polygon : found.polygons) {
      demand(polygon.exterior.size() >= 3 && signed_area(polygon.exterior) > 0);
      for (const Ring& hole : polygon.holes) demand(hole.size() >= 3 && signed_area(hole) < 0);
    }
  });
}
