// Timers of one event loop: a hierarchical wheel of milliseconds. Setting, moving and clearing a timer is O(1) without
// allocation, and moving one later is a single store, so that a connection may move its deadline with every request.
// The loop's thread only.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace penstock {

using Tick = std::uint64_t;  // milliseconds of the steady clock

// Embedded in its owner. Destroying it unlinks it. It must not outlive the wheel that it is set in.
class Timer {
 public:
  static constexpr Tick never = std::numeric_limits<Tick>::max();

  explicit Timer(void (*on_due)(Timer&)) : on_due_(on_due) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { unlink(); }

  bool is_set() const { return due_ != never; }
  // Lazy: it stays linked, and is dropped when its slot comes by.
  void clear() { due_ = never; }

 private:
  friend class TimerWheel;
  void unlink() {
    if (!link_) return;
    *link_ = next_;
    if (next_) next_->link_ = link_;
    link_ = nullptr;
    next_ = nullptr;
  }

  void (*on_due_)(Timer&);
  Tick due_ = never;
  Tick visited_at_ = 0;     // when its slot comes by; never after due_
  Timer** link_ = nullptr;  // what points to this timer; null when it is in no slot
  Timer* next_ = nullptr;
};

class TimerWheel {
 public:
  explicit TimerWheel(Tick now) : now_(now) {}

  // Fires once at the first advance() that reaches `due`; replaces what was set.
  void set(Timer& timer, Tick due) {
    timer.due_ = due;
    if (timer.link_ && timer.visited_at_ <= due) return;
    timer.unlink();
    link(timer);
  }

  // Fires what is due at `now` or before. A timer may set, clear or destroy any timer as it fires.
  void advance(Tick now);

  // When advance() has something to do; nothing when no timer is linked.
  std::optional<Tick> next_visit() const;

 private:
  static constexpr int level_bits = 6;
  static constexpr int slots_per_level = 1 << level_bits;
  static constexpr int levels = 6;  // 2^36 ms, two years; later ones are visited and linked again
  static constexpr Tick span_max = (Tick{1} << (level_bits * levels)) - 1;

  struct Level {
    std::uint64_t occupied = 0;  // one bit a slot; may be stale after an unlink, which costs one empty visit
    std::array<Timer*, slots_per_level> slots{};
  };

  void link(Timer& timer);
  void visit(Timer*& slot);

  Tick now_;
  std::array<Level, levels> levels_;
};

}  // namespace penstock
