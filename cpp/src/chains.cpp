#include "chains.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace avala {
namespace {

double cross(const Point& a, const Point& b, const Point& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// Whether p, on the line through a and b, lies between them, ends included.
bool between(const Point& a, const Point& b, const Point& p) {
  return p.x >= std::min(a.x, b.x) && p.x <= std::max(a.x, b.x) && p.y >= std::min(a.y, b.y) &&
         p.y <= std::max(a.y, b.y);
}

int side(double v) { return (v > 0) - (v < 0); }

bool meet(const Point& a, const Point& b, const Point& c, const Point& d) {
  const int p = side(cross(a, b, c)), q = side(cross(a, b, d)), r = side(cross(c, d, a)), s = side(cross(c, d, b));
  if (p != q && r != s) return true;
  return (p == 0 && between(a, b, c)) || (q == 0 && between(a, b, d)) || (r == 0 && between(c, d, a)) ||
         (s == 0 && between(c, d, b));
}

// Whether b lies on the ray from `origin` through a, or a on that through b.
bool same_way(const Point& origin, const Point& a, const Point& b) {
  return cross(origin, a, b) == 0 && (a.x - origin.x) * (b.x - origin.x) + (a.y - origin.y) * (b.y - origin.y) > 0;
}

}  // namespace

Chains::Chains(const std::vector<Polygon>& polygons) {
  const auto add = [this](const Ring& ring) {
    double doubled = 0;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
      doubled += ring[j].x * ring[i].y - ring[i].x * ring[j].y;
    }
    ring_of_.insert(ring_of_.end(), ring.size(), static_cast<Index>(starts_.size()) - 1);
    points_.insert(points_.end(), ring.begin(), ring.end());
    starts_.push_back(static_cast<Index>(points_.size()));
    areas_.push_back(doubled / 2);
  };
  for (const Polygon& polygon : polygons) {
    add(polygon.exterior);
    for (const Ring& hole : polygon.holes) add(hole);
  }
  kept_.assign(points_.size(), false);
  twin_.resize(points_.size());
  std::iota(twin_.begin(), twin_.end(), Index{0});
  std::vector<Index> order = twin_;
  std::ranges::sort(order, [this](Index a, Index b) {
    return points_[a].x != points_[b].x ? points_[a].x < points_[b].x : points_[a].y < points_[b].y;
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (points_[order[i]] == points_[order[i - 1]]) {  // at most two rings touch at a place
      twin_[order[i]] = order[i - 1];
      twin_[order[i - 1]] = order[i];
      touching_ = true;
    }
  }
}

std::vector<Segment> Chains::segments(Index ring) const {
  std::vector<Segment> result;
  Index start = starts_[ring];
  while (start < starts_[ring + 1] && !kept_[start]) ++start;
  if (start == starts_[ring + 1]) return result;
  Index from = start;
  do {
    Index to = after(from);
    while (!kept_[to]) to = after(to);
    result.push_back({from, to});
    from = to;
  } while (from != start);
  return result;
}

bool Chains::clash(const Segment& a, const Segment& b) const {
  const Point &p = at(a.from), &q = at(a.to), &r = at(b.from), &s = at(b.to);
  // Neighbours in a ring, and rings that touch, share an end: they clash if they leave it the same way.
  if (q == r) return same_way(q, p, s) || p == s;
  if (p == s) return same_way(p, q, r);
  if (p == r) return same_way(p, q, s);
  if (q == s) return same_way(q, p, r);
  return meet(p, q, r, s);
}

// Where two rings touch, whether one of them now runs from one side of the other to the other side.
bool Chains::swaps_at(Index i) const {
  const auto neighbours = [this](Index v) {
    const Index ring = ring_of_[v];
    Index next = after(v), before = v;
    while (!kept_[next]) next = after(next);
    do {
      before = before == starts_[ring] ? starts_[ring + 1] - 1 : before - 1;
    } while (!kept_[before]);
    return std::pair{at(before), at(next)};
  };
  const Point& o = at(i);
  const auto angle = [&o](const Point& p) { return std::atan2(p.y - o.y, p.x - o.x); };
  const auto [a, b] = neighbours(i);
  const auto [c, d] = neighbours(twin_[i]);
  const double low = std::min(angle(a), angle(b)), high = std::max(angle(a), angle(b));
  const auto inside = [&](const Point& p) { return angle(p) > low && angle(p) < high; };
  return inside(c) != inside(d);
}

double Chains::kept_area(Index ring) const {
  double doubled = 0;
  for (const Segment& s : segments(ring)) doubled += at(s.from).x * at(s.to).y - at(s.to).x * at(s.from).y;
  return doubled / 2;
}

// Whether p lies between a segment and the vertices that it leaves out (even-odd).
bool Chains::swept(const Segment& s, const Point& p) const {
  bool inside = false;
  const auto edge = [&](const Point& a, const Point& b) {
    if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
  };
  for (Index i = s.from; i != s.to; i = after(i)) edge(at(i), at(after(i)));
  edge(at(s.to), at(s.from));
  return inside;
}

void Chains::add_crossing(std::vector<Segment>& found, const std::vector<Segment>& all) const {
  struct Reach {
    double left, right, top, bottom;
    const Segment* segment;
  };
  std::vector<Reach> order;
  order.reserve(all.size());
  for (const Segment& s : all) {
    const Point &a = at(s.from), &b = at(s.to);
    order.push_back({std::min(a.x, b.x), std::max(a.x, b.x), std::min(a.y, b.y), std::max(a.y, b.y), &s});
  }
  std::ranges::sort(order, {}, &Reach::left);
  std::vector<const Reach*> open;
  for (const Reach& now : order) {
    std::erase_if(open, [&](const Reach* r) { return r->right < now.left; });
    for (const Reach* other : open) {
      if (other->bottom < now.top || other->top > now.bottom) continue;
      if (!leaves_out(*now.segment) && !leaves_out(*other->segment)) continue;
      if (!clash(*now.segment, *other->segment)) continue;
      for (const Segment* s : {now.segment, other->segment}) {
        if (leaves_out(*s)) found.push_back(*s);
      }
    }
    open.push_back(&now);
  }
}

void Chains::add_swept(std::vector<Segment>& found, const std::vector<Segment>& all, double tolerance) const {
  struct Probe {
    Point at;
    Index ring;
  };
  std::vector<Probe> probes;
  for (Index ring = 0; ring < rings(); ++ring) {
    // What a segment passes over without touching lies within the tolerance of it: a ring of that little width.
    const auto own = segments(ring);
    double length = 0;
    for (const Segment& s : own) length += std::hypot(at(s.to).x - at(s.from).x, at(s.to).y - at(s.from).y);
    if (std::abs(kept_area(ring)) > tolerance * length) continue;
    const auto clear = std::ranges::find_if(own, [this](const Segment& s) { return !touches(s.from); });
    probes.push_back({at(clear == own.end() ? own.front().from : clear->from), ring});
  }
  if (probes.empty()) return;
  std::ranges::sort(probes, {}, [](const Probe& probe) { return probe.at.x; });
  std::vector<const Segment*> order, open;
  for (const Segment& s : all) {
    if (leaves_out(s)) order.push_back(&s);
  }
  const auto left = [this](const Segment* s) { return std::min(at(s->from).x, at(s->to).x); };
  const auto right = [this](const Segment* s) { return std::max(at(s->from).x, at(s->to).x); };
  std::ranges::sort(order, {}, left);
  std::size_t next = 0;
  for (const Probe& probe : probes) {
    for (; next < order.size() && left(order[next]) - tolerance <= probe.at.x; ++next) open.push_back(order[next]);
    std::erase_if(open, [&](const Segment* s) { return right(s) + tolerance < probe.at.x; });
    for (const Segment* s : open) {
      if (ring_of_[s->from] == probe.ring) continue;
      const Point &c = at(s->from), &d = at(s->to);
      const bool near = probe.at.y >= std::min(c.y, d.y) - tolerance && probe.at.y <= std::max(c.y, d.y) + tolerance;
      if (near && swept(*s, probe.at)) found.push_back(*s);
    }
  }
}

std::vector<Segment> Chains::conflicts(double tolerance) const {
  std::vector<Segment> found, all;
  for (Index ring = 0; ring < rings(); ++ring) {
    const auto own = segments(ring);
    all.insert(all.end(), own.begin(), own.end());
    const bool turned = kept_area(ring) * areas_[ring] <= 0 && areas_[ring] != 0;
    if (turned)
      std::ranges::copy_if(own, std::back_inserter(found), [this](const Segment& s) { return leaves_out(s); });
  }
  add_crossing(found, all);
  if (rings() > 1) add_swept(found, all, tolerance);
  if (touching_) {
    for (const Segment& s : all) {
      for (const Index end : {s.from, s.to}) {
        if (leaves_out(s) && touches(end) && (swaps_at(end))) found.push_back(s);
      }
    }
  }
  return found;
}

void Chains::write_to(std::vector<Polygon>& polygons) const {
  Index ring = 0;
  const auto take = [&](Ring& target) {
    Ring kept;
    for (Index i = starts_[ring]; i < starts_[ring + 1]; ++i) {
      if (kept_[i]) kept.push_back(points_[i]);
    }
    target = std::move(kept);
    ++ring;
  };
  for (Polygon& polygon : polygons) {
    take(polygon.exterior);
    for (Ring& hole : polygon.holes) take(hole);
  }
}

}  // namespace avala
