// Counters, gauges and histograms, and their Prometheus text. Adding touches a cache line of the thread's own and takes
// no lock; finding a metric takes one, so it is done once, where its user is built. Any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock {

namespace metrics_detail {
inline constexpr std::size_t slots = 8;
// Threads share a slot when there are more of them than slots.
std::size_t slot_of_this_thread();
}  // namespace metrics_detail

// Only grows.
class Counter {
 public:
  void add(std::uint64_t count = 1) {
    parts_[metrics_detail::slot_of_this_thread()].value.fetch_add(count, std::memory_order_relaxed);
  }
  std::uint64_t value() const;

 private:
  struct alignas(64) Part {
    std::atomic<std::uint64_t> value = 0;
  };
  std::array<Part, metrics_detail::slots> parts_;
};

// Goes up and down.
class Gauge {
 public:
  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(std::int64_t change) { value_.fetch_add(change, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_ = 0;
};

// How long things took: 1-2.5-5 steps from 10 µs to 10 s.
class Histogram {
 public:
  static constexpr std::array<std::int64_t, 19> bounds_us = {
      10,     25,     50,      100,     250,     500,       1'000,     2'500,     5'000,     10'000,
      25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

  void observe(std::chrono::nanoseconds took);
  // Observations per step, the last one over every bound; their count and sum.
  struct Snapshot {
    std::array<std::uint64_t, bounds_us.size() + 1> buckets{};
    std::uint64_t count = 0;
    double seconds = 0;
  };
  Snapshot snapshot() const;

 private:
  struct alignas(64) Part {
    std::array<std::atomic<std::uint64_t>, bounds_us.size() + 1> buckets{};
    std::atomic<std::uint64_t> nanoseconds = 0;
  };
  std::array<Part, metrics_detail::slots> parts_;
};

using Labels = std::vector<std::pair<std::string, std::string>>;

// Every metric of a server. References stay valid as long as it lives. A name belongs to one kind and one help text.
class Metrics {
 public:
  Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, Labels labels = {});

  // The text format of Prometheus, version 0.0.4; families in order of their names.
  std::string prometheus() const;

 private:
  struct Family {
    std::string help;
    std::string_view type;
    // By the labels as they are printed.
    std::map<std::string, std::unique_ptr<Counter>> counters;
    std::map<std::string, std::unique_ptr<Gauge>> gauges;
    std::map<std::string, std::unique_ptr<Histogram>> histograms;
  };
  Family& family(std::string_view name, std::string_view help, std::string_view type);

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
};

}  // namespace penstock
