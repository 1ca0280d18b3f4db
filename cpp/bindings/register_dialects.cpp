// Bindings of masks as other tools write them, from and to (counts, height, width).
#include <span>
#include <string_view>

#include "arrays.h"
#include "avala/dialects.h"

namespace py = pybind11;
using avala::Corners;
using avala::Spans;
using bindings::to_rle;
using bindings::without_gil;

void register_dialects(py::module_& m);

namespace {

using CornersTuple = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

Corners to_corners(const CornersTuple& box) {
  const auto [left, top, right, bottom] = box;
  return {left, top, right, bottom};
}

template <typename T>
std::span<const T> line(const py::array& array, const char* name, const char* dtype) {
  constexpr int kLayout = int{py::array::c_style} | int{py::detail::npy_api::NPY_ARRAY_ALIGNED_};
  if (!py::isinstance<py::array_t<T>>(array) || array.ndim() != 1 || (array.flags() & kLayout) != kLayout) {
    throw avala::InvalidInput(std::string(name) + " must be a contiguous, aligned " + dtype + " array [n], got " +
                              py::str(array.dtype()).cast<std::string>() + " " +
                              py::str(array.attr("shape")).cast<std::string>());
  }
  return {static_cast<const T*>(array.data()), static_cast<std::size_t>(array.size())};
}

std::vector<std::int64_t> to_runs(const py::array& array) {
  const auto runs = line<std::int64_t>(array, "runs", "int64");
  return {runs.begin(), runs.end()};
}

// Read and encode, without the lock.
template <typename Read>
py::tuple read(std::int64_t height, std::int64_t width, Read reader) {
  const auto counts = without_gil([&] { return avala::rle_encode(reader()); });
  return py::make_tuple(py::bytes(counts), height, width);
}

std::vector<std::int64_t> to_coco_counts(const py::handle& mask) {
  const auto own = to_rle(mask);
  return without_gil([&] { return avala::rle_counts(own.decode()); });
}

py::tuple from_coco_counts(const py::array& counts, std::int64_t height, std::int64_t width) {
  const auto runs = to_runs(counts);
  return read(height, width, [&] { return avala::rle_from_counts(runs, height, width); });
}

py::tuple to_cvat(const py::handle& mask) {
  const auto own = to_rle(mask);
  const auto found = without_gil([&] { return avala::to_cvat(own.decode()); });
  return py::make_tuple(found.runs, py::make_tuple(found.box.left, found.box.top, found.box.right, found.box.bottom));
}

py::tuple from_cvat(const py::array& runs, const CornersTuple& box, std::int64_t height, std::int64_t width) {
  const auto own = to_runs(runs);
  return read(height, width, [&] { return avala::from_cvat(own, to_corners(box), height, width); });
}

py::tuple from_cvat_bits(const py::array& bits, const CornersTuple& box, std::int64_t height, std::int64_t width) {
  const auto own = line<std::uint8_t>(bits, "bits", "uint8");
  return read(height, width, [&] { return avala::from_cvat_bits(own, to_corners(box), height, width); });
}

py::bytes to_label_studio(const py::handle& mask) {
  const auto own = to_rle(mask);
  return without_gil([&] { return avala::to_label_studio(own.decode()); });
}

py::tuple from_label_studio(const py::bytes& bytes, std::int64_t height, std::int64_t width) {
  const std::string_view own = bytes;
  return read(height, width, [&] { return avala::from_label_studio(own, height, width); });
}

py::tuple crop(const py::handle& mask) {
  const auto own = to_rle(mask);
  auto found = without_gil([&] { return avala::crop(own.decode()); });
  return py::make_tuple(bindings::wrap(std::move(found.mask)), found.x, found.y);
}

py::tuple paste(const py::array& pixels, std::int64_t x, std::int64_t y, std::int64_t height, std::int64_t width) {
  const auto view = bindings::mask_view(pixels);
  return read(height, width, [&] { return avala::paste(view, x, y, height, width); });
}

}  // namespace

void register_dialects(py::module_& m) {
  using py::arg;
  m.def("to_coco_counts", &to_coco_counts, arg("mask"));
  m.def("from_coco_counts", &from_coco_counts, arg("counts"), py::kw_only(), arg("height"), arg("width"));
  m.def("to_cvat", &to_cvat, arg("mask"));
  m.def("from_cvat", &from_cvat, arg("runs"), arg("box"), py::kw_only(), arg("height"), arg("width"));
  m.def("from_cvat_bits", &from_cvat_bits, arg("bits"), arg("box"), py::kw_only(), arg("height"), arg("width"));
  m.def("to_label_studio", &to_label_studio, arg("mask"));
  m.def("from_label_studio", &from_label_studio, arg("rle"), py::kw_only(), arg("height"), arg("width"));
  m.def("crop", &crop, arg("mask"));
  m.def("paste", &paste, arg("pixels"), py::kw_only(), arg("x"), arg("y"), arg("height"), arg("width"));
}
