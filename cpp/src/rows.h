// Rows instead of columns, for formats that go row by row.
#pragma once

#include "avala/spans.h"

namespace avala {

// `transposed`, but throws InvalidInput before it makes more runs than dialects.h says.
Spans turned(const Spans& spans);

}  // namespace avala
