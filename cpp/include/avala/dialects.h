// Masks as other tools write them. Every reader takes numbers from strangers: it checks them all before it allocates,
// and throws InvalidInput saying what was wrong. COCO's own two forms are in rle.h.
//
// Some dialects go row by row. A mask that is a few long runs one way can be billions of short ones the other way: what
// would become more than kFreeTurnedRuns, and more than kMaxTurnedGrowth times what it was, is refused both ways. So
// memory is bounded by what came in, and noise of any size still passes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avala/spans.h"

namespace avala {

inline constexpr std::int64_t kFreeTurnedRuns = std::int64_t{1} << 22, kMaxTurnedGrowth = 4;

// A box as CVAT, labelme and osam give it: right and bottom are the last column and row inside.
struct Corners {
  std::int64_t left = 0, top = 0, right = 0, bottom = 0;
  friend bool operator==(const Corners&, const Corners&) = default;
};

// CVAT's shape of type "mask": `points` are the lengths of alternating runs, background first, row by row inside the
// box, followed by left, top, right, bottom.
// Source: cvat_sdk/masks.py (encode_mask, decode_mask), cvat-sdk 2.80.
struct CvatMask {
  std::vector<std::int64_t> runs;
  Corners box;
};
// Number for number what encode_mask gives, with the smallest box. Throws InvalidInput for an empty mask: CVAT has no
// box for one (encode_mask makes up a pixel at 0, 0), and a shape that covers nothing is no annotation.
CvatMask to_cvat(const Spans& spans);
// Any box inside the image, also a larger one than needed; runs of length 0 and masks without foreground are read.
Spans from_cvat(const std::vector<std::int64_t>& runs, const Corners& box, std::int64_t height, std::int64_t width);

// A mask's smallest box as pixels: what labelme and osam (PNG in base64, box inclusive), Supervisely (PNG in zlib in
// base64, `origin` x, y), CVAT's interactors (nested lists and `bounds`) and CVAT's detectors (below) put in a
// wrapping. Sources: labelme Shape.mask, osam.types.Annotation, Supervisely's "Bitmap" annotation format.
struct Crop {
  Mask mask;  // 0 or 1
  std::int64_t x, y;
};
// Throws InvalidInput for an empty mask, which has no box.
Crop crop(const Spans& spans);
// Throws InvalidInput unless all of `pixels` (non-zero is foreground) lies inside the image.
Spans paste(const MaskView& pixels, std::int64_t x, std::int64_t y, std::int64_t height, std::int64_t width);

// A mask from one of CVAT's serverless detectors: the box's pixels row by row, 0 or 1 each, followed by left, top,
// right, bottom. Written with `crop`. Source: `to_cvat_mask` in the model handlers of CVAT's own serverless functions.
Spans from_cvat_bits(std::span<const std::uint8_t> bits, const Corners& box, std::int64_t height, std::int64_t width);

// Label Studio's brush, `value.rle`: thi.ng's rle-pack over the image's RGBA bytes, row by row; bits from the most
// significant: number of bytes in 32, word size - 1 in 5, four run sizes - 1 in 4 each; then pieces of 1 bit (1: one
// word, repeated; 0: that many words), 2 bits (which run size), words - 1 in that many bits, the word or words.
// Sources: thi-ng/umbrella packages/rle-pack; label_studio_sdk/converter/brush.py (encode_rle, decode_rle), 2.1.2.
//
// Byte for byte what brush.mask2rle gives for a mask of 0 and 255, with its word size 8 and run sizes 3, 4, 8, 16.
// Throws InvalidInput for an image of 2^30 pixels or more, whose bytes do not fit a 32-bit count.
std::string to_label_studio(const Spans& spans);
// Words of up to 8 bits and any run sizes. Foreground is where alpha (each 4th byte) is not 0, as Label Studio draws
// it; colours are ignored, as is what comes after the last byte. Pieces must not run past the end.
Spans from_label_studio(std::string_view bytes, std::int64_t height, std::int64_t width);

}  // namespace avala
