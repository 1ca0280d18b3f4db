// Bindings of what is done to masks that travel as RLE: (counts, height, width) in and out.
#include <span>

#include "arrays.h"
#include "avala/booleans.h"
#include "avala/components.h"
#include "avala/morph.h"
#include "avala/overlap.h"
#include "avala/parallel.h"
#include "avala/seed.h"

namespace py = pybind11;
using avala::Spans;
using bindings::RleArgument;
using bindings::to_rle;
using bindings::without_gil;

void register_verbs(py::module_& m);

namespace {

constexpr std::int64_t kMaxThreads = 256;

std::size_t to_threads(std::int64_t threads) {
  if (threads < 1 || threads > kMaxThreads) {
    throw avala::InvalidInput("threads must be 1 to " + std::to_string(kMaxThreads) + ", got " +
                              std::to_string(threads));
  }
  return static_cast<std::size_t>(threads);
}

std::vector<RleArgument> to_rles(const py::sequence& masks) {
  std::vector<RleArgument> out;
  for (const auto& mask : masks) out.push_back(to_rle(mask));
  return out;
}

std::vector<Spans> decode(const std::vector<RleArgument>& masks, std::size_t threads) {
  std::vector<Spans> out(masks.size(), Spans(1, 1));
  avala::for_each(masks.size(), threads, [&](std::size_t i) { out[i] = masks[i].decode(); });
  return out;
}

// Decode, do, and encode, all without the lock.
template <typename Verb>
py::tuple changed(const py::handle& object, Verb verb) {
  const auto mask = to_rle(object);
  const auto counts = without_gil([&] { return avala::rle_encode(verb(mask.decode())); });
  return py::make_tuple(py::bytes(counts), mask.height, mask.width);
}

void define(py::module_& m, const char* name, Spans (*verb)(const Spans&, const Spans&)) {
  m.def(
      name,
      [verb](const py::handle& a, const py::handle& b) {
        const auto other = to_rle(b);
        return changed(a, [&](const Spans& mask) { return verb(mask, other.decode()); });
      },
      py::arg("a"), py::arg("b"));
}

void define(py::module_& m, const char* name, const char* argument, Spans (*verb)(const Spans&, double)) {
  m.def(
      name,
      [verb](const py::handle& object, double value) {
        return changed(object, [&](const Spans& mask) { return verb(mask, value); });
      },
      py::arg("mask"), py::kw_only(), py::arg(argument));
}

using View = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

py::array_t<float> logits_from_mask(const py::handle& object, double valid_h, double valid_w, const View& seen,
                                    std::int64_t cells_h, std::int64_t cells_w) {
  const auto mask = to_rle(object);
  const auto [x, y, width, height] = seen;
  const avala::Frame frame{valid_h, valid_w, mask.height, mask.width, {x, y, width, height}};
  const auto logits = without_gil([&] { return avala::logits_from_mask(mask.decode(), frame, cells_h, cells_w); });
  py::array_t<float> array({cells_h, cells_w});
  std::memcpy(array.mutable_data(), logits.data(), logits.size() * sizeof(float));
  return array;
}

py::array_t<double> iou_matrix(const py::sequence& a, const py::sequence& b, std::int64_t threads) {
  const auto count = to_threads(threads);
  const auto rows = to_rles(a), columns = to_rles(b);
  const auto ious = without_gil([&] { return avala::iou_matrix(decode(rows, count), decode(columns, count), count); });
  py::array_t<double> array({rows.size(), columns.size()});
  if (!ious.empty()) std::memcpy(array.mutable_data(), ious.data(), ious.size() * sizeof(double));
  return array;
}

std::vector<std::size_t> nms(const py::sequence& masks, const std::vector<double>& scores, double threshold,
                             std::int64_t threads) {
  const auto count = to_threads(threads);
  const auto own = to_rles(masks);
  return without_gil([&] { return avala::nms(decode(own, count), scores, threshold, count); });
}

}  // namespace

void register_verbs(py::module_& m) {
  using py::arg;
  define(m, "unite", &avala::unite);
  define(m, "intersect", &avala::intersect);
  define(m, "subtract", &avala::subtract);
  define(m, "exclusive", &avala::exclusive);
  m.def("invert", [](const py::handle& object) { return changed(object, &avala::invert); }, arg("mask"));
  define(m, "fill_holes", "area", &avala::fill_holes);
  define(m, "drop_islands", "area", &avala::drop_islands);
  define(m, "grow", "radius", &avala::grow);
  define(m, "shrink", "radius", &avala::shrink);
  define(m, "smooth", "radius", &avala::smooth);
  m.def(
      "keep_under",
      [](const py::handle& object, const py::handle& points) {
        const auto own = bindings::to_ring(points);
        return changed(object, [&](const Spans& mask) { return avala::keep_under(mask, own); });
      },
      arg("mask"), py::kw_only(), arg("points"));
  m.def(
      "keep_largest",
      [](const py::handle& object, std::int64_t count) {
        return changed(object, [&](const Spans& mask) { return avala::keep_largest(mask, count); });
      },
      arg("mask"), py::kw_only(), arg("count"));
  m.def("logits_from_mask", &logits_from_mask, arg("mask"), py::kw_only(), arg("valid_h"), arg("valid_w"), arg("view"),
        arg("cells_h"), arg("cells_w"));
  m.def("iou_matrix", &iou_matrix, arg("a"), arg("b"), py::kw_only(), arg("threads"));
  m.def("nms", &nms, arg("masks"), arg("scores"), py::kw_only(), arg("threshold"), arg("threads"));
}
