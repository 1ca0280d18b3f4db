// Masks made thicker, thinner and smoother by a disc: the pixel centres at a distance of `radius` px or less.
// Costs spans x radius (a column looks at the columns within the radius). All throw InvalidInput unless
// 0 <= radius <= kMaxRadius. Radii below 1 change nothing.
#pragma once

#include "avala/spans.h"

namespace avala {

inline constexpr double kMaxRadius = 1024;

// Dilation, cut off at the image's border.
Spans grow(const Spans& mask, double radius);

// Erosion. What is outside of the image counts as foreground, so a mask that is cut off by the border stays there:
// it is the inverse of growing the inverse inside the image.
Spans shrink(const Spans& mask, double radius);

// Opening (shrink, grow), which takes away what is thinner than the disc, then closing (grow, shrink), which fills gaps
// and notches that are narrower. The image's border neither thins nor fills, as above.
Spans smooth(const Spans& mask, double radius);

}  // namespace avala
