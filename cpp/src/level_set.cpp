#include "avala/level_set.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "columns.h"

namespace avala {
namespace {

// Corners of a cell as bits, clockwise from the top left; edges in the same order from the top.
constexpr unsigned kTopLeft = 1, kTopRight = 2, kBottomRight = 4, kBottomLeft = 8, kAll = 15;
enum Edge : unsigned { kTop, kRight, kBottom, kLeft };
constexpr std::array<Edge, 4> kOpposite{kBottom, kLeft, kTop, kRight};

// An edge is passed inwards where its first corner (clockwise) is foreground and its second is not; outwards, the other
// way round.
constexpr bool enters(unsigned code, unsigned edge) {
  return (code >> edge & 1U) != 0 && (code >> (edge + 1) % 4 & 1U) == 0;
}
constexpr bool leaves(unsigned code, unsigned edge) {
  return (code >> edge & 1U) == 0 && (code >> (edge + 1) % 4 & 1U) != 0;
}

// Four corners' values above the level, in double: differences of huge logits must not overflow.
struct Corners {
  double top_left, top_right, bottom_right, bottom_left;

  // Where the level is on the vertical line at share `s` of the width, as a share of the height; and the reverse.
  [[nodiscard]] double down(double s) const {
    return share(top_left + (top_right - top_left) * s, bottom_left + (bottom_right - bottom_left) * s);
  }
  [[nodiscard]] double across(double t) const {
    return share(top_left + (bottom_left - top_left) * t, top_right + (bottom_right - top_right) * t);
  }
  // The value at the saddle point of a saddle cell.
  [[nodiscard]] double saddle() const {
    return (top_left * bottom_right - top_right * bottom_left) / (top_left + bottom_right - top_right - bottom_left);
  }
  // Whether the level's two branches in a saddle cell come so near each other that only straight steps are safe.
  [[nodiscard]] bool pinched() const {
    const bool is_saddle = (top_left > 0) == (bottom_right > 0) && (top_right > 0) == (bottom_left > 0) &&
                           (top_left > 0) != (top_right > 0);
    const double most =
        std::max({std::abs(top_left), std::abs(top_right), std::abs(bottom_left), std::abs(bottom_right)});
    return is_saddle && std::abs(saddle()) < 1e-3 * most;
  }

 private:
  static double share(double a, double b) { return a == b ? 0.5 : std::clamp(a / (a - b), 0.0, 1.0); }
};

// Cells of the node grid with a border of background nodes around it: cell (i, j) has nodes i - 1, i and j - 1, j. The
// border's nodes lie where the outermost real ones do.
class Cells {
 public:
  // Vertices keep off nodes and edges by this share of a cell, so that rings that come as near as rounding allows do
  // not touch.
  static constexpr double kOff = 1e-4;

  Cells(const Field& field, float level)
      : field_(field), level_(level), across_(field.columns() + 1), down_(field.rows() + 1) {
    const auto width = static_cast<std::size_t>(across_) + 1;
    std::vector<std::uint8_t> above(width * (static_cast<std::size_t>(down_) + 1), 0);
    for (std::int64_t y = 0; y < field.rows(); ++y) {
      const float* row = field.row(y);
      std::uint8_t* out = above.data() + (static_cast<std::size_t>(y) + 1) * width + 1;
      for (std::int64_t x = 0; x < field.columns(); ++x) out[x] = row[x] > level ? 1 : 0;
    }
    codes_.resize(static_cast<std::size_t>(across_ * down_));
    for (std::int64_t i = 0; i < down_; ++i) {
      const std::uint8_t *top = above.data() + static_cast<std::size_t>(i) * width, *bottom = top + width;
      std::uint8_t* out = codes_.data() + i * across_;
      for (std::int64_t j = 0; j < across_; ++j) {
        out[j] = static_cast<std::uint8_t>(top[j] | top[j + 1] << 1 | bottom[j + 1] << 2 | bottom[j] << 3);
      }
    }
  }

