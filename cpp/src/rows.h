// Rows instead of columns, for formats that go row by row.
#pragma once

#include "avala/spans.h"

namespace avala {

// `transposed`, but throws InvalidInput before it makes more than kMaxTurnedRuns runs.
Spans turned(const Spans& spans);

}  // namespace avala
