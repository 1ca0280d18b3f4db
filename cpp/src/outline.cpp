#include "avala/outline.h"

#include <algorithm>
#include <cmath>

#include "avala/contours.h"
#include "avala/level_set.h"
#include "avala/nesting.h"
#include "avala/overlap.h"
#include "avala/parallel.h"
#include "avala/raster.h"
#include "avala/rle.h"
#include "avala/simplify.h"

namespace avala {
namespace {

// Share of the tolerance that straight pieces of the field's curved level may use up before simplification begins.
constexpr double kBendShare = 0.1;
constexpr double kFinestBend = 0.05;  // px, when only a number of points is asked for

std::vector<Polygon> polygons_of(LevelSet& level, const Nesting& nesting) {
  std::vector<std::size_t> place(level.rings.size());
  std::vector<Polygon> polygons;
  for (std::size_t ring = 0; ring < level.rings.size(); ++ring) {
    if (!nesting.stays[ring] || nesting.exterior_of[ring] != kNone) continue;
    place[ring] = polygons.size();
    polygons.push_back({std::move(level.rings[ring]), {}});
  }
  for (std::size_t ring = 0; ring < level.rings.size(); ++ring) {
    if (!nesting.stays[ring] || nesting.exterior_of[ring] == kNone) continue;
    polygons[place[static_cast<std::size_t>(nesting.exterior_of[ring])]].holes.push_back(std::move(level.rings[ring]));
  }
  return polygons;
}

void check(const OutlineOptions& options) {
  if (!(options.tolerance >= 0) || !std::isfinite(options.tolerance)) {
    throw InvalidInput("tolerance must be a finite number, 0 or above");
  }
}

}  // namespace

Outline outline(const LogitsView& logits, const Frame& frame, const OutlineOptions& options) {
  check(options);
  const Field field(logits, frame);
  const bool by_count = options.max_points > 0, sub_pixel = by_count || options.tolerance > 0;
  const double bend = by_count ? kFinestBend : options.tolerance * kBendShare;
  LevelSet level = level_set(field, 0.0F, options.want_polygon && sub_pixel ? bend : 0);
  const Nesting nesting = nest(level, frame, options.min_area, options.fill_holes);
  const Spans mask = fill(level, nesting, frame);
  const Extent whole = extent(mask);
  Outline result;
  result.box = whole.box;
  result.area = whole.area;
  const double possible = area_above(field, -1.0F);
  if (possible > 0) result.stability = std::clamp(area_above(field, 1.0F) / possible, 0.0, 1.0);
  if (options.want_polygon && sub_pixel) {
    result.polygons = polygons_of(level, nesting);
    result.error = by_count ? bend + simplify_to(result.polygons, options.max_points)
                            : bend + simplify(result.polygons, options.tolerance - bend);
    const Spans painted = rasterise(result.polygons, frame.height, frame.width);
    if (!painted.empty() || !mask.empty()) result.iou = iou_matrix({&painted, 1}, {&mask, 1}, 1)[0];
  } else if (options.want_polygon) {
    result.polygons = contours(mask);
  }
  if (options.want_rle) result.rle = rle_encode(mask);
  return result;
}

std::vector<Outline> outlines(const std::vector<LogitsView>& masks, const Frame& frame, const OutlineOptions& options,
                              std::size_t threads) {
  std::vector<Outline> results(masks.size());
  for_each(masks.size(), threads, [&](std::size_t i) { results[i] = outline(masks[i], frame, options); });
  return results;
}

Spans threshold(const LogitsView& logits, const Frame& frame) {
  LevelSet level = level_set(Field(logits, frame), 0.0F, 0);
  const Nesting nesting = nest(level, frame, 0, 0);
  return fill(level, nesting, frame);
}

std::vector<Polygon> polygons_of(const Spans& mask, double tolerance) {
  auto polygons = contours(mask);
  simplify(polygons, tolerance);
  return polygons;
}

}  // namespace avala
