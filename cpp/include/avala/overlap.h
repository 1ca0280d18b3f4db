// How much masks overlap, without pixels: bounding boxes first, then spans of the columns that both have.
// Masks of different sizes are refused with InvalidInput.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "avala/spans.h"

namespace avala {

// Intersection over union of every mask of `a` with every one of `b`: a.size() rows of b.size(). Two empty masks: 0.
std::vector<double> iou_matrix(std::span<const Spans> a, std::span<const Spans> b, std::size_t threads);

// Greedy non-maximum suppression: indices of the kept masks in order of falling score (equals in the order given).
// A mask goes when its IoU with one that is kept is above `threshold`. Throws InvalidInput unless there is one finite
// score for each mask and 0 <= threshold <= 1.
std::vector<std::size_t> nms(std::span<const Spans> masks, std::span<const double> scores, double threshold,
                             std::size_t threads);

}  // namespace avala
