// Masks put together, column by column: linear in the number of spans. All throw InvalidInput when sizes differ.
#pragma once

#include "avala/spans.h"

namespace avala {

Spans unite(const Spans& a, const Spans& b);
Spans intersect(const Spans& a, const Spans& b);
Spans subtract(const Spans& a, const Spans& b);   // in a, not in b
Spans exclusive(const Spans& a, const Spans& b);  // in one of the two
Spans invert(const Spans& mask);

// Throws InvalidInput, naming both sizes, when they differ.
void check_same_size(const Spans& a, const Spans& b);

}  // namespace avala