  [[nodiscard]] std::int64_t across() const { return across_; }
  [[nodiscard]] unsigned code(std::int64_t i, std::int64_t j) const {
    return codes_[static_cast<std::size_t>(i * across_ + j)] & kAll;
  }
  // The first cell from number `from` on that a ring passes and that was not passed through all its edges; -1: none.
  [[nodiscard]] std::int64_t next_mixed(std::int64_t from) const {
    const auto count = static_cast<std::int64_t>(codes_.size());
    for (std::int64_t at = from; at < count; ++at) {
      if (at + 8 <= count) {  // eight cells at once: all background, or all foreground
        std::uint64_t eight;
        std::memcpy(&eight, codes_.data() + at, sizeof eight);
        if (eight == 0 || eight == 0x0f0f0f0f0f0f0f0fULL) {
          at += 7;
          continue;
        }
      }
      const unsigned now = codes_[static_cast<std::size_t>(at)] & kAll;
      if (now != 0 && now != kAll) return at;
    }
    return -1;
  }
  // Marks that the ring through this edge was followed; true if it had been before.
  bool pass(std::int64_t i, std::int64_t j, Edge entry) {
    auto& code = codes_[static_cast<std::size_t>(i * across_ + j)];
    const auto mark = static_cast<std::uint8_t>(16U << entry);
    const bool before = (code & mark) != 0;
    code |= mark;
    return before;
  }
  [[nodiscard]] bool real(std::int64_t i, std::int64_t j) const {
    return i > 0 && j > 0 && i + 1 < down_ && j + 1 < across_;
  }
  [[nodiscard]] Corners corners(std::int64_t i, std::int64_t j) const {  // of a real cell
    const float *top = field_.row(i - 1) + j, *bottom = field_.row(i) + j;
    const auto over = [this](float v) { return static_cast<double>(v) - static_cast<double>(level_); };
    return {over(top[-1]), over(top[0]), over(bottom[0]), over(bottom[-1])};
  }
  // The edge through which a ring that came in by `entry` goes on.
  [[nodiscard]] Edge exit(std::int64_t i, std::int64_t j, unsigned code, Edge entry) const {
    if (code == (kTopLeft | kBottomRight) || code == (kTopRight | kBottomLeft)) {
      // Joined: the ring cuts off a background corner, the one after the entry; else the foreground corner before it.
      return static_cast<Edge>((entry + (corners(i, j).saddle() > 0 ? 1U : 3U)) % 4);
    }
    for (unsigned edge = 0; edge < 4; ++edge) {
      if (leaves(code, edge)) return static_cast<Edge>(edge);
    }
    return entry;  // not reached: what comes in goes out
  }
  [[nodiscard]] Point point(std::int64_t i, std::int64_t j, Edge edge) const {
    const bool flat = edge == kTop || edge == kBottom;
    const std::int64_t y = edge == kBottom ? i : i - 1, x = edge == kRight ? j : j - 1;  // first node of the edge
    return flat ? along_row(y, x) : along_column(y, x);
  }

 private:
  // Where the level passes between two neighbouring nodes of which one is above.
  [[nodiscard]] double share(float a, float b) const {
    const double from = static_cast<double>(a) - level_, to = static_cast<double>(b) - level_;
    return std::clamp(from / (from - to), kOff, 1 - kOff);
  }
  [[nodiscard]] Point along_row(std::int64_t y, std::int64_t x) const {
    if (x < 0) return {field_.x(0), field_.y(y)};
    if (x + 1 >= field_.columns()) return {field_.x(x), field_.y(y)};
    const float* row = field_.row(y);
    const double t = share(row[x], row[x + 1]);
    return {field_.x(x) + t * (field_.x(x + 1) - field_.x(x)), field_.y(y)};
  }
  [[nodiscard]] Point along_column(std::int64_t y, std::int64_t x) const {
    if (y < 0) return {field_.x(x), field_.y(0)};
    if (y + 1 >= field_.rows()) return {field_.x(x), field_.y(y)};
    const double t = share(field_.row(y)[x], field_.row(y + 1)[x]);
    return {field_.x(x), field_.y(y) + t * (field_.y(y + 1) - field_.y(y))};
  }

