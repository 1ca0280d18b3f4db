#include "avala/simplify.h"

#include <algorithm>
#include <cmath>
#include <queue>

#include "chains.h"

namespace avala {
namespace {

struct Farthest {
  double distance = -1;
  Index at = 0;
};

class Simplifier {
 public:
  explicit Simplifier(std::vector<Polygon>& polygons) : chains_(polygons), polygons_(polygons) {}

  void to_tolerance(double tolerance) {
    for (Index ring = 0; ring < chains_.rings(); ++ring) {
      for (const auto& [from, to] : anchor(ring)) split_until(from, to, tolerance);
    }
    repair(tolerance);
  }

  void to_points(std::size_t most) {
    const auto less = [](const Open& a, const Open& b) { return a.worst.distance < b.worst.distance; };
    std::priority_queue<Open, std::vector<Open>, decltype(less)> open(less);
    const auto offer = [&](Index from, Index to) {
      const Farthest worst = farthest(from, to);
      if (worst.distance > 0) open.push({from, to, worst});
    };
    for (Index ring = 0; ring < chains_.rings(); ++ring) {
      for (const auto& [from, to] : anchor(ring)) offer(from, to);
    }
    while (!open.empty() && chains_.kept_count() < most) {
      const Open next = open.top();
      open.pop();
      chains_.keep(next.worst.at);
      offer(next.from, next.worst.at);
      offer(next.worst.at, next.to);
    }
    repair(open.empty() ? 0 : open.top().worst.distance);
  }

  // Writes the kept vertices back; returns the largest distance of one that was left out.
  double finish() {
    double error = 0;
    for (Index ring = 0; ring < chains_.rings(); ++ring) {
      for (const auto& [from, to] : chains_.segments(ring)) error = std::max(error, farthest(from, to).distance);
    }
    chains_.write_to(polygons_);
    return error;
  }

  [[nodiscard]] std::size_t points() const { return chains_.kept_count(); }

 private:
  struct Open {
    Index from, to;
    Farthest worst;
  };

  [[nodiscard]] Farthest farthest(Index from, Index to) const {
    Farthest worst;
    const Point &a = chains_.at(from), &b = chains_.at(to);
    const double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
    const double scale = length2 > 0 ? 1 / length2 : 0;
    for (Index i = chains_.after(from); i != to; i = chains_.after(i)) {
      const double px = chains_.at(i).x - a.x, py = chains_.at(i).y - a.y;
      const double t = std::clamp((px * dx + py * dy) * scale, 0.0, 1.0);
      const double ex = px - t * dx, ey = py - t * dy, distance2 = ex * ex + ey * ey;
      if (distance2 > worst.distance) worst = {distance2, i};
    }
    if (worst.distance > 0) worst.distance = std::sqrt(worst.distance);
    return worst;
  }

  // Three vertices that every ring keeps: an extreme one, the one farthest from it, the one farthest from their line.
  // Also those where rings touch: two outlines that meet there must go on meeting.
  std::vector<Segment> anchor(Index ring) {
    const Index first = chains_.first(ring);
    Index low = first;
    for (Index i = chains_.after(first); i != first; i = chains_.after(i)) {
      const Point &p = chains_.at(i), &q = chains_.at(low);
      if (p.x < q.x || (p.x == q.x && p.y < q.y)) low = i;
    }
    Farthest far;
    for (Index i = chains_.after(low); i != low; i = chains_.after(i)) {
      const double d = std::hypot(chains_.at(i).x - chains_.at(low).x, chains_.at(i).y - chains_.at(low).y);
      if (d > far.distance) far = {d, i};
    }
    chains_.keep(low);
    chains_.keep(far.at);
    const Farthest one = farthest(low, far.at), other = farthest(far.at, low);
    chains_.keep(one.distance >= other.distance ? one.at : other.at);
    for (Index i = chains_.after(low); i != low; i = chains_.after(i)) {
      if (chains_.touches(i)) chains_.keep(i);
    }
    return chains_.segments(ring);
  }

  void split_until(Index from, Index to, double tolerance) {
    std::vector<Segment> open{{from, to}};
    while (!open.empty()) {
      const auto [a, b] = open.back();
      open.pop_back();
      const Farthest worst = farthest(a, b);
      if (!(worst.distance > tolerance)) continue;
      chains_.keep(worst.at);
      open.push_back({a, worst.at});
      open.push_back({worst.at, b});
    }
  }

  void repair(double tolerance) {
    for (;;) {
      bool changed = false;
      for (const Segment& segment : chains_.conflicts(tolerance)) {
        const Farthest worst = farthest(segment.from, segment.to);
        if (worst.distance < 0 || chains_.kept(worst.at)) continue;
        chains_.keep(worst.at);  // its two halves may be farther off than the whole was
        split_until(segment.from, worst.at, tolerance);
        split_until(worst.at, segment.to, tolerance);
        changed = true;
      }
      if (!changed) return;
    }
  }

  Chains chains_;
  std::vector<Polygon>& polygons_;
};

}  // namespace

double simplify(std::vector<Polygon>& polygons, double tolerance) {
  if (!(tolerance >= 0) || !std::isfinite(tolerance)) {
    throw InvalidInput("tolerance must be a finite number, 0 or above");
  }
  if (tolerance == 0) return 0;
  Simplifier simplifier(polygons);
  simplifier.to_tolerance(tolerance);
  return simplifier.finish();
}

double simplify_to(std::vector<Polygon>& polygons, std::size_t max_points) {
  // What the repair puts back is taken off the budget, until it fits or nothing is left to take.
  std::size_t budget = max_points;
  for (;;) {
    Simplifier simplifier(polygons);
    simplifier.to_points(budget);
    const std::size_t excess = simplifier.points() > max_points ? simplifier.points() - max_points : 0;
    if (excess == 0 || budget == 0) return simplifier.finish();
    budget -= std::min(budget, std::max(excess, budget / 4));  // a few rounds at most
  }
}

}  // namespace avala
