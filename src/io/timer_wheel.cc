#include "io/timer_wheel.h"

#include <algorithm>

namespace penstock {

void TimerWheel::link(Timer& timer) {
  const Tick when = std::min(std::max(timer.due_, now_ + 1), now_ + span_max);
  const int level = (std::bit_width(when - now_) - 1) / level_bits;
  const Tick slot_start = when >> (level * level_bits);
  auto& slot = levels_[level].slots[slot_start % slots_per_level];
  levels_[level].occupied |= std::uint64_t{1} << (slot_start % slots_per_level);
  timer.visited_at_ = slot_start << (level * level_bits);
  timer.next_ = slot;
  if (slot) slot->link_ = &timer.next_;
  slot = &timer;
  timer.link_ = &slot;
}

std::optional<Tick> TimerWheel::next_visit() const {
  std::optional<Tick> earliest;
  for (int level = 0; level < levels; ++level) {
    if (levels_[level].occupied == 0) continue;
    const Tick following = (now_ >> (level * level_bits)) + 1;
    const auto ahead = std::rotr(levels_[level].occupied, static_cast<int>(following % slots_per_level));
    const Tick start = (following + std::countr_zero(ahead)) << (level * level_bits);
    if (!earliest || start < *earliest) earliest = start;
  }
  return earliest;
}

void TimerWheel::advance(Tick now) {
  while (true) {
    const auto visit_time = next_visit();
    if (!visit_time || *visit_time > now) break;
    now_ = *visit_time;
    for (int level = levels - 1; level >= 0; --level) {
      if (now_ & ((Tick{1} << (level * level_bits)) - 1)) continue;
      const auto index = (now_ >> (level * level_bits)) % slots_per_level;
      levels_[level].occupied &= ~(std::uint64_t{1} << index);
      visit(levels_[level].slots[index]);
    }
  }
  now_ = std::max(now_, now);
}

void TimerWheel::visit(Timer*& slot) {
  // The slot is emptied first: a timer that goes on may be linked into the same slot, one turn later.
  Timer* waiting = std::exchange(slot, nullptr);
  if (waiting) waiting->link_ = &waiting;
  while (waiting) {
    Timer& timer = *waiting;
    timer.unlink();
    if (timer.due_ <= now_) {
      timer.due_ = Timer::never;
      timer.on_due_(timer);
    } else if (timer.due_ != Timer::never) {
      link(timer);
    }
  }
}

}  // namespace penstock