  const Field& field_;
  float level_;
  std::int64_t across_, down_;
  std::vector<std::uint8_t> codes_;  // corner bits; above them, by which edges the cell was entered
};

// One step of a ring: through a cell, from one point on its edges to another.
struct Step {
  Point from, to;
  double left, top, width, height;  // the cell; `height` 0 on the border, where the step is straight
  Corners corners;
};

// Calls `use(column, y)` for every pixel column whose centre line the step passes.
template <typename Use>
void for_each_column(const Step& step, Use&& use) {
  const std::int64_t first = centre_from(std::min(step.from.x, step.to.x));
  const std::int64_t last = centre_from(std::max(step.from.x, step.to.x));
  for (std::int64_t column = first; column < last; ++column) {
    const double s = (static_cast<double>(column) + 0.5 - step.left) / step.width;
    use(column, step.height == 0 ? step.top : step.top + step.corners.down(s) * step.height);
  }
}

Step step_through(const Field& field, const Cells& cells, std::int64_t i, std::int64_t j, Point from, Point to) {
  if (!cells.real(i, j)) return {from, to, from.x, from.y, 1, 0, {}};
  const double left = field.x(j - 1), top = field.y(i - 1);
  return {from, to, left, top, field.x(j) - left, field.y(i) - top, cells.corners(i, j)};
}

// Adds vertices between the ends of a step until the level is nowhere (at the middles looked at) farther than `bend`.
void bend_to(const Step& step, Point from, Point to, double bend, int depth, Ring& ring) {
  const double dx = to.x - from.x, dy = to.y - from.y;
  Point middle{(from.x + to.x) / 2, (from.y + to.y) / 2};
  const double length = std::hypot(dx, dy);
  if (length <= bend) return;
  const Point chord = middle;
  double s = (middle.x - step.left) / step.width, t = (middle.y - step.top) / step.height;
  if (std::abs(dx) >= std::abs(dy)) {
    t = step.corners.down(s);
  } else {
    s = step.corners.across(t);
  }
  if (std::min({s, t, 1 - s, 1 - t}) < 2 * Cells::kOff) return;
  middle = {step.left + s * step.width, step.top + t * step.height};
  const double off = std::abs((middle.x - chord.x) * dy - (middle.y - chord.y) * dx) / length;
  if (off <= bend) return;
  if (depth > 1) bend_to(step, from, middle, bend, depth - 1, ring);
  ring.push_back(middle);
  if (depth > 1) bend_to(step, middle, to, bend, depth - 1, ring);
}

constexpr std::array<int, 4> kDown{-1, 0, 1, 0}, kAcross{0, 1, 0, -1};  // the neighbour behind an edge

}  // namespace

LevelSet level_set(const Field& field, float level, double bend) {
  constexpr int kDeepest = 6;  // at most 63 vertices more in a cell
  Cells cells(field, level);
  LevelSet result;
  for (std::int64_t cell = cells.next_mixed(0); cell >= 0; cell = cells.next_mixed(cell + 1)) {
    for (unsigned start = 0; start < 4; ++start) {
      std::int64_t i = cell / cells.across(), j = cell % cells.across();
      if (!enters(cells.code(i, j), start)) continue;
      auto entry = static_cast<Edge>(start);
      if (cells.pass(i, j, entry)) continue;
      const auto number = static_cast<std::uint32_t>(result.pixels.size());
      Ring ring;
      std::int64_t pixels = 0;
      Point from = cells.point(i, j, entry);
      do {
        const Edge exit = cells.exit(i, j, cells.code(i, j), entry);
        const Point to = cells.point(i, j, exit);
        const Step step = step_through(field, cells, i, j, from, to);
        const bool begins = to.x > from.x;
        for_each_column(step, [&](std::int64_t column, double y) {
          result.crossings.push_back({y, static_cast<std::int32_t>(column), number & 0x7fffffffU, begins});
          pixels += begins ? -centre_from(y) : centre_from(y);
        });
        if (bend > 0) {
          if (step.height > 0 && !step.corners.pinched()) bend_to(step, from, to, bend, kDeepest, ring);
          if (ring.empty() || ring.back() != to) ring.push_back(to);
        }
        from = to;
        i += kDown[exit];
        j += kAcross[exit];
        entry = kOpposite[exit];
      } while (!cells.pass(i, j, entry));
      if (bend > 0) {
        while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
        result.rings.push_back(std::move(ring));
      }
      result.pixels.push_back(pixels);
    }
  }
  return result;
}

double area_above(const Field& field, float level) {
  const Cells cells(field, level);
  double area = 0;
  for (std::int64_t cell = cells.next_mixed(0); cell >= 0; cell = cells.next_mixed(cell + 1)) {
    const std::int64_t i = cell / cells.across(), j = cell % cells.across();
    const unsigned code = cells.code(i, j);
    for (unsigned start = 0; start < 4; ++start) {
      if (!enters(code, start)) continue;
      const auto entry = static_cast<Edge>(start);
      const Point from = cells.point(i, j, entry), to = cells.point(i, j, cells.exit(i, j, code, entry));
      if (from.x == to.x) continue;
      const Step step = step_through(field, cells, i, j, from, to);
      const double s = ((from.x + to.x) / 2 - step.left) / step.width;
      const double middle = step.height == 0 ? step.top : step.top + step.corners.down(s) * step.height;
      area += (from.x - to.x) * (from.y + 4 * middle + to.y) / 6;  // below a step to the right it is foreground
    }
  }
  return area;
}

}  // namespace avala
