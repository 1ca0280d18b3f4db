// Rings of any kind to pixels; masks to rings, simplified, and back.
#include "avala/contours.h"
#include "avala/raster.h"
#include "avala/simplify.h"
#include "input.h"

using namespace avala;
using fuzzing::demand;

namespace {

void check(const std::vector<Polygon>& polygons) {
  for (const Polygon& polygon : polygons) {
    demand(polygon.exterior.size() >= 3 && signed_area(polygon.exterior) > 0);
    for (const Ring& hole : polygon.holes) demand(hole.size() >= 3 && signed_area(hole) < 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzzing::run([&] {
    fuzzing::Input input(data, size);
    const std::int64_t height = 1 + input.below(40), width = 1 + input.below(40);
    if (input.below(2) == 0) {
      std::vector<Polygon> polygons;
      while (!input.empty() && polygons.size() < 40) {
        Ring ring;
        for (std::int64_t i = input.below(9); i >= 0; --i) ring.push_back({input.number() * 4.0, input.number() * 4.0});
        if (polygons.empty() || input.below(2) == 0) {
          polygons.push_back({ring, {}});
        } else {
          polygons.back().holes.push_back(ring);
        }
      }
      demand(extent(rasterise(polygons, height, width)).area <= height * width);
      return;
    }
    const double tolerance = input.byte() / 32.0;
    const auto most = static_cast<std::size_t>(input.byte());
    const Spans mask = input.mask(height, width);
    const auto exact = contours(mask);
    check(exact);
    demand(rasterise(exact, height, width) == mask);
    auto near = exact, few = exact;
    demand(simplify(near, tolerance) <= tolerance);
    check(near);
    simplify_to(few, most);
    check(few);
  });
}
