#include "avala/dialects.h"

#include <algorithm>

#include "avala/rle.h"
#include "rows.h"

namespace avala {
namespace {

// The same pixels elsewhere, in an image of another size that holds them all.
Spans moved(const Spans& spans, std::int64_t dx, std::int64_t dy, std::int64_t height, std::int64_t width) {
  SpansWriter writer(height, width);
  writer.reserve(spans.all().size());
  for (std::int64_t x = 0; x < width; ++x) {
    const std::int64_t from = x - dx;
    if (from >= 0 && from < spans.width()) {
      for (const Span& span : spans.column(from)) writer.add(span.first + dy, span.last + dy);
    }
    writer.end_column();
  }
  return std::move(writer).finish();
}

Box tight_box(const Spans& spans, const char* dialect) {
  if (spans.empty())
    throw InvalidInput(std::string("an empty mask has no bounding box, and ") + dialect + " needs one");
  return extent(spans).box;
}

Spans inside(const Spans& spans, const Box& box) { return moved(spans, -box.x, -box.y, box.height, box.width); }

std::string text(std::int64_t height, std::int64_t width) {
  return std::to_string(width) + " x " + std::to_string(height);
}

Box checked(const Corners& corners, std::int64_t height, std::int64_t width) {
  const auto [left, top, right, bottom] = corners;
  check_size(height, width, "mask");
  if (left < 0 || top < 0 || right < left || bottom < top || right >= width || bottom >= height) {
    throw InvalidInput("box " + std::to_string(left) + ", " + std::to_string(top) + ", " + std::to_string(right) +
                       ", " + std::to_string(bottom) +
                       " (left, top, right, bottom, inclusive) is not inside an image of " + text(height, width));
  }
  return {left, top, right - left + 1, bottom - top + 1};
}

}  // namespace

CvatMask to_cvat(const Spans& spans) {
  const Box box = tight_box(spans, "a CVAT mask");
  return {rle_counts(turned(inside(spans, box))), {box.x, box.y, box.x + box.width - 1, box.y + box.height - 1}};
}

Spans from_cvat(const std::vector<std::int64_t>& runs, const Corners& corners, std::int64_t height,
                std::int64_t width) {
  const Box box = checked(corners, height, width);
  const Spans rows = rle_from_counts(runs, box.width, box.height);  // a column of it is a row of the box
  return moved(turned(rows), box.x, box.y, height, width);
}

Crop crop(const Spans& spans) {
  const Box box = tight_box(spans, "a crop");
  return {to_mask(inside(spans, box)), box.x, box.y};
}

Spans paste(const MaskView& pixels, std::int64_t x, std::int64_t y, std::int64_t height, std::int64_t width) {
  check_size(height, width, "mask");
  if (x < 0 || y < 0 || x > width - pixels.width() || y > height - pixels.height()) {
    throw InvalidInput("a crop of " + text(pixels.height(), pixels.width()) + " at " + std::to_string(x) + ", " +
                       std::to_string(y) + " is not inside an image of " + text(height, width));
  }
  return moved(to_spans(pixels), x, y, height, width);
}

Spans from_cvat_bits(std::span<const std::uint8_t> bits, const Corners& corners, std::int64_t height,
                     std::int64_t width) {
  const Box box = checked(corners, height, width);
  if (bits.size() != static_cast<std::size_t>(box.width * box.height)) {
    throw InvalidInput("a box of " + text(box.height, box.width) + " needs " + std::to_string(box.width * box.height) +
                       " pixels, got " + std::to_string(bits.size()));
  }
  const auto odd = std::ranges::find_if(bits, [](std::uint8_t bit) { return bit > 1; });
  if (odd != bits.end()) throw InvalidInput("pixels must be 0 or 1, got " + std::to_string(int{*odd}));
  return paste(MaskView(bits.data(), box.height, box.width), box.x, box.y, height, width);
}

}  // namespace avala
