// COCO run-length encoding: lengths of alternating runs, background first, in column-major order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "avala/spans.h"

namespace avala {

// The compressed string, byte for byte as pycocotools writes it: 5 bits a character from '0', least significant first,
// 0x20 set while more follow; from the fourth run on the difference to the run two before is written.
std::string rle_encode(const Spans& spans);

// Throws InvalidInput when the counts are malformed or do not add up to height x width.
Spans rle_decode(std::string_view counts, std::int64_t height, std::int64_t width);

// The uncompressed form: the lengths themselves.
std::vector<std::int64_t> rle_counts(const Spans& spans);
Spans rle_from_counts(const std::vector<std::int64_t>& counts, std::int64_t height, std::int64_t width);

}  // namespace avala
