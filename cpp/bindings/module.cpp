// Python bindings: check and extract, release the GIL, compute, take it back, wrap.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "arrays.h"
#include "avala/components.h"
#include "avala/error.h"
#include "avala/outline.h"
#include "avala/raster.h"
#include "avala/rle.h"

namespace py = pybind11;
using bindings::logits_view;
using bindings::mask_view;
using bindings::to_polygons;
using bindings::without_gil;
using bindings::wrap;

void register_dialects(py::module_& m);
void register_verbs(py::module_& m);

namespace {

using View = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

avala::Frame to_frame(double valid_h, double valid_w, std::int64_t height, std::int64_t width, const View& view) {
  const auto [x, y, view_width, view_height] = view;
  return {valid_h, valid_w, height, width, {x, y, view_width, view_height}};
}

avala::OutlineOptions to_options(double tolerance, std::size_t max_points, double min_area, double fill_holes,
                                 bool want_polygon, bool want_rle) {
  return {tolerance, max_points, min_area, fill_holes, want_polygon, want_rle};
}

py::list outlines(const py::array& logits, double valid_h, double valid_w, std::int64_t height, std::int64_t width,
                  const View& view, double tolerance, std::size_t max_points, double min_area, double fill_holes,
                  bool want_polygon, bool want_rle, std::size_t threads) {
  const auto masks = bindings::logits_views(logits);
  const auto frame = to_frame(valid_h, valid_w, height, width, view);
  const auto options = to_options(tolerance, max_points, min_area, fill_holes, want_polygon, want_rle);
  const auto found = without_gil([&] { return avala::outlines(masks, frame, options, threads); });
  py::list results;
  for (const avala::Outline& one : found) {
    results.append(py::make_tuple(wrap(one.polygons), py::bytes(one.rle),
                                  py::make_tuple(one.box.x, one.box.y, one.box.width, one.box.height), one.area,
                                  one.stability, one.error, one.iou));
  }
  return results;
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
  m.def("outlines", &outlines, arg("logits"), py::kw_only(), arg("valid_h"), arg("valid_w"), arg("height"),
        arg("width"), arg("view"), arg("tolerance"), arg("max_points"), arg("min_area"), arg("fill_holes"),
        arg("want_polygon"), arg("want_rle"), arg("threads"),
        "Logits [masks, h, w] to (polygons, rle counts, box, area, stability, error, iou) each.");
  m.def(
      "mask_from_logits",
      [](const py::array& logits, double valid_h, double valid_w, std::int64_t height, std::int64_t width,
         const View& seen) {
        const auto view = logits_view(logits);
        const auto frame = to_frame(valid_h, valid_w, height, width, seen);
        return wrap(without_gil([&] { return avala::to_mask(avala::threshold(view, frame)); }));
      },
      arg("logits"), py::kw_only(), arg("valid_h"), arg("valid_w"), arg("height"), arg("width"), arg("view"));
  m.def(
      "clean_mask",
      [](const py::array& mask, double min_area, double fill_holes) {
        const auto view = mask_view(mask);
        return wrap(
            without_gil([&] { return avala::to_mask(avala::clean(avala::to_spans(view), min_area, fill_holes)); }));
      },
      arg("mask"), py::kw_only(), arg("min_area"), arg("fill_holes"));
  m.def(
      "polygons_from_mask",
      [](const py::array& mask, double tolerance) {
        const auto view = mask_view(mask);
        return wrap(without_gil([&] { return avala::polygons_of(avala::to_spans(view), tolerance); }));
      },
      arg("mask"), py::kw_only(), arg("tolerance"));
  m.def(
      "rasterise_polygons",
      [](const py::sequence& polygons, std::int64_t height, std::int64_t width) {
        const auto own = to_polygons(polygons);
        return wrap(without_gil([&] { return avala::to_mask(avala::rasterise(own, height, width)); }));
      },
      arg("polygons"), py::kw_only(), arg("height"), arg("width"));
  m.def(
      "rle_encode",
      [](const py::array& mask) {
        const auto view = mask_view(mask);
        return py::bytes(without_gil([&] { return avala::rle_encode(avala::to_spans(view)); }));
      },
      arg("mask"));
  m.def(
      "rle_decode",
      [](const std::string& counts, std::int64_t height, std::int64_t width) {
        return wrap(without_gil([&] { return avala::to_mask(avala::rle_decode(counts, height, width)); }));
      },
      arg("counts"), py::kw_only(), arg("height"), arg("width"));
  register_dialects(m);
  register_verbs(m);
}
