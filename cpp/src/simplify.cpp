#include "avala/simplify.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <unordered_map>

namespace avala {
namespace {

using Index = std::uint32_t;

struct Vertex {
  Point at;
  Index before, after;  // neighbours that are still there
  Index ring;
  Index twin;  // the vertex at the same place where rings touch, else this one; such vertices stay
  std::uint32_t version = 0;
  bool alive = true;
};

struct Candidate {
  double cost;
  Index vertex;
  std::uint32_t version;
  bool operator>(const Candidate& other) const {
    return cost != other.cost ? cost > other.cost : vertex > other.vertex;
  }
};

double distance(const Point& p, const Point& a, const Point& b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  const double t = length == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

double cross(const Point& a, const Point& b, const Point& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// Closed triangle; a degenerate one is its longest side.
bool covers(const Point& a, const Point& b, const Point& c, const Point& p) {
  const double u = cross(a, b, p), v = cross(b, c, p), w = cross(c, a, p);
  const bool inside = (u >= 0 && v >= 0 && w >= 0) || (u <= 0 && v <= 0 && w <= 0);
  return inside && p.x >= std::min({a.x, b.x, c.x}) && p.x <= std::max({a.x, b.x, c.x}) &&
         p.y >= std::min({a.y, b.y, c.y}) && p.y <= std::max({a.y, b.y, c.y});
}

class Simplifier {
 public:
  Simplifier(std::vector<Polygon>& polygons, double tolerance) : tolerance_(tolerance) {
    for (Polygon& polygon : polygons) {
      add(polygon.exterior);
      for (Ring& hole : polygon.holes) add(hole);
    }
    index_vertices();
  }

  void run() {
    for (Index i = 0; i < vertices_.size(); ++i) offer(i);
    while (!queue_.empty()) {
      const Candidate next = queue_.top();
      queue_.pop();
      const Vertex& vertex = vertices_[next.vertex];
      if (vertex.alive && vertex.version == next.version && free(next.vertex)) remove(next.vertex);
    }
    for (std::size_t ring = 0; ring < rings_.size(); ++ring) {
      Ring kept;
      for (Index i = first_[ring]; i < first_[ring + 1]; ++i) {
        if (vertices_[i].alive) kept.push_back(vertices_[i].at);
      }
      *rings_[ring] = std::move(kept);
    }
  }

 private:
  void add(Ring& ring) {
    const auto base = static_cast<Index>(vertices_.size()), count = static_cast<Index>(ring.size());
    for (Index i = 0; i < count; ++i) {
      vertices_.push_back({ring[i], base + (i + count - 1) % count, base + (i + 1) % count,
                           static_cast<Index>(rings_.size()), base + i});
    }
    rings_.push_back(&ring);
    left_.push_back(count);
    first_.push_back(base + count);
  }

  static std::int64_t cell(double v) { return static_cast<std::int64_t>(std::floor(v / kCell)); }
  static std::int64_t key(std::int64_t cx, std::int64_t cy) { return cy * (std::int64_t{1} << 32) + cx; }

  void index_vertices() {
    std::unordered_map<std::int64_t, Index> taken;
    for (Index i = 0; i < vertices_.size(); ++i) {
      const Point p = vertices_[i].at;
      grid_[key(cell(p.x), cell(p.y))].push_back(i);
      const std::int64_t corner =
          static_cast<std::int64_t>(p.y) * (std::int64_t{1} << 32) + static_cast<std::int64_t>(p.x);
      const auto [other, fresh] = taken.emplace(corner, i);
      if (!fresh) {  // rings touch here; at most two do
        vertices_[i].twin = other->second;
        vertices_[other->second].twin = i;
      }
    }
  }

  // Worst distance of what this removal would leave unrepresented to the new edge.
  double harm(Index i) const {
    const Vertex& vertex = vertices_[i];
    const Point &a = vertices_[vertex.before].at, &c = vertices_[vertex.after].at;
    double worst = 0;
    for (Index j = next_original(vertex.before); j != vertex.after && worst <= tolerance_; j = next_original(j)) {
      worst = std::max(worst, distance(vertices_[j].at, a, c));
    }
    return worst;
  }

  Index next_original(Index i) const {
    const Index ring = vertices_[i].ring;
    return i + 1 == first_[ring + 1] ? first_[ring] : i + 1;
  }

  void offer(Index i) {
    const Vertex& vertex = vertices_[i];
    if (!vertex.alive || vertex.twin != i || left_[vertex.ring] <= 3) return;
    const double cost = harm(i);
    if (cost <= tolerance_) queue_.push({cost, i, vertex.version});
  }

  // Whether another ring that touches this one at both ends of the new edge already runs straight between them.
  bool doubles(const Vertex& vertex) const {
    const Index twin = vertices_[vertex.before].twin;
    if (twin == vertex.before) return false;
    const Point& end = vertices_[vertex.after].at;
    return vertices_[vertices_[twin].before].at == end || vertices_[vertices_[twin].after].at == end;
  }

  // No other vertex in the triangle that the removal sweeps, no edge on another edge, and a ring that keeps an area.
  bool free(Index i) const {
    const Vertex& vertex = vertices_[i];
    if (left_[vertex.ring] <= 3 || doubles(vertex)) return false;
    const Point &a = vertices_[vertex.before].at, &b = vertex.at, &c = vertices_[vertex.after].at;
    const std::int64_t x0 = cell(std::min({a.x, b.x, c.x})), x1 = cell(std::max({a.x, b.x, c.x}));
    const std::int64_t y0 = cell(std::min({a.y, b.y, c.y})), y1 = cell(std::max({a.y, b.y, c.y}));
    for (std::int64_t cy = y0; cy <= y1; ++cy) {
      for (std::int64_t cx = x0; cx <= x1; ++cx) {
        const auto found = grid_.find(key(cx, cy));
        if (found == grid_.end()) continue;
        for (const Index j : found->second) {
          const Vertex& other = vertices_[j];
          if (!other.alive || j == i || j == vertex.before || j == vertex.after) continue;
          if (other.at == a || other.at == c) continue;
          if (covers(a, b, c, other.at)) return false;
        }
      }
    }
    return true;
  }

  void remove(Index i) {
    Vertex& vertex = vertices_[i];
    vertex.alive = false;
    --left_[vertex.ring];
    vertices_[vertex.before].after = vertex.after;
    vertices_[vertex.after].before = vertex.before;
    for (const Index near : {vertex.before, vertex.after}) {
      ++vertices_[near].version;
      offer(near);
    }
  }

  static constexpr double kCell = 8;
  double tolerance_;
  std::vector<Vertex> vertices_;
  std::vector<Ring*> rings_;
  std::vector<Index> first_{0};
  std::vector<Index> left_;
  std::unordered_map<std::int64_t, std::vector<Index>> grid_;
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue_;
};

}  // namespace

void simplify(std::vector<Polygon>& polygons, double tolerance) {
  if (!(tolerance >= 0) || !std::isfinite(tolerance))
    throw InvalidInput("tolerance must be a finite number, 0 or above");
  if (tolerance > 0) Simplifier(polygons, tolerance).run();
}

}  // namespace avala
