#include "avala/booleans.h"

#include <algorithm>
#include <limits>

namespace avala {
namespace {

// The rows where a column changes, one after the other.
class Edges {
 public:
  explicit Edges(std::span<const Span> spans) : at_(spans.data()), end_(at_ + spans.size()) {}
  [[nodiscard]] std::int64_t next() const {
    if (at_ == end_) return std::numeric_limits<std::int64_t>::max();
    return inside_ ? at_->last : at_->first;
  }
  [[nodiscard]] bool inside() const { return inside_; }
  void pass() {
    if (inside_) ++at_;
    inside_ = !inside_;
  }

 private:
  const Span *at_, *end_;
  bool inside_ = false;
};

// `keep(in a, in b)` says what is foreground; nothing is where neither is.
template <typename Keep>
Spans merge(const Spans& a, const Spans& b, Keep keep) {
  check_same_size(a, b);
  SpansWriter writer(a.height(), a.width());
  writer.reserve(std::max(a.all().size(), b.all().size()));
  for (std::int64_t x = 0; x < a.width(); ++x) {
    Edges in_a(a.column(x)), in_b(b.column(x));
    for (std::int64_t from = 0;;) {
      const std::int64_t to = std::min(in_a.next(), in_b.next());
      if (to == std::numeric_limits<std::int64_t>::max()) break;
      if (keep(in_a.inside(), in_b.inside())) writer.add(from, to);
      if (in_a.next() == to) in_a.pass();
      if (in_b.next() == to) in_b.pass();
      from = to;
    }
    writer.end_column();
  }
  return std::move(writer).finish();
}

}  // namespace

void check_same_size(const Spans& a, const Spans& b) {
  if (a.height() == b.height() && a.width() == b.width()) return;
  const auto size = [](const Spans& s) { return std::to_string(s.height()) + " x " + std::to_string(s.width()); };
  throw InvalidInput("masks must have the same size, got " + size(a) + " and " + size(b));
}

Spans unite(const Spans& a, const Spans& b) {
  return merge(a, b, [](bool in_a, bool in_b) { return in_a || in_b; });
}

Spans intersect(const Spans& a, const Spans& b) {
  return merge(a, b, [](bool in_a, bool in_b) { return in_a && in_b; });
}

Spans subtract(const Spans& a, const Spans& b) {
  return merge(a, b, [](bool in_a, bool in_b) { return in_a && !in_b; });
}

Spans exclusive(const Spans& a, const Spans& b) {
  return merge(a, b, [](bool in_a, bool in_b) { return in_a != in_b; });
}

Spans invert(const Spans& mask) {
  SpansWriter writer(mask.height(), mask.width());
  writer.reserve(mask.all().size() + static_cast<std::size_t>(mask.width()));
  for (std::int64_t x = 0; x < mask.width(); ++x) {
    std::int64_t from = 0;
    for (const Span& span : mask.column(x)) {
      writer.add(from, span.first);
      from = span.last;
    }
    writer.add(from, mask.height());
    writer.end_column();
  }
  return std::move(writer).finish();
}

}  // namespace avala
