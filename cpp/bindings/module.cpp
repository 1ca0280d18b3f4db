// Python bindings: check and extract, release the GIL, compute, take it back, wrap.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstring>

#include "avala/components.h"
#include "avala/error.h"
#include "avala/outline.h"
#include "avala/raster.h"
#include "avala/rle.h"

namespace py = pybind11;

namespace {

// A silent copy is a bug: exact dtype, two dimensions, C-contiguous and aligned, or a refusal that says what came.
template <typename T>
const T* dense(const py::array& array, const char* name, const char* dtype) {
  constexpr int kLayout = int{py::array::c_style} | int{py::detail::npy_api::NPY_ARRAY_ALIGNED_};
  const bool laid_out = (array.flags() & kLayout) == kLayout;
  if (!py::isinstance<py::array_t<T>>(array) || array.ndim() != 2 || !laid_out) {
    throw avala::InvalidInput(std::string(name) + " must be a C-contiguous " + dtype + " array [h, w], got " +
                              py::str(array.dtype()).cast<std::string>() + " " +
                              py::str(array.attr("shape")).cast<std::string>() +
                              (laid_out ? "" : " that is not C-contiguous and aligned"));
  }
  return static_cast<const T*>(array.data());
}

avala::LogitsView logits_view(const py::array& array) {
  const auto* data = dense<float>(array, "logits", "float32");
  return {data, array.shape(0), array.shape(1)};
}

avala::MaskView mask_view(const py::array& array) {
  const auto* data = dense<std::uint8_t>(array, "mask", "uint8");
  return {data, array.shape(0), array.shape(1)};
}

py::array_t<std::uint8_t> wrap(avala::Mask&& mask) {
  auto owned = std::make_unique<avala::Mask>(std::move(mask));
  avala::Mask& ref = *owned;
  const py::capsule keeper(owned.release(),
                           [](void* p) { std::unique_ptr<avala::Mask>(static_cast<avala::Mask*>(p)); });
  return py::array_t<std::uint8_t>({ref.height, ref.width}, ref.data.data(), keeper);
}

py::array_t<double> wrap(const avala::Ring& ring) {
  py::array_t<double> array({static_cast<py::ssize_t>(ring.size()), py::ssize_t{2}});
  static_assert(sizeof(avala::Point) == 2 * sizeof(double));
  if (!ring.empty()) std::memcpy(array.mutable_data(), ring.data(), ring.size() * sizeof(avala::Point));
  return array;
}

py::list wrap(const std::vector<avala::Polygon>& polygons) {
  py::list list;
  for (const auto& polygon : polygons) {
    py::list holes;
    for (const auto& hole : polygon.holes) holes.append(wrap(hole));
    list.append(py::make_tuple(wrap(polygon.exterior), holes));
  }
  return list;
}

avala::Ring to_ring(const py::handle& object) {
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

std::vector<avala::Polygon> to_polygons(const py::sequence& polygons) {
  std::vector<avala::Polygon> out;
  for (const auto& item : polygons) {
    const auto pair = py::cast<py::sequence>(item);
    avala::Polygon polygon{to_ring(pair[0]), {}};
    for (const auto& hole : py::cast<py::sequence>(pair[1])) polygon.holes.push_back(to_ring(hole));
    out.push_back(std::move(polygon));
  }
  return out;
}

template <typename F>
auto without_gil(F&& work) {
  const py::gil_scoped_release released;
  return work();
}

using View = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

avala::Frame to_frame(double valid_h, double valid_w, std::int64_t height, std::int64_t width, const View& view) {
  const auto [x, y, view_width, view_height] = view;
  return {valid_h, valid_w, height, width, {x, y, view_width, view_height}};
}

py::tuple outline(const py::array& logits, double valid_h, double valid_w, std::int64_t height, std::int64_t width,
                  const View& seen, double tolerance, double min_area, double fill_holes, bool want_polygon,
                  bool want_rle) {
  const auto view = logits_view(logits);
  const auto result = without_gil([&] {
    return avala::outline(view, to_frame(valid_h, valid_w, height, width, seen),
                          {tolerance, min_area, fill_holes, want_polygon, want_rle});
  });
  const auto& box = result.box;
  return py::make_tuple(wrap(result.polygons), py::bytes(result.rle),
                        py::make_tuple(box.x, box.y, box.width, box.height), result.area, result.stability);
}

}  // namespace

PYBIND11_MODULE(_native, m) {
  using py::arg;
  m.doc() = "The C++ core of avala-edge; use it through avala_edge.geometry.";
  m.attr("__version__") = AVALA_VERSION;
  py::register_exception_translator([](std::exception_ptr p) {
    try {
      if (p) std::rethrow_exception(p);
    } catch (const avala::InvalidInput& error) {
      py::set_error(PyExc_ValueError, error.what());
    }
  });
  m.def("outline", &outline, arg("logits"), py::kw_only(), arg("valid_h"), arg("valid_w"), arg("height"), arg("width"),
        arg("view"), arg("tolerance"), arg("min_area"), arg("fill_holes"), arg("want_polygon"), arg("want_rle"),
        "Logits to (polygons, rle counts, box, area, stability).");
  m.def(
      "mask_from_logits",
      [](const py::array& logits, double valid_h, double valid_w, std::int64_t height, std::int64_t width,
         const View& seen) {
        const auto view = logits_view(logits);
        const auto frame = to_frame(valid_h, valid_w, height, width, seen);
        return wrap(without_gil([&] { return avala::threshold(view, frame); }).mask);
      },
      arg("logits"), py::kw_only(), arg("valid_h"), arg("valid_w"), arg("height"), arg("width"), arg("view"));
  m.def(
      "clean_mask",
      [](const py::array& mask, double min_area, double fill_holes) {
        const auto view = mask_view(mask);
        return wrap(without_gil([&] {
          avala::Mask copy(view.height(), view.width());
          for (std::int64_t y = 0; y < copy.height; ++y) {
            for (std::int64_t x = 0; x < copy.width; ++x) copy.row(y)[x] = view.row(y)[x] != 0 ? 1 : 0;
          }
          avala::clean(copy, min_area, fill_holes);
          return copy;
        }));
      },
      arg("mask"), py::kw_only(), arg("min_area"), arg("fill_holes"));
  m.def(
      "polygons_from_mask",
      [](const py::array& mask, double tolerance) {
        const auto view = mask_view(mask);
        return wrap(without_gil([&] { return avala::polygons_of(view, tolerance); }));
      },
      arg("mask"), py::kw_only(), arg("tolerance"));
  m.def(
      "rasterise_polygons",
      [](const py::sequence& polygons, std::int64_t height, std::int64_t width) {
        const auto own = to_polygons(polygons);
        return wrap(without_gil([&] { return avala::rasterise(own, height, width); }));
      },
      arg("polygons"), py::kw_only(), arg("height"), arg("width"));
  m.def(
      "rle_encode",
      [](const py::array& mask) {
        const auto view = mask_view(mask);
        return py::bytes(without_gil([&] { return avala::rle_encode(view); }));
      },
      arg("mask"));
  m.def(
      "rle_decode",
      [](const std::string& counts, std::int64_t height, std::int64_t width) {
        return wrap(without_gil([&] { return avala::rle_decode(counts, height, width); }));
      },
      arg("counts"), py::kw_only(), arg("height"), arg("width"));
}
