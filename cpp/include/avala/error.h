// How the core refuses: ValueError in Python.
#pragma once

#include <stdexcept>

namespace avala {

struct InvalidInput : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

}  // namespace avala
