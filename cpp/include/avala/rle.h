// COCO's compressed run-length encoding: column-major runs, first of background, as a printable string.
// Format: pycocotools common/maskApi.c (rleToString, rleFrString).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "avala/types.h"

namespace avala {

std::string rle_encode(const MaskView& mask);

// Throws InvalidInput for a string that is malformed or whose runs do not add up to height x width.
Mask rle_decode(std::string_view counts, std::int64_t height, std::int64_t width);

}  // namespace avala
