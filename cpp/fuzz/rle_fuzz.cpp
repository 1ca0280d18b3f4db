// Run-length counts from strangers.
#include "avala/rle.h"
#include "input.h"

using namespace avala;
using fuzzing::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzzing::run([&] {
    fuzzing::Input input(data, size);
    const std::int64_t height = 1 + input.byte(), width = 1 + input.byte();
    if (input.below(2) == 0) {
      std::vector<std::int64_t> counts;
      while (!input.empty()) counts.push_back(static_cast<std::int64_t>(input.byte()) - 3 + 64 * input.below(9));
      const Spans mask = rle_from_counts(counts, height, width);
      demand(rle_from_counts(rle_counts(mask), height, width) == mask);
    } else {
      const Spans mask = rle_decode(input.rest(), height, width);
      demand(rle_decode(rle_encode(mask), height, width) == mask);
    }
  });
}
