// The region where the field is above a level: closed rings around it, and where they pass the pixel centres' columns.
//
// Marching squares over the field's nodes. A ring is followed through the cells with the foreground on its right-hand
// side, so that exteriors run clockwise on the screen. In a saddle cell the sign at the saddle point decides which
// corners are joined (asymptotic decider, Nielson & Hamann 1991): the region is that of the bilinear field, always. The
// view's edge closes what runs over it. Rings never touch one another or themselves.
#pragma once

#include <cstdint>
#include <vector>

#include "avala/field.h"

namespace avala {

// A ring passes the centre line of pixel column `column` at height `y`.
struct Crossing {
  double y;
  std::int32_t column;
  std::uint32_t ring : 31;
  std::uint32_t begins : 1;  // the foreground is below
};

struct LevelSet {
  std::vector<Ring> rings;           // empty unless asked for
  std::vector<std::int64_t> pixels;  // centres that each ring encloses: above 0 for exteriors, below 0 for holes
  std::vector<Crossing> crossings;   // ring after ring, in no particular order
};

// `bend` is how far (px) a straight edge may be from the field's level between two of its vertices; 0 asks for no
// vertices at all. Positions of `crossings` are exact whatever `bend` is.
LevelSet level_set(const Field& field, float level, double bend);

// Area (px2) of the view where the field is above the level, to a fraction of a percent: Simpson's rule in every cell.
double area_above(const Field& field, float level);

}  // namespace avala
