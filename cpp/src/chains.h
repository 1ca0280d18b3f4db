// The vertices of all rings of some polygons, which of them are kept, and where the kept ones' edges are in conflict.
#pragma once

#include <cstdint>
#include <vector>

#include "avala/types.h"

namespace avala {

using Index = std::uint32_t;  // of a vertex, over all rings

// The edge between two kept vertices; `from == to` never.
struct Segment {
  Index from, to;
};

class Chains {
 public:
  explicit Chains(const std::vector<Polygon>& polygons);

  [[nodiscard]] Index rings() const { return static_cast<Index>(starts_.size()) - 1; }
  [[nodiscard]] Index first(Index ring) const { return starts_[ring]; }
  [[nodiscard]] const Point& at(Index i) const { return points_[i]; }
  [[nodiscard]] Index after(Index i) const { return i + 1 == starts_[ring_of_[i] + 1] ? starts_[ring_of_[i]] : i + 1; }
  // Whether another vertex lies at the same place.
  [[nodiscard]] bool touches(Index i) const { return twin_[i] != i; }
  [[nodiscard]] bool kept(Index i) const { return kept_[i]; }
  void keep(Index i) {
    if (!kept_[i]) ++kept_count_;
    kept_[i] = true;
  }
  [[nodiscard]] std::size_t kept_count() const { return kept_count_; }
  // The kept vertices' edges, in the ring's order.
  [[nodiscard]] std::vector<Segment> segments(Index ring) const;

  // Segments that leave out vertices and that touch or cross another one, turn their ring over, or have passed over a
  // ring that is no wider than `tolerance` allows.
  [[nodiscard]] std::vector<Segment> conflicts(double tolerance) const;

  void write_to(std::vector<Polygon>& polygons) const;

 private:
  [[nodiscard]] bool leaves_out(const Segment& s) const { return after(s.from) != s.to; }
  [[nodiscard]] bool clash(const Segment& a, const Segment& b) const;
  [[nodiscard]] bool swaps_at(Index i) const;
  [[nodiscard]] double kept_area(Index ring) const;
  [[nodiscard]] bool swept(const Segment& s, const Point& p) const;
  void add_crossing(std::vector<Segment>& found, const std::vector<Segment>& all) const;
  void add_swept(std::vector<Segment>& found, const std::vector<Segment>& all, double tolerance) const;

  std::vector<Point> points_;
  std::vector<Index> starts_{0}, ring_of_, twin_;
  std::vector<bool> kept_;
  std::vector<double> areas_;  // of the full rings, signed
  bool touching_ = false;
  std::size_t kept_count_ = 0;
};

}  // namespace avala
