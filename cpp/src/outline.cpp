#include "avala/outline.h"

#include "avala/components.h"
#include "avala/contours.h"
#include "avala/rle.h"
#include "avala/simplify.h"

namespace avala {

std::vector<Polygon> polygons_of(const MaskView& mask, double tolerance) {
  auto polygons = contours(mask);
  simplify(polygons, tolerance);
  return polygons;
}

Outline outline(const LogitsView& logits, const Frame& frame, const OutlineOptions& options) {
  const auto [raw, stability] = threshold(logits, frame);
  const Spans mask = clean(to_spans(raw.view()), options.min_area, options.fill_holes);
  const Extent whole = extent(mask);
  Outline result;
  result.box = whole.box;
  result.area = whole.area;
  result.stability = stability;
  if (options.want_polygon) result.polygons = polygons_of(to_mask(mask).view(), options.tolerance);
  if (options.want_rle) result.rle = rle_encode(mask);
  return result;
}

}  // namespace avala
