// A mask as a prompt: the low-resolution logits a model would have given for it. The inverse of `threshold` in field.h.
#pragma once

#include <cstdint>
#include <vector>

#include "avala/field.h"
#include "avala/spans.h"

namespace avala {

// Row-major [cells_h, cells_w]. A cell's logit is 10 * (2 * coverage - 1), coverage being the exact share of its
// footprint in the frame's view that is foreground; the zero level follows the mask's outline. Cells outside of the
// valid ones (or valid by less than a millionth) get -10; of a cell that is valid in part, that part counts. What lies
// outside of the view is not seen. Throws InvalidInput when the frame is not of the mask's size, its view is not inside
// the image, the valid cells are not above 0 and at most the grid's, or the grid is not 1 to kMaxCells a side.
std::vector<float> logits_from_mask(const Spans& mask, const Frame& frame, std::int64_t cells_h, std::int64_t cells_w);

inline constexpr std::int64_t kMaxCells = 4096;

}  // namespace avala
