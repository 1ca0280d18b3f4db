// What every binding does with arrays: extract under the lock, compute without it, wrap under it again.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstring>
#include <memory>
#include <string>

#include "avala/error.h"
#include "avala/rle.h"
#include "avala/types.h"

namespace bindings {

namespace py = pybind11;

// A silent copy is a bug: exact dtype and dimensions, C-contiguous and aligned, or a refusal that says what came.
template <typename T>
const T* dense(const py::array& array, const char* name, const char* dtype, py::ssize_t dimensions = 2) {
  constexpr int kLayout = int{py::array::c_style} | int{py::detail::npy_api::NPY_ARRAY_ALIGNED_};
  const bool laid_out = (array.flags() & kLayout) == kLayout;
  if (!py::isinstance<py::array_t<T>>(array) || array.ndim() != dimensions || !laid_out) {
    throw avala::InvalidInput(std::string(name) + " must be a C-contiguous " + dtype +
                              (dimensions == 2 ? " array [h, w], got " : " array [masks, h, w], got ") +
                              py::str(array.dtype()).cast<std::string>() + " " +
                              py::str(array.attr("shape")).cast<std::string>() +
                              (laid_out ? "" : " that is not C-contiguous and aligned"));
  }
  return static_cast<const T*>(array.data());
}

inline avala::LogitsView logits_view(const py::array& array) {
  const auto* data = dense<float>(array, "logits", "float32");
  return {data, array.shape(0), array.shape(1)};
}

inline std::vector<avala::LogitsView> logits_views(const py::array& array) {
  const auto* data = dense<float>(array, "logits", "float32", 3);
  std::vector<avala::LogitsView> views;
  for (py::ssize_t i = 0; i < array.shape(0); ++i) {
    views.emplace_back(data + i * array.shape(1) * array.shape(2), array.shape(1), array.shape(2));
  }
  return views;
}

inline avala::MaskView mask_view(const py::array& array) {
  const auto* data = dense<std::uint8_t>(array, "mask", "uint8");
  return {data, array.shape(0), array.shape(1)};
}

inline py::array_t<std::uint8_t> wrap(avala::Mask&& mask) {
  auto owned = std::make_unique<avala::Mask>(std::move(mask));
  avala::Mask& ref = *owned;
  const py::capsule keeper(owned.release(),
                           [](void* p) { std::unique_ptr<avala::Mask>(static_cast<avala::Mask*>(p)); });
  return py::array_t<std::uint8_t>({ref.height, ref.width}, ref.data.data(), keeper);
}

template <typename F>
auto without_gil(F&& work) {
  const py::gil_scoped_release released;
  return work();
}

inline py::array_t<double> wrap(const avala::Ring& ring) {
  py::array_t<double> array({static_cast<py::ssize_t>(ring.size()), py::ssize_t{2}});
  static_assert(sizeof(avala::Point) == 2 * sizeof(double));
  if (!ring.empty()) std::memcpy(array.mutable_data(), ring.data(), ring.size() * sizeof(avala::Point));
  return array;
}

inline py::list wrap(const std::vector<avala::Polygon>& polygons) {
  py::list list;
  for (const auto& polygon : polygons) {
    py::list holes;
    for (const auto& hole : polygon.holes) holes.append(wrap(hole));
    list.append(py::make_tuple(wrap(polygon.exterior), holes));
  }
  return list;
}

inline avala::Ring to_ring(const py::handle& object) {
  const auto array = py::cast<py::array>(object);
  if (!py::isinstance<py::array_t<double>>(array) || array.ndim() != 2 || array.shape(1) != 2) {
    throw avala::InvalidInput("a ring must be a float64 array [n, 2], got " +
                              py::str(array.dtype()).cast<std::string>() + " " +
                              py::str(array.attr("shape")).cast<std::string>());
  }
  const auto points = py::cast<py::array_t<double>>(array).unchecked<2>();
  avala::Ring ring;
  for (py::ssize_t i = 0; i < points.shape(0); ++i) ring.push_back({points(i, 0), points(i, 1)});
  return ring;
}

inline std::vector<avala::Polygon> to_polygons(const py::sequence& polygons) {
  std::vector<avala::Polygon> out;
  for (const auto& item : polygons) {
    const auto pair = py::cast<py::sequence>(item);
    avala::Polygon polygon{to_ring(pair[0]), {}};
    for (const auto& hole : py::cast<py::sequence>(pair[1])) polygon.holes.push_back(to_ring(hole));
    out.push_back(std::move(polygon));
  }
  return out;
}

// One mask as Python sees it: COCO compressed counts, and its size.
struct RleArgument {
  std::string counts;
  std::int64_t height, width;

  [[nodiscard]] avala::Spans decode() const { return avala::rle_decode(counts, height, width); }
};

inline RleArgument to_rle(const py::handle& object) {
  try {
    const auto [counts, height, width] = py::cast<std::tuple<py::bytes, std::int64_t, std::int64_t>>(object);
    return {counts, height, width};
  } catch (const py::cast_error&) {
    throw avala::InvalidInput("a mask must be counts as bytes, height, width");
  }
}

}  // namespace bindings
