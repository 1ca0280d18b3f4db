// Other tools' masks, from strangers.
#include "avala/dialects.h"
#include "input.h"

using namespace avala;
using fuzzing::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzzing::run([&] {
    fuzzing::Input input(data, size);
    const std::int64_t height = 1 + input.byte() / 2, width = 1 + input.byte() / 2;
    const std::uint8_t kind = input.byte();
    const auto corner = [&] { return static_cast<std::int64_t>(input.byte()) - 4; };
    if (kind % 4 == 0) {
      const Spans mask = from_label_studio(input.rest(), height, width);
      demand(from_label_studio(to_label_studio(mask), height, width) == mask);
    } else if (kind % 4 == 1) {
      const Corners box{corner(), corner(), corner(), corner()};
      std::vector<std::int64_t> runs;
      while (!input.empty()) runs.push_back(static_cast<std::int64_t>(input.byte()) - 2);
      const Spans mask = from_cvat(runs, box, height, width);
      if (mask.empty()) return;
      const CvatMask written = to_cvat(mask);
      demand(from_cvat(written.runs, written.box, height, width) == mask);
    } else if (kind % 4 == 2) {
      const Corners box{corner(), corner(), corner(), corner()};
      std::vector<std::uint8_t> bits;
      while (!input.empty()) bits.push_back(input.byte() % 3);
      demand(extent(from_cvat_bits(bits, box, height, width)).area <= height * width);
    } else {
      const Spans mask = input.mask(height, width);
      demand(from_label_studio(to_label_studio(mask), height, width) == mask);
      if (mask.empty()) return;
      const CvatMask cvat = to_cvat(mask);
      demand(from_cvat(cvat.runs, cvat.box, height, width) == mask);
      const Crop cut = crop(mask);
      demand(paste(cut.mask.view(), cut.x, cut.y, height, width) == mask);
    }
  });
}
